"""Putting an installation together. Serving it is in bot/serving.py."""

import contextlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from bot.conversation import Conversation
from bot.dialog import Dialog
from bot.dialogs import register
from bot.dispatcher import Dispatcher
from bot.fetching import Fetcher
from bot.http.site import reader
from bot.http.texts import Texts
from bot.language import LANGUAGES, N_, SOURCE, words
from bot.mailboxes import StoredMailbox
from bot.metrics import Metrics
from bot.pictures import Unreadable, keep_upload
from bot.post import Post, posts_of
from bot.replies import Replies
from bot.seeding import Kind, geography_of, seed
from bot.settings import Settings, WrongSetting, keys_of
from bot.signing import Signer
from bot.views.help import COMMANDS
from bot.world import Clock, World
from channels.base import Channel
from channels.email import EmailChannel
from channels.email_address import SmtpSettings
from channels.slack import SlackChannel, SlackSettings, SlackWords
from channels.telegram import TelegramChannel, TelegramSettings
from channels.web import WebChannel
from storage import migrate, reference
from storage.database import Database

LABEL_LENGTH = 64
"""Longest label of an option in a dialog; every channel shows as much."""

LONGEST_BOUNCE_NAME = 20
"""Characters of a mailbox's name (64 at most, RFC 5321) that are left beside a mail's token of up to 43."""

_MAIL_SETTINGS = {
    "mail_from": "LIAISON_MAIL_FROM",
    "bounce_to": "LIAISON_MAIL_BOUNCE_TO",
    "a password needs a username": "LIAISON_SMTP_USERNAME is missing: LIAISON_SMTP_PASSWORD is set",
}
"""What the mail settings call a field, or say of it, in an operator's words."""


class _Bell:
    """Rung after a commit that left something to do; whoever does it listens."""

    def __init__(self) -> None:
        self.listeners: Sequence[Callable[[], None]] = ()

    def ring(self) -> None:
        for listener in self.listeners:
            listener()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A whole installation in one process."""

    world: World
    channels: Mapping[str, Channel]
    posts: Mapping[str, Post]
    conversation: Conversation
    replies: Replies
    dispatcher: Dispatcher
    fetcher: Fetcher
    metrics: Metrics
    mailbox: StoredMailbox
    web: WebChannel


def now() -> datetime:
    """The clock of a running installation."""
    return datetime.now(UTC)


@contextlib.asynccontextmanager
async def assembled(
    settings: Settings,
    kind: Kind,
    *,
    smtp: SmtpSettings | None,
    clock: Clock = now,
    dialogs: Mapping[str, Dialog] = register.DIALOGS,
) -> AsyncIterator[Parts]:
    """Opens the database (it must be migrated), makes the installation where there is none, and builds all parts.
    Nothing is served or delivered yet. Raises what `migrate.check` and `seed` raise.
    """
    database = Database(settings.url)
    try:
        await migrate.check(database)
        listed = reference.load()
        await seed(database, listed, kind, clock())
        bell, metrics, mailbox = _Bell(), Metrics(), StoredMailbox(database, clock)
        texts = Texts(lambda language: words(language).text, LANGUAGES)
        keep, read = _pictures(lambda: world)
        web = WebChannel(
            mailbox=mailbox,
            texts=texts.chat,
            reader=reader,
            now=clock,
            keep_upload=keep,
            read_upload=read,
            demo=kind == "demo",
        )
        channels: dict[str, Channel] = {web.name: web}
        if smtp is not None:
            channels[EmailChannel.name] = EmailChannel(smtp, now=clock)
        if (telegram := telegram_of(settings)) is not None:
            channels[TelegramChannel.name] = TelegramChannel(telegram, commands=_commands(), now=clock)
        if (slack := slack_of(settings)) is not None:
            channels[SlackChannel.name] = SlackChannel(slack, words=_slack_words, now=clock)
        world = World(
            database=database,
            reference=listed,
            geography=await geography_of(database),
            now=clock,
            signer=Signer(keys_of(settings)),
            channels={name: channel.limits for name, channel in channels.items()},
            demo=kind == "demo",
            public_url=settings.reached_at,
            wake=bell.ring,
            link=lambda name, code: channels[name].link(code),
            dialogs=dialogs,
        )
        check_dialogs(world)
        conversation, posts = Conversation(world), posts_of(channels)
        replies = Replies(world, conversation, posts, metrics=metrics)
        fetcher = Fetcher(world, channels, replies.handle)
        dispatcher = Dispatcher(world, posts, worker=f"{os.getpid()}-{uuid4().hex[:8]}", metrics=metrics)
        bell.listeners = (dispatcher.wake, fetcher.wake)
        yield Parts(
            world=world,
            channels=channels,
            posts=posts,
            fetcher=fetcher,
            conversation=conversation,
            replies=replies,
            dispatcher=dispatcher,
            metrics=metrics,
            mailbox=mailbox,
            web=web,
        )
    finally:
        await database.close()


def check_dialogs(world: World) -> None:
    """Raises BadDialog for a dialog that cannot be shown in some language."""
    scenes = [world.scene(words(language), zone="UTC", country="KE", office=None) for language in LANGUAGES]
    register.check(world.dialogs, scenes, label_length=LABEL_LENGTH)


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
        raise WrongSetting(f"LIAISON_TELEGRAM_{_named(error)}") from None


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
        raise WrongSetting(f"LIAISON_SLACK_{_named(error)}") from None


def _named(error: ValueError) -> str:
    """A channel's sentence about one of its fields, with the field as an operator knows it."""
    name, _, rest = str(error).partition(" ")
    return f"{name.rstrip(':').upper()} is wrong: {rest.rstrip('.')}."


def _commands() -> Mapping[str, Sequence[tuple[str, str]]]:
    """The menu of commands for each language; for every other reader in the first one."""
    named = {
        language: [(name, words(language).text(text)) for name, text in COMMANDS.items()] for language in LANGUAGES
    }
    return {"": named[SOURCE], **named}


def _slack_words(tag: str) -> SlackWords:
    short = tag.partition("-")[0].lower()
    say = words(short if short in LANGUAGES else SOURCE).text
    return SlackWords(
        press_again=say(N_("That took too long. Please press again.")),
        no_form=say(
            N_("This form is too large to be shown here. Write to me, and I ask one question after the other.")
        ),
        home=say(N_("This is Liaison. Write to me, and I ask for your invitation code.")),
    )


def _pictures(
    world: Callable[[], World],
) -> tuple[Callable[[str, bytes, str], Awaitable[str]], Callable[[str], Awaitable[bytes]]]:
    """Where a channel that hears pictures itself puts them, and finds them again."""

    async def keep(inbox: str, content: bytes, name: str) -> str:
        del name
        try:
            return await keep_upload(world(), inbox, content)
        except Unreadable as error:
            language = await _language_of(world(), inbox)
            raise ValueError(words(language).text(str(error))) from None

    async def read(ref: str) -> bytes:
        async with world().database.reading() as unit:
            content = await unit.pictures.content(ref)
        if content is None:
            raise KeyError(ref)
        return content

    return keep, read


async def _language_of(world: World, inbox: str) -> str:
    async with world.database.reading() as unit:
        account = await unit.people.account_by_public_id(inbox)
        person = await unit.people.get(account.person) if account and account.person is not None else None
    return person.language if person else LANGUAGES[0]
