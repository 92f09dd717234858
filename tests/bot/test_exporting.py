"""Everything that is kept about a person, for that person, and nothing that is another's."""

import json
import re
from pathlib import Path

import pytest

from bot.exporting import export
from bot.operating import CannotBeDone
from storage.exports import QUERIES
from storage.tables import METADATA
from tests.bot.client import Client
from tests.bot.outbox import Outbox, approves, files, subscribes
from tests.bot.rows import verbs
from tests.bot.stage import Stage

OF_NOBODY = {
    *(
        "alembic_version",
        "audit_chain",
        "country",
        "installation",
        "notice",
        "office",
        "office_seat",
        "office_threshold",
        "picture",
        "serial",
        "tick",
    ),
    *("attempt", "alert_scope", "report_term"),
}
"""Tables that keep nothing by person: what belongs to a report, an alert or a delivery is found by those."""


async def exported(stage: Stage, client: Client, folder: Path) -> dict[str, list[dict[str, object]]]:
    person = await client.person()
    target = folder / f"{person.public_id}.json"
    await export(stage.world, person.public_id, target)
    assert target.stat().st_mode & 0o077 == 0
    found: dict[str, list[dict[str, object]]] = json.loads(target.read_text())
    return found


async def test_what_a_person_said_reported_and_was_sent_is_there(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox, tmp_path: Path
) -> None:
    await subscribes(officer)
    await files(officer, {"narrative": "The tip came by phone."})
    await approves(reviewer, box)
    found = await exported(stage, officer, tmp_path)
    assert [one["name"] for one in found["person"]] == ["Demo Officer"]
    assert [one["kind"] for one in found["roles"]] == ["officer"]
    assert [one["number"] for one in found["reports"]] == ["KE-2026-000001"]
    assert "The tip came by phone." in json.dumps(found["report_revisions"])
    assert [one["move"] for one in found["moves_on_reports"]] == ["take", "approve"]
    assert {"said": "/help"} in [one["content"] for one in found["said"]]
    assert {"outcome", "alert"} & {one["kind"] for one in found["deliveries"]}
    assert len(found["subscriptions"]) == 1
    assert verbs(stage)[-1] == "person.export"


async def test_nothing_of_others_is_in_it(
    stage: Stage, officer: Client, reviewer: Client, box: Outbox, tmp_path: Path
) -> None:
    await files(officer, {"narrative": "The tip came by phone."})
    await approves(reviewer, box)
    for client, others in ((reviewer, ("tip came", "Demo Officer", "Cocaine")), (officer, ("Demo Reviewer",))):
        text = json.dumps(await exported(stage, client, tmp_path))
        assert [words for words in others if words in text] == []


async def test_no_token_and_no_key_is_in_it(stage: Stage, officer: Client, tmp_path: Path) -> None:
    await officer.says("/link")
    text = json.dumps(await exported(stage, officer, tmp_path))
    assert not re.search(r"token|hash|salt", text)


async def test_a_file_that_is_there_is_not_written_over(stage: Stage, officer: Client, tmp_path: Path) -> None:
    person = await officer.person()
    target = tmp_path / "person.json"
    target.write_text("mine")
    with pytest.raises(CannotBeDone, match="is there already"):
        await export(stage.world, person.public_id, target)
    assert target.read_text() == "mine"
    with pytest.raises(CannotBeDone, match="cannot be written"):
        await export(stage.world, person.public_id, tmp_path / "no folder" / "person.json")
    with pytest.raises(CannotBeDone, match="Nobody has the id"):
        await export(stage.world, "nobody", tmp_path / "nobody.json")
    assert "person.export" not in verbs(stage)


def test_every_table_is_read_or_known_to_be_of_nobody() -> None:
    read = {word for query in QUERIES.values() for word in re.findall(r"(?:FROM|JOIN) (\w+)", query)}
    assert {table.name for table in METADATA.sorted_tables} - read - OF_NOBODY == set()
