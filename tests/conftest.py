"""Options of the whole test run."""

import gc
import os

import pytest
from hypothesis import settings

# No test is judged by the clock. In CI, Hypothesis chooses the same examples every time by itself.
settings.register_profile("unhurried", deadline=None)
if "CI" not in os.environ:
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
