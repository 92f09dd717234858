"""Options of the whole test run."""

import gc
import os

import pytest
from hypothesis import settings

from tests.examples import TIMES, examples

# No test is judged by the clock: a slow machine is not a failure. In CI the same examples are chosen every time.
settings.register_profile(
    "unhurried", deadline=None, max_examples=examples(100), derandomize="CI" in os.environ and TIMES == 1
)
settings.load_profile("unhurried")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--rewrite",
        action="store_true",
        help="write the transcripts of tests/dialogs anew; a rewritten one is a change of behaviour",
    )


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: the collector of garbage need not go through it each time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
