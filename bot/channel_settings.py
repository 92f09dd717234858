"""From the settings of an installation to those of each channel: None where it is off, and one sentence in an operator's
words where something is wrong.
"""

import re

from bot.settings import PREFIX, Settings, WrongSetting
from channels.email_address import SmtpSettings
from channels.email_in.settings import MailInSettings
from channels.slack import SlackSettings
from channels.telegram import TelegramSettings

LONGEST_BOUNCE_NAME = 20
"""Characters of a mailbox's name (64 at most, RFC 5321) that are left beside a mail's token of up to 43."""

_MAIL_SETTINGS = {
    "mail_from": "LIAISON_MAIL_FROM",
    "bounce_to": "LIAISON_MAIL_BOUNCE_TO",
    "a password needs a username": "LIAISON_SMTP_USERNAME is missing: LIAISON_SMTP_PASSWORD is set",
}
"""What the mail settings call a field, or say of it, in an operator's words."""


_MAIL_IN_SETTINGS = {
    "report_to": "LIAISON_MAIL_REPORT_TO",
    "listen_port": "LIAISON_MAIL_IN_PORT",
    "trusted_relay": "LIAISON_MAIL_TRUSTED_RELAY",
    "imap_url": "LIAISON_IMAP_URL",
}


def check_channels(settings: Settings) -> None:
    """Looks at every channel's settings before anything is made. Raises WrongSetting for the first that is wrong."""
    smtp, mail_in = smtp_of(settings), mail_in_of(settings)
    if mail_in is not None and smtp is None:
        raise WrongSetting("LIAISON_SMTP_HOST is missing: what comes in by mail is answered by mail.")
    telegram_of(settings)
    slack_of(settings)


def smtp_of(settings: Settings) -> SmtpSettings | None:
    """The mail server of the settings, where one is set. Raises WrongSetting."""
    if not settings.smtp_host:
        return None
    try:
        smtp = SmtpSettings(
            host=settings.smtp_host,
            port=settings.smtp_port,
            mail_from=settings.mail_from,
            username=settings.smtp_username,
            password=settings.smtp_password.get_secret_value(),
            tls=settings.smtp_tls,
            bounce_to=settings.mail_bounce_to,
        )
    except ValueError as error:
        text = str(error)
        for field, name in _MAIL_SETTINGS.items():
            text = text.replace(field, name)
        raise WrongSetting(f"{text}.") from None
    if smtp.bounce_to and len(smtp.bounce_to.rpartition("@")[0]) > LONGEST_BOUNCE_NAME:
        # Otherwise every single mail would be refused by ourselves, when its token is added.
        raise WrongSetting(
            f"LIAISON_MAIL_BOUNCE_TO is too long before its @: {LONGEST_BOUNCE_NAME} characters leave room for a token."
        )
    return smtp


def mail_in_of(settings: Settings) -> MailInSettings | None:
    """How mail comes in, where that is set up. Raises WrongSetting."""
    imap = settings.imap_url.get_secret_value()
    if not settings.mail_in_port and not imap and not settings.mail_report_to:
        return None
    try:
        return MailInSettings(
            report_to=settings.mail_report_to,
            trusted_relay=settings.mail_trusted_relay,
            listen_host=settings.mail_in_host,
            listen_port=settings.mail_in_port or None,
            lmtp=settings.mail_in_protocol == "lmtp",
            imap_url=imap,
        )
    except ValueError as error:
        text = str(error)
        for field, name in _MAIL_IN_SETTINGS.items():
            text = text.replace(field, name)
        raise WrongSetting(f"{text}.") from None


def telegram_of(settings: Settings) -> TelegramSettings | None:
    """The bot of the settings, where one is set. Raises WrongSetting."""
    token = settings.telegram_token.get_secret_value()
    if not token:
        return None
    try:
        return TelegramSettings(
            token=token,
            api_url=settings.telegram_api_url,
            webhook_url=settings.telegram_webhook_url,
            webhook_secret=settings.telegram_webhook_secret.get_secret_value(),
        )
    except ValueError as error:
        raise WrongSetting(_named("TELEGRAM_", error)) from None


def slack_of(settings: Settings) -> SlackSettings | None:
    """The app of the settings, where one is set. Raises WrongSetting."""
    token = settings.slack_bot_token.get_secret_value()
    if not token:
        return None
    try:
        return SlackSettings(
            bot_token=token,
            app_token=settings.slack_app_token.get_secret_value(),
            signing_secret=settings.slack_signing_secret.get_secret_value(),
            api_url=settings.slack_api_url,
        )
    except ValueError as error:
        raise WrongSetting(_named("SLACK_", error)) from None


def _named(prefix: str, error: ValueError) -> str:
    """A channel's sentence about its fields, each called as an operator knows it."""
    sentence = re.sub(
        r"\b(?:bot_token|app_token|signing_secret|token|api_url|webhook_url|webhook_secret)\b(?!-)",
        lambda field: f"{PREFIX}{prefix}{field[0].upper()}" if _is_field(str(error), field) else field[0],
        str(error),
    )
    return f"{sentence.rstrip('.')}."


def _is_field(sentence: str, field: re.Match[str]) -> bool:
    """Whether a word is meant as a field: it begins the sentence, or holds an underscore."""
    return "_" in field[0] or (sentence.startswith(field[0]) and field.start() == 0)
