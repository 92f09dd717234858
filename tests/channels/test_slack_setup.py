"""Setting the channel up: its settings, its check, its manifest, who is in a channel, and pictures."""

import re
from pathlib import Path

import pytest

from channels.base import Standing
from channels.errors import Misconfigured, Permanent, RecipientGone, Temporary
from channels.message import Address
from channels.slack import SlackSettings
from channels.slack.channel import SlackChannel
from channels.slack.settings import COMMANDS, EVENTS, SCOPES, SHORTCUTS
from tests.channels.fake_slack import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, Act
from tests.channels.fake_slack_blocks import Refused
from tests.channels.harness_slack import ENGLISH, SlackHarness, open_workspace

DOCS = Path(__file__).parents[2] / "docs"


# Settings.


@pytest.mark.parametrize(
    ("field", "bot_token", "app_token", "signing_secret", "api_url"),
    [
        ("bot_token", "xoxp-11111111", APP_TOKEN, "", "https://slack.com/api/"),
        ("bot_token", "", APP_TOKEN, "", "https://slack.com/api/"),
        ("app_token", BOT_TOKEN, "xoxb-11111111", "", "https://slack.com/api/"),
        ("app_token", BOT_TOKEN, APP_TOKEN + "\n", "", "https://slack.com/api/"),
        ("signing_secret", BOT_TOKEN, "", "short", "https://slack.com/api/"),
        ("app_token or signing_secret", BOT_TOKEN, "", "", "https://slack.com/api/"),
        ("api_url", BOT_TOKEN, APP_TOKEN, "", "slack.com/api/"),
        ("api_url", BOT_TOKEN, APP_TOKEN, "", "https://slack.com/api"),
    ],
)
def test_a_wrong_setting_is_named_and_not_shown(
    field: str, bot_token: str, app_token: str, signing_secret: str, api_url: str
) -> None:
    with pytest.raises(ValueError, match=f"^{field}:") as caught:
        SlackSettings(bot_token=bot_token, app_token=app_token, signing_secret=signing_secret, api_url=api_url)
    for secret in (bot_token, app_token, signing_secret):
        assert not secret or secret not in str(caught.value)


def test_settings_show_no_secret() -> None:
    shown = repr(SlackSettings(bot_token=BOT_TOKEN, app_token=APP_TOKEN, signing_secret=SIGNING_SECRET))
    assert [secret for secret in (BOT_TOKEN, APP_TOKEN, SIGNING_SECRET) if secret in shown] == []


def test_both_ways_in_can_be_open() -> None:
    settings = SlackSettings(bot_token=BOT_TOKEN, app_token=APP_TOKEN, signing_secret=SIGNING_SECRET)
    assert len(SlackChannel(settings, words=lambda _: ENGLISH).routes()) == 1


# The manifest, read without a YAML library: it has one item to a line.


def listed(name: str) -> set[str]:
    text = (DOCS / "slack-manifest.yaml").read_text(encoding="utf-8")
    found = re.search(rf"^( *){name}:\n((?:\1  - .*\n)+)", text, re.MULTILINE)
    assert found
    return {line.strip().removeprefix("- ") for line in found[2].splitlines()}


def test_the_manifest_asks_for_the_scopes_that_are_used() -> None:
    assert listed("bot") == SCOPES


def test_the_manifest_subscribes_to_the_events_that_are_read() -> None:
    assert listed("bot_events") == EVENTS


def test_the_manifest_has_the_commands_and_shortcuts_that_are_read() -> None:
    text = (DOCS / "slack-manifest.yaml").read_text(encoding="utf-8")
    assert set(re.findall(r"- command: (\S+)", text)) == set(COMMANDS)
    assert set(re.findall(r"callback_id: (\S+)", text)) == set(SHORTCUTS)


# The check.


async def test_the_check_says_who_we_are() -> None:
    async with open_workspace(by_socket=True) as harness:
        checked = await harness.channel.check()
    assert (checked.who, checked.missing) == ("liaison in RILO", ())


async def test_the_check_names_scopes_that_are_missing() -> None:
    async with open_workspace() as harness:
        harness.slack.scopes = "chat:write,commands,something:else"
        (sentence,) = (await harness.channel.check()).missing
    assert "files:read" in sentence
    assert "chat:write" not in sentence


async def test_the_check_tells_that_socket_mode_cannot_be_used() -> None:
    async with open_workspace(by_socket=True) as harness:
        harness.slack.script("apps.connections.open", Refused("not_allowed_token_type"))
        (sentence,) = (await harness.channel.check()).missing
    assert "Socket Mode" in sentence


async def test_the_check_asks_anew_each_time() -> None:
    async with open_workspace() as harness:
        await harness.channel.check()
        harness.slack.script("auth.test", Refused("token_revoked"))
        with pytest.raises(Misconfigured):
            await harness.channel.check()


