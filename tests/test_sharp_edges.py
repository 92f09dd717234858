"""docs/sharp-edges.md names tests and files that are there: what was moved or renamed is to be moved there too."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "sharp-edges.md").read_text(encoding="utf-8")
TESTS = sorted(set(re.findall(r"^ +- `([\w/]+\.py)::(\w+)", TEXT, re.MULTILINE)))
CHANGED = sorted(set(re.findall(r"`((?:alerts|bot|channels|storage)/[\w./-]+)`", TEXT)))


def test_every_file_with_a_named_test_is_read() -> None:
    assert len(TESTS) > 200
    assert len(CHANGED) > 50


@pytest.mark.parametrize("path", sorted({path for path, _ in TESTS}))
def test_every_named_test_is_there(path: str) -> None:
    source = (ROOT / "tests" / path).read_text(encoding="utf-8")
    assert [name for where, name in TESTS if where == path and f"def {name}(" not in source] == []


def test_every_file_whose_change_was_tried_is_there() -> None:
    assert [path for path in CHANGED if not (ROOT / path).exists()] == []
