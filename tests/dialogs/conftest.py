"""The stage of tests/bot, for transcripts."""

from tests.bot.conftest import stage, template

__all__ = ["stage", "template"]
