"""A database as the last release left it when it was stopped: deliveries in every state, replies not sent."""

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection

from alerts.delivery import State
from storage.database import Database
from storage.migrate import MIGRATIONS
from tests.storage.rows import NOW

SCHEMA = "0002"
"""The schema of the last release."""

STATES = [state.value for state in State]


async def make_last_release(path: Path) -> None:
    """Makes the file."""
    made = Database(f"sqlite+aiosqlite:///{path}")

    def upgrade(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, SCHEMA)

    await made.run_sync(upgrade)
    await made.close()
    with closing(sqlite3.connect(path)) as connection:
        now = f"{NOW:%Y-%m-%d %H:%M:%S}.000000"
        connection.execute("INSERT INTO installation (id, kind, created) VALUES (1, 'live', ?)", (now,))
        connection.execute(
            "INSERT INTO person (id, public_id, name, language, zone, clearance, active, created) "
            "VALUES (1, 'p1', 'Demo Person', 'en', 'UTC', 2, 1, ?)",
            (now,),
        )
        connection.execute(
            "INSERT INTO address (id, public_id, channel, external_id, person_id, active, created) "
            "VALUES (1, 'a1', 'chat', 'a1', 1, 1, ?)",
            (now,),
        )
        for number, state in enumerate(STATES, start=1):
            worker, repeat = ("a worker", 1) if state == State.SENDING else (None, 0)
            connection.execute(
                "INSERT INTO delivery (id, public_id, kind, subject, subject_id, revision, version, address_id, person_id, "
                "channel, lane, precedence, state, due, wait, attempt, worker, repeat, reason, created) "
                "VALUES (?, ?, 'alert', 'alert', ?, 1, 0, 1, 1, 'chat', 1, 3, ?, ?, 30.0, 2, ?, ?, 'tried', ?)",
                (number, f"d{number}", number, state, now, worker, repeat, now),
            )
        connection.execute(
            "INSERT INTO inbox (channel, key, conversation, at, content, replies, outcome, answered, poison) "
            """VALUES ('chat', 'k1', 'a1', ?, '{"said": "/help"}', '[{"v": 1}]', '{}', NULL, 0)""",
            (now,),
        )
        connection.commit()
