"""Settings from the environment, from .env, or for secrets from a file named by NAME_FILE. A wrong one gives one
sentence that names it.
"""

import contextlib
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from bot.signing import read_keys

PREFIX = "LIAISON_"
SECRETS = (
    "SECRET_KEY",
    "SMTP_PASSWORD",
    "SMTP_USERNAME",
    "DATABASE_URL",
    "TELEGRAM_TOKEN",
    "TELEGRAM_WEBHOOK_SECRET",
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "IMAP_URL",
)
KEY_FILE = "secret.key"


_UNITS = {"MB": 10**6, "GB": 10**9}
_ROOM = re.compile(r"(\d+(?:\.\d+)?) ?(%|MB|GB)", re.IGNORECASE)


class WrongSetting(Exception):
    """A setting is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """From when on something is told to be late, silent or short."""

    delivery: timedelta = timedelta(minutes=5)
    report: timedelta = timedelta(hours=72)
    silence: timedelta = timedelta(minutes=5)
    free_bytes: int = 500 * 10**6
    """Least room on the disk of the database; or, where that is set, `free_share` of it."""
    free_share: float = 0.0


class Settings(BaseModel):
    """Everything that can be set; `.env.example` explains each."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    database_url: str = ""
    data_dir: Path = Path("var")
    web_host: str = "127.0.0.1"
    web_port: int = Field(default=8080, ge=0, le=65535)
    public_url: str = ""
    proxies: str = "127.0.0.1,::1"
    smtp_host: str = ""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_username: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_tls: Literal["none", "starttls", "tls"] = "starttls"
    mail_from: str = ""
    mail_bounce_to: str = ""
    mail_report_to: str = ""
    mail_trusted_relay: str = ""
    mail_in_host: str = "127.0.0.1"
    mail_in_port: int = Field(default=0, ge=0, le=65535)
    mail_in_protocol: Literal["lmtp", "smtp"] = "lmtp"
    imap_url: SecretStr = SecretStr("")
    telegram_token: SecretStr = SecretStr("")
    telegram_api_url: str = "https://api.telegram.org"
    telegram_webhook_url: str = ""
    telegram_webhook_secret: SecretStr = SecretStr("")
    slack_bot_token: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_api_url: str = "https://slack.com/api/"
    secret_key: SecretStr = SecretStr("")
    late_delivery_minutes: float = Field(default=5, gt=0)
    late_report_hours: float = Field(default=72, gt=0)
    silent_minutes: float = Field(default=5, gt=0)
    disk_low: str = "500 MB"
    log_format: Literal["text", "json"] = "text"

    @field_validator("disk_low")
    @classmethod
    def _some_room(cls, value: str) -> str:
        _room(value)
        return value

    @field_validator("public_url")
    @classmethod
    def _whole_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/")):
            msg = "must be an address such as https://liaison.example.org, without a path"
            raise ValueError(msg)
        return value.rstrip("/")

    @property
    def watched(self) -> Watched:
        """From when on something is told to be late, silent or short."""
        free_bytes, free_share = _room(self.disk_low)
        return Watched(
            delivery=timedelta(minutes=self.late_delivery_minutes),
            report=timedelta(hours=self.late_report_hours),
            silence=timedelta(minutes=self.silent_minutes),
            free_bytes=free_bytes,
            free_share=free_share,
        )

    @property
    def url(self) -> str:
        """The database's address."""
        return self.database_url or f"sqlite+aiosqlite:///{(self.data_dir / 'liaison.db').absolute()}"

    @property
    def reached_at(self) -> str:
        """What people know this installation by."""
        return self.public_url or f"http://{self.web_host}:{self.web_port}"


def load(environment: Mapping[str, str] | None = None, *, env_file: Path | None = Path(".env")) -> Settings:
    """Reads the settings. Raises WrongSetting with one sentence: which setting, what is allowed."""
    source = dict(os.environ if environment is None else environment)
    given: dict[str, str] = {}
    for name in SECRETS:
        file = source.get(f"{PREFIX}{name}_FILE")
        if file:
            given[name.lower()] = _read(f"{PREFIX}{name}_FILE", Path(file))
    try:
        settings = _Given(given, source, env_file).settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"{PREFIX}{'_'.join(str(part) for part in first['loc']).upper()}"
        raise WrongSetting(f"{name} is wrong: {_reason(first['msg'])}.") from None
    _check_mail(settings)
    return settings


def keys_of(settings: Settings) -> tuple[bytes, ...]:
    """The signing keys: those set, else one made in the data folder (mode 0600). Raises WrongSetting."""
    text = settings.secret_key.get_secret_value()
    if not text:
        return (_own_key(settings.data_dir),)
    try:
        return read_keys(text)
    except ValueError as error:
        raise WrongSetting(f"{PREFIX}SECRET_KEY is wrong: {error}.") from None


class _Given:
    """One reading of the sources: files first, then the environment, then .env."""

    def __init__(self, given: dict[str, str], source: Mapping[str, str], env_file: Path | None) -> None:
        self._given, self._source, self._env_file = given, source, env_file

    def settings(self) -> Settings:
        values: dict[str, object] = dict(_dotenv(self._env_file))
        values |= {
            name.removeprefix(PREFIX).lower(): value
            for name, value in self._source.items()
            if name.startswith(PREFIX) and not name.endswith("_FILE")
        }
        known = {name: value for name, value in values.items() if name in Settings.model_fields and value != ""}
        return Settings.model_validate({**known, **self._given})


def _room(text: str) -> tuple[int, float]:
    """Bytes, or a share of the disk. Raises ValueError."""
    found = _ROOM.fullmatch(text)
    if found is None:
        msg = "must be such as 500 MB, 2 GB or 5 %"
        raise ValueError(msg)
    amount, unit = float(found[1]), found[2].upper()
    return (0, amount / 100) if unit == "%" else (int(amount * _UNITS[unit]), 0.0)


def _dotenv(file: Path | None) -> dict[str, str]:
    if file is None or not file.is_file():
        return {}
    found = {}
    for line in file.read_text().splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if equals and name.startswith(PREFIX):
            found[name.removeprefix(PREFIX).lower()] = value.strip().strip("\"'")
    return found


def _read(name: str, file: Path) -> str:
    try:
        return file.read_text().strip()
    except OSError as error:
        raise WrongSetting(f"{name} is wrong: {file} cannot be read ({error.strerror}).") from None


def _reason(text: str) -> str:
    plain = text.removeprefix("Value error, ")
    return plain[:1].lower() + plain[1:]


def _check_mail(settings: Settings) -> None:
    if settings.smtp_host and not settings.mail_from:
        raise WrongSetting(f"{PREFIX}MAIL_FROM is missing: with {PREFIX}SMTP_HOST set, mails need a sender.")


def _own_key(folder: Path) -> bytes:
    file = folder / KEY_FILE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            _write_key(file)
        return read_keys(file.read_text())[0]
    except OSError as error:
        raise WrongSetting(f"{PREFIX}DATA_DIR is wrong: {file} cannot be used ({error.strerror}).") from None
    except ValueError:
        # An empty key would sign what anybody can sign.
        raise WrongSetting(f"{PREFIX}SECRET_KEY is not set and {file} holds no key: remove that file.") from None


def _write_key(file: Path) -> None:
    """Written aside and linked into place whole: nobody ever reads half a key, and the first of two writers wins."""
    aside = file.with_name(f"{KEY_FILE}.{secrets.token_hex(4)}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as out:
            out.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(aside, file)
    finally:
        aside.unlink()
