"""What stands in the file, read past the product: for saying what changed and what left a trace."""

import sqlite3
from collections.abc import Sequence

from tests.bot.stage import Stage


def rows(stage: Stage, question: str, *values: object) -> list[tuple[object, ...]]:
    """The answer to a question in SQL."""
    connection = sqlite3.connect(f"file:{stage.path}?mode=ro", uri=True)
    try:
        return list(connection.execute(question, values))
    finally:
        connection.close()


def write(stage: Stage, statement: str, *values: object) -> None:
    """Changes the file behind the product's back, as an accident would."""
    connection = sqlite3.connect(stage.path)
    try:
        connection.execute(statement, values)
        connection.commit()
    finally:
        connection.close()


def verbs(stage: Stage) -> list[str]:
    """The verbs of all audit rows, oldest first."""
    return [str(verb) for (verb,) in rows(stage, "SELECT verb FROM audit ORDER BY id")]


UNTRACED = frozenset({"audit", "audit_detail", "inbox", "serial", "sqlite_sequence", "alembic_version"})


def everything(stage: Stage, *, without: Sequence[str] = ()) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but the ones that only keep track."""
    names = [str(name) for (name,) in rows(stage, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {
        name: rows(stage, f"SELECT * FROM {name}")
        for name in sorted(names)
        if name not in UNTRACED and name not in without and not name.startswith("sqlite_")
    }