async def test_there_is_no_link_that_brings_a_code_along() -> None:
    async with open_workspace() as harness:
        assert harness.channel.link("CODE") == ""


# Who is in a channel.


async def standing(harness: SlackHarness, group: str, *among: str) -> Standing:
    return await harness.channel.standing(Address("slack", group), among)


async def test_a_channel_tells_of_everybody_in_it() -> None:
    async with open_workspace() as harness:
        ann, bob, robot = (harness.slack.person(name, bot=name == "robot") for name in ("ann", "bob", "robot"))
        group = harness.slack.channel("east", ann, bob, robot)
        assert await standing(harness, group, ann) == Standing(
            title="east",
            private=True,
            broadcast=False,
            complete=True,
            members=frozenset({ann, bob}),
            others=1,
        )
        assert {str(asked["user"]) for asked in harness.slack.called("users.info")} == {bob, robot}


async def test_a_public_channel_is_not_private() -> None:
    async with open_workspace() as harness:
        assert not (await standing(harness, harness.slack.channel("all", is_private=False))).private


@pytest.mark.parametrize("state", ["is_ext_shared", "is_pending_ext_shared"])
async def test_in_a_channel_shared_with_others_somebody_is_unknown(state: str) -> None:
    async with open_workspace() as harness:
        ann = harness.slack.person("ann")
        assert (await standing(harness, harness.slack.channel("east", ann, **{state: True}), ann)).others == 1


async def test_in_a_large_channel_strangers_beyond_twenty_count_as_unknown() -> None:
    async with open_workspace() as harness:
        people = [harness.slack.person(f"p{number}") for number in range(25)]
        found = await standing(harness, harness.slack.channel("east", *people))
    assert (len(found.members), found.others) == (20, 5)


@pytest.mark.parametrize("state", [{"is_archived": True}, {"is_member": False}])
async def test_a_channel_that_is_over_for_us_is_gone(state: dict[str, bool]) -> None:
    async with open_workspace() as harness:
        with pytest.raises(RecipientGone):
            await standing(harness, harness.slack.channel("east", **state))


async def test_a_person_is_no_group() -> None:
    async with open_workspace() as harness:
        with pytest.raises(Permanent):
            await harness.channel.standing(harness.address("ann"), ())


# Pictures that came in.


async def test_a_picture_is_fetched_with_our_token() -> None:
    async with open_workspace() as harness:
        harness.slack.files.downloads["F1"] = b"jpeg"
        assert await harness.channel.fetch(f"http://files.slack.test:{harness.slack.port}/files/F1") == b"jpeg"


async def test_a_picture_that_is_gone_is_permanent() -> None:
    async with open_workspace() as harness:
        with pytest.raises(Permanent):
            await harness.channel.fetch(f"http://slack.test:{harness.slack.port}/files/F9")


@pytest.mark.parametrize(
    "url",
    [
        "http://evil.test:{port}/files/F1",
        "http://slack.test.evil.test:{port}/files/F1",
        "http://evilslack.test:{port}/files/F1",
        "http://slack.test@evil.test:{port}/files/F1",
        "https://slack.test:{port}/files/F1",
        "http://slack.test/files/F1",
        "http://slack.test:port/files/F1",
        "http://[slack/files/F1",
        "file:///etc/passwd",
    ],
)
async def test_our_token_goes_to_no_other_host(url: str) -> None:
    async with open_workspace() as harness:
        harness.slack.files.downloads["F1"] = b"jpeg"
        with pytest.raises(Permanent):
            await harness.channel.fetch(url.format(port=harness.slack.port))
        assert harness.network.asked == []


async def test_a_picture_over_twenty_megabytes_is_not_read_to_its_end() -> None:
    async with open_workspace() as harness:
        harness.slack.files.downloads["F1"] = b"x" * 20_000_001
        with pytest.raises(Permanent):
            await harness.channel.fetch(f"http://slack.test:{harness.slack.port}/files/F1")


async def test_slacks_page_for_signing_in_is_not_taken_for_a_picture() -> None:
    async with open_workspace() as harness:
        harness.slack.files.scope = False
        harness.slack.files.downloads["F1"] = b"jpeg"
        with pytest.raises(Misconfigured):
            await harness.channel.fetch(f"http://slack.test:{harness.slack.port}/files/F1")


async def test_a_picture_cut_off_can_be_fetched_again() -> None:
    async with open_workspace() as harness:
        url = f"http://slack.test:{harness.slack.port}/files/F1"
        harness.slack.files.downloads["F1"] = b"jpeg"
        harness.slack.script("download", Act.RESET, Act.RESET)  # aiohttp asks twice by itself: reading does no harm
        with pytest.raises(Temporary):
            await harness.channel.fetch(url)
        assert await harness.channel.fetch(url) == b"jpeg"
