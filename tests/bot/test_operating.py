"""What an operator is told: a setting that cannot work, a database that is away, and figures that are true."""

from datetime import UTC, datetime

import pytest

from bot.channel_settings import check_channels, smtp_of
from bot.metrics import Metrics
from bot.ports import ProcessHealth
from bot.schedule import measure
from bot.serving import check_address
from bot.settings import WrongSetting, load
from bot.signing import Signer
from bot.watching import Watch
from channels.email_address import add_token
from tests.bot.client import Client
from tests.bot.outbox import files
from tests.bot.stage import Stage

MAIL = {"LIAISON_SMTP_HOST": "mail.customs.example", "LIAISON_MAIL_FROM": "Liaison <alerts@customs.example>"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LIAISON_MAIL_FROM", "nobody"),
        ("LIAISON_MAIL_BOUNCE_TO", "nobody"),
        ("LIAISON_MAIL_BOUNCE_TO", "returned-mail-of-liaison@customs.example"),
        ("LIAISON_SMTP_PASSWORD", "open sesame"),
    ],
)
def test_a_mail_setting_that_cannot_work_is_named_in_one_sentence(name: str, value: str) -> None:
    with pytest.raises(WrongSetting) as refused:
        smtp_of(load({**MAIL, name: value}, env_file=None))
    assert name in str(refused.value)
    assert str(refused.value).endswith(".")
    assert "open sesame" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("LIAISON_SMTP_HOST", {"LIAISON_MAIL_REPORT_TO": "reports@customs.example", "LIAISON_MAIL_IN_PORT": "8025"}),
        ("LIAISON_TELEGRAM_TOKEN", {"LIAISON_TELEGRAM_TOKEN": "open sesame"}),
        ("LIAISON_SLACK_BOT_TOKEN", {"LIAISON_SLACK_BOT_TOKEN": "open sesame"}),
        ("LIAISON_SLACK_APP_TOKEN", {"LIAISON_SLACK_BOT_TOKEN": "xoxb-1234567890"}),
    ],
)
def test_a_channel_that_cannot_work_is_named_before_anything_is_made(name: str, given: dict[str, str]) -> None:
    with pytest.raises(WrongSetting) as refused:
        check_channels(load(given, env_file=None))
    assert name in str(refused.value)
    assert str(refused.value).endswith(".")
    assert "open sesame" not in str(refused.value)


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104 - nothing listens
def test_pages_for_every_network_need_the_address_that_people_type(host: str) -> None:
    given = {"LIAISON_WEB_HOST": host}
    with pytest.raises(WrongSetting, match="LIAISON_PUBLIC_URL is missing"):
        check_address(load(given, env_file=None))
    check_address(load({**given, "LIAISON_PUBLIC_URL": "https://liaison.customs.example"}, env_file=None))


def test_the_longest_name_for_returned_mail_that_is_taken_leaves_room_for_the_longest_token() -> None:
    smtp = smtp_of(load({**MAIL, "LIAISON_MAIL_BOUNCE_TO": f"{'b' * 20}@customs.example"}, env_file=None))
    assert smtp is not None
    token = Signer((b"a key of the tests, long enough to sign with",)).sign(
        "bounce", 2**36 - 1, datetime(2100, 1, 1, tzinfo=UTC)
    )
    assert add_token(smtp.return_base, token).startswith("b" * 20 + "+")


async def test_a_process_whose_database_cannot_be_written_is_not_ready_and_says_so(stage: Stage) -> None:
    readiness = await ProcessHealth(dict, lambda: True, lambda: True, Watch(stage.world, {})).readiness()
    assert (readiness.ready, dict(readiness.paused)) == (False, {"database": "it cannot be written"})


async def test_a_process_that_receives_and_writes_is_ready(stage: Stage) -> None:
    assert (await ProcessHealth(dict, lambda: True, lambda: False, Watch(stage.world, {})).readiness()).ready


@pytest.mark.usefixtures("reviewer")
async def test_figures_go_back_to_zero_when_nothing_waits(stage: Stage, officer: Client) -> None:
    metrics = Metrics()
    await files(officer)
    await measure(stage.world, metrics)
    assert metrics.registry.get_sample_value("liaison_delivery_rows", {"state": "queued"}) == 1
    await stage.deliver()
    await measure(stage.world, metrics)
    assert metrics.registry.get_sample_value("liaison_delivery_rows", {"state": "queued"}) == 0
