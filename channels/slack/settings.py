"""What an operator sets, what the app needs at Slack, and the few words the channel says by itself. No secret shows in
a repr.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

API_URL = "https://slack.com/api/"

SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:read",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:read",
        "im:history",
        "im:write",
        "users:read",
    }
)
"""Bot token scopes, as docs/slack-manifest.yaml asks for them."""

EVENTS = frozenset(
    {
        "app_home_opened",
        "app_mention",
        "app_uninstalled",
        "channel_archive",
        "channel_deleted",
        "channel_id_changed",
        "channel_left",
        "channel_shared",
        "channel_unshared",
        "group_archive",
        "group_deleted",
        "group_left",
        "member_joined_channel",
        "member_left_channel",
        "message.im",
        "tokens_revoked",
    }
)
"""Bot events subscribed to, as in the manifest."""

COMMANDS: Mapping[str, str] = {"/report": "/report", "/liaison": ""}
"""Slash commands and what each says. Slack's own client keeps every other word behind a slash for itself, so
"/liaison mine" says "/mine".
"""

SHORTCUTS: Mapping[str, str] = {"report": "/report"}
"""Global shortcuts by callback id, and what each says."""

_TAIL = "[A-Za-z0-9-]{8,512}"
_BOT_TOKEN = re.compile(f"xoxb-{_TAIL}")
_APP_TOKEN = re.compile(f"xapp-{_TAIL}")
_SIGNING_SECRET = re.compile("[0-9A-Za-z]{16,128}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    """Where and as whom. `app_token` opens Socket Mode, `signing_secret` the HTTP route; at least one of them is given.
    Raises ValueError naming the field.
    """

    bot_token: str = field(repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    api_url: str = API_URL

    def __post_init__(self) -> None:
        if not _BOT_TOKEN.fullmatch(self.bot_token):
            raise ValueError("bot_token: a bot token begins with xoxb- and goes on as Slack shows it.")
        if self.app_token and not _APP_TOKEN.fullmatch(self.app_token):
            raise ValueError("app_token: an app-level token begins with xapp- and goes on as Slack shows it.")
        if self.signing_secret and not _SIGNING_SECRET.fullmatch(self.signing_secret):
            raise ValueError("signing_secret: letters and digits, as the app's page shows it.")
        if not self.app_token and not self.signing_secret:
            raise ValueError("app_token or signing_secret: one of the two ways in is needed.")
        if not _is_api_url(self.api_url):
            raise ValueError("api_url: an http or https address that ends in a slash.")


def _is_api_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0 and text.endswith("/")
    except ValueError:  # a port or an IPv6 address that is none
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackWords:
    """What the channel says by itself, in one language."""

    press_again: str
    """Said where a form could not be opened in time: Slack allows three seconds."""
    no_form: str
    """Said where a form is too large to be shown here."""
    home: str
    """Shown at the Home tab while there is nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimits:
    """Seconds to wait."""

    connect: float = 10.0
    """For a connection to Slack."""
    answer: float = 30.0
    """For one call from beginning to end, as slack_sdk has it by default."""
    turn: float = 2.5
    """For one turn while a form may have to be opened: a trigger_id lives 3 s, and opening takes its time too."""
    quiet: float = 60.0
    """For anything at all over Socket Mode; Slack pings every few seconds."""
    between_parts: float = 1.0
    """Between the parts of one message: Slack takes about one message per second and conversation."""
