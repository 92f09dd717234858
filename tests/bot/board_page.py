"""The board as a browser gets it, over a stage: whoever asks is signed in to their own inbox."""

import asyncio

import httpx
from prometheus_client import CollectorRegistry
from starlette.applications import Starlette

from bot.boarding import StoredBoards
from bot.http import Ports, build
from bot.http.cookies import SESSION, inbox_path
from bot.http.texts import Texts
from bot.language import LANGUAGES, words
from bot.ports import StoredSessions
from bot.stored_pictures import StoredPictures
from tests.bot.client import Client
from tests.bot.http.world import BASE, FakeHealth, FakeLinks, FakeMailboxes
from tests.bot.stage import Stage
from tests.channels.web.mailbox import MemoryMailbox


def pages(stage: Stage) -> Starlette:
    """All pages of a stage beside the chat."""
    world = stage.world
    return build(
        Ports(
            sessions=StoredSessions(world),
            links=FakeLinks(),
            mailboxes=FakeMailboxes(),
            pictures=StoredPictures(world),
            boards=StoredBoards(world),
            health=FakeHealth(),
            now=world.now,
        ),
        texts=Texts(lambda language: words(language).text, LANGUAGES),
        channel_routes=(),
        mailbox=MemoryMailbox(),
        public_url=BASE,
        closing=asyncio.Event(),
        registry=CollectorRegistry(),
    )


async def signed_in(client: Client) -> tuple[str, str]:
    """Where somebody's inbox is, and a session of it."""
    account = await client.account()
    assert account is not None
    async with client.stage.database.writing() as unit:
        session = await unit.links.open_session(account.id, client.stage.clock())
        await unit.commit()
    return inbox_path(account.public_id), session


async def asks(client: Client, page: str = "board") -> httpx.Response:
    """What the browser of somebody signed in gets."""
    path, session = await signed_in(client)
    transport = httpx.ASGITransport(pages(client.stage))
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as browser:
        browser.cookies.set(SESSION, session, domain="liaison.test", path=path)
        return await browser.get(path + page, headers={"accept": "text/html"})
