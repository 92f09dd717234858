"""Settings from the environment, from .env, or for secrets from a file named by NAME_FILE. A wrong one gives one
sentence that names it. Not here: what a single value may be (bot/setting_values.py).
"""

import contextlib
import difflib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError

from bot.setting_values import host, networks, public_address, read_room, room
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

_Host = Annotated[str, AfterValidator(host)]
_YEAR_IN_HOURS = 366 * 24


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
    web_host: _Host = "127.0.0.1"
    web_port: int = Field(default=8080, ge=0, le=65535)
    public_url: Annotated[str, AfterValidator(public_address)] = ""
    proxies: Annotated[str, AfterValidator(networks)] = "127.0.0.1,::1"
    smtp_host: _Host = ""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_username: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_tls: Literal["none", "starttls", "tls"] = "starttls"
    mail_from: str = ""
    mail_bounce_to: str = ""
    mail_report_to: str = ""
    mail_trusted_relay: str = ""
    mail_in_host: _Host = "127.0.0.1"
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
    late_delivery_minutes: float = Field(default=5, gt=0, le=_YEAR_IN_HOURS * 60)
    late_report_hours: float = Field(default=72, gt=0, le=_YEAR_IN_HOURS)
    silent_minutes: float = Field(default=5, gt=0, le=_YEAR_IN_HOURS * 60)
    disk_low: Annotated[str, AfterValidator(room)] = "500 MB"
    log_format: Literal["text", "json"] = "text"

    @property
    def watched(self) -> Watched:
        """From when on something is told to be late, silent or short."""
        free_bytes, free_share = read_room(self.disk_low)
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
    written = _dotenv(env_file)
    for name in written:
        _refuse_unknown(name)
    source = os.environ if environment is None else environment
    try:
        settings = Settings.model_validate(_values(written) | _values(source))
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


def _values(source: Mapping[str, str]) -> dict[str, str]:
    """What one source says, by the names of the fields: a secret's file goes before the secret itself, and what is left
    empty is as if it were not there.
    """
    given = {name.removeprefix(PREFIX): value for name, value in source.items() if name.startswith(PREFIX) and value}
    for name in SECRETS:
        if file := given.get(f"{name}_FILE"):
            given[name] = _read(f"{PREFIX}{name}_FILE", Path(file))
    return {name.lower(): value for name, value in given.items() if name.lower() in Settings.model_fields}


def _dotenv(file: Path | None) -> dict[str, str]:
    if file is None or not file.is_file():
        return {}
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise WrongSetting(f"{file.absolute()} cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise WrongSetting(f"{file.absolute()} cannot be read: it is not written in UTF-8.") from None
    found = {}
    for line in text.splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if equals and name.startswith(PREFIX):
            found[name.strip()] = value.strip().strip("\"'")
    return found


def _refuse_unknown(name: str) -> None:
    """A name misspelt in .env would leave its setting as it was, and nobody would know. The environment is shared with
    others and is not looked at so.
    """
    known = [field.upper() for field in Settings.model_fields]
    given = name.removeprefix(PREFIX)
    if given in known or given in {f"{secret}_FILE" for secret in SECRETS}:
        return
    near = difflib.get_close_matches(given, known, n=1)
    more = f"is {PREFIX}{near[0]} meant?" if near else "see .env.example for those there are."
    raise WrongSetting(f"{name} in .env is no setting: {more}")


def _read(name: str, file: Path) -> str:
    try:
        text = file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise WrongSetting(f"{name} is wrong: {file} cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise WrongSetting(f"{name} is wrong: {file} holds no text.") from None
    if not text:
        raise WrongSetting(f"{name} is wrong: {file} is empty.")
    return text


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
