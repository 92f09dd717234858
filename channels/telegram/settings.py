"""Which bot we are, where its service is and how updates come: the settings of the Telegram channel, checked."""

import re
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

HOOK_PATH = "/hooks/telegram"
"""Where a webhook is posted to here; a proxy may put a prefix before it."""

PUBLIC_API = "https://api.telegram.org"

_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{30,}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # Bot API, setWebhook, secret_token


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramSettings:
    """`token` is BotFather's. `api_url` is Telegram's own service or a Bot API server of one's own. `webhook_url` is
    the whole public address updates are posted to, ending in `HOOK_PATH`; empty: they are polled for. Raises ValueError
    naming the field, never its value.
    """

    token: str = field(repr=False)
    api_url: str = PUBLIC_API
    webhook_url: str = ""
    webhook_secret: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if not _TOKEN.fullmatch(self.token):
            raise ValueError("token does not look like a bot's token (digits, a colon, 30 characters or more)")
        api = _split("api_url", self.api_url)
        if api.scheme not in {"http", "https"} or api.query or api.fragment:
            raise ValueError("api_url must begin with https:// or http:// and have no query")
        if self.webhook_secret and not _SECRET.fullmatch(self.webhook_secret):
            raise ValueError("webhook_secret must be 1 to 256 characters of A-Z a-z 0-9 _ -")
        if self.webhook_url:
            self._check_webhook()

    @property
    def bot_id(self) -> int:
        """The bot's own user id, which every token begins with."""
        return int(self.token.partition(":")[0])

    def _check_webhook(self) -> None:
        url = _split("webhook_url", self.webhook_url)
        if url.scheme != "https" and not (url.scheme == "http" and _loopback(url.hostname or "")):
            raise ValueError("webhook_url must begin with https://")
        if not url.path.endswith(HOOK_PATH) or url.query or url.fragment:
            raise ValueError(f"webhook_url must end in {HOOK_PATH}")
        if not self.webhook_secret:
            raise ValueError("webhook_secret must be set where webhook_url is")


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLimits:
    """How long to wait, in seconds."""

    connect: float = 10.0
    answer: float = 30.0
    """For the answer to a request; giving up there is what makes copies."""
    upload: float = 60.0
    """For each piece of a picture or a file to leave."""
    poll: int = 50
    """How long the service holds a poll open while there is nothing new."""
    look_again: float = 1.0
    """While one chat's update takes long: how often the others' news are fetched."""
    goodbye: float = 2.0
    """For what is under way when receiving ends."""


def _split(name: str, text: str) -> SplitResult:
    try:
        url = urlsplit(text)
        fits = bool(url.hostname) and (url.port is None or url.port > 0) and text.isascii() and text.isprintable()
    except ValueError:
        fits = False
    if not fits or " " in text or url.username is not None or url.password is not None:
        raise ValueError(f"{name} is not an address of the web")
    return url


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
