"""Putting an installation together. Serving it is in bot/serving.py."""

import contextlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from bot.channel_settings import mail_in_of, slack_of, telegram_of
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
from bot.pictures import UPLOADS_WITHIN, TooManyUploads, Unreadable, keep_mailed, keep_upload
from bot.post import Post, posts_of
from bot.replies import Replies
from bot.seeding import Kind, geography_of, seed
from bot.settings import Settings, keys_of
from bot.signing import Signer
from bot.views.help import COMMANDS
from bot.watching import Watch
from bot.world import Clock, World
from channels.base import Channel
from channels.email import EmailChannel
from channels.email_address import SmtpSettings
from channels.email_in.intake import MailIn
from channels.message import Address
from channels.slack import SlackWords
from channels.web import WebChannel
from channels.web.door import TooMany
from storage import migrate, reference
from storage.database import Database

LABEL_LENGTH = 64
"""Longest label of an option in a dialog; every channel shows as much."""


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
    watch: Watch


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
            channels[EmailChannel.name] = EmailChannel(smtp, mail_in=_mail_in(settings, lambda: world, read), now=clock)
        channels.update({channel.name: channel for channel in _messengers(settings, clock)})
        world = World(
            database=database,
            reference=listed,
            geography=await geography_of(database, clock()),
            now=clock,
            signer=Signer(keys_of(settings)),
            channels={name: channel.limits for name, channel in channels.items()},
            demo=kind == "demo",
            public_url=settings.reached_at,
            wake=bell.ring,
            link=lambda name, code: channels[name].link(code),
            dialogs=dialogs,
            watched=settings.watched,
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
            watch=Watch(world, posts),
        )
    finally:
        await database.close()


def _messengers(settings: Settings, clock: Clock) -> Iterator[Channel]:
    """The messengers that are set up. The client of one that is not is never loaded: each takes its quarter of a second."""
    if (telegram := telegram_of(settings)) is not None:
        from channels.telegram.channel import TelegramChannel  # noqa: PLC0415 - see above

        yield TelegramChannel(telegram, commands=_commands(), now=clock)
    if (slack := slack_of(settings)) is not None:
        from channels.slack.channel import SlackChannel  # noqa: PLC0415 - see above

        yield SlackChannel(slack, words=_slack_words, now=clock)


def check_dialogs(world: World) -> None:
    """Raises BadDialog for a dialog that cannot be shown in some language."""
    scenes = [world.scene(words(language), zone="UTC", country="KE", office=None) for language in LANGUAGES]
    register.check(world.dialogs, scenes, label_length=LABEL_LENGTH)


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


def _mail_in(
    settings: Settings,
    world: Callable[[], World],
    read: Callable[[str], Awaitable[bytes]],
) -> MailIn | None:
    async def keep(sender: Address, content: bytes, name: str) -> str:
        del name
        return await keep_mailed(world(), sender, content)

    found = mail_in_of(settings)
    return None if found is None else MailIn(settings=found, keep_picture=keep, read_picture=read)


def _pictures(
    world: Callable[[], World],
) -> tuple[Callable[[str, bytes, str], Awaitable[str]], Callable[[str], Awaitable[bytes]]]:
    """Where a channel that hears pictures itself puts them, and finds them again."""

    async def keep(inbox: str, content: bytes, name: str) -> str:
        del name
        try:
            return await keep_upload(world(), inbox, content)
        except TooManyUploads as error:
            language = await _language_of(world(), inbox)
            raise TooMany(words(language).text(str(error)), wait=int(UPLOADS_WITHIN.total_seconds())) from None
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
