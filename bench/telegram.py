"""One alert to many private chats and groups of a Telegram that enforces its figures: 30 messages a second in all, one a
second to a person, 20 a minute to a group. Who sends faster is told to wait, as the service does.

telegram_pace: seconds from the press on Release until the last row is marked, over the time that the figures allow at best.
telegram_refused: how often we were told to wait.
"""

import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from bench.blast import NotDelivered, accepted, delivering, settled
from bench.figures import Figure
from bench.installation import TELEGRAM_TOKEN, at_release, copied, make, opened

ALL_PER_SECOND, GROUP_PER_MINUTE = 30, 20
RETRY_AFTER = 3

CHATS, GROUPS = 3000, 60

_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
_RIGHTS = (
    *("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats"),
    *("can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users"),
    *("can_post_stories", "can_edit_stories", "can_delete_stories"),
)


class Telegram:
    """A Bot API that takes messages and keeps count."""

    def __init__(self) -> None:
        self.refused = 0
        self.taken = 0
        self._all: deque[float] = deque(maxlen=ALL_PER_SECOND)
        self._to: dict[str, deque[float]] = {}

    async def answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        given = await request.post()
        chat = str(given.get("chat_id", ""))
        if method != "sendMessage":
            return web.json_response({"ok": True, "result": _told(method, chat)})
        if not self._in_time(chat):
            self.refused += 1
            wait = {"retry_after": RETRY_AFTER}
            refusal = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": wait}
            return web.json_response(refusal, status=429)
        self.taken += 1
        kind = "supergroup" if chat.startswith("-") else "private"
        message = {"message_id": self.taken, "date": int(time.time()), "chat": {"id": int(chat), "type": kind}}
        return web.json_response({"ok": True, "result": message})

    def _in_time(self, chat: str) -> bool:
        """Whether one more message may go now: in this second, and to this chat."""
        now = time.monotonic()
        most, span = (GROUP_PER_MINUTE, 60.0) if chat.startswith("-") else (1, 1.0)
        to = self._to.setdefault(chat, deque(maxlen=most))
        if len(self._all) == ALL_PER_SECOND and now - self._all[0] < 1.0:
            return False
        if len(to) == most and now - to[0] < span:
            return False
        self._all.append(now)
        to.append(now)
        return True


async def measure(folder: Path, *, runs: int, chats: int = CHATS, groups: int = GROUPS) -> list[Figure]:
    """Both figures."""
    template = folder / "telegram"
    await make(template, recipients=chats, reports=1, by="telegram", groups=groups)
    ratios, refused = [], []
    for run in range(runs):
        async with _serving() as (service, address):
            seconds = await _blast(copied(template, folder / f"telegram{run}"), address, chats + groups)
        ratios.append(seconds / ((chats + groups - ALL_PER_SECOND) / ALL_PER_SECOND))
        refused.append(float(service.refused))
    what = (
        f"{chats:,} private chats and {groups} groups, approve to the last row marked, over the least the figures allow"
    )
    return [
        Figure(name="telegram_pace", unit="x", measured=tuple(ratios), n=chats + groups, what=what),
        Figure(
            name="telegram_refused", unit="times", measured=tuple(refused), n=chats + groups, what="told to wait (429)"
        ),
    ]


async def _blast(folder: Path, address: str, recipients: int) -> float:
    async with opened(folder, port=None, telegram=address) as parts, delivering(parts):
        release = await at_release(parts)
        before = await accepted(parts)
        began = time.perf_counter()
        await parts.replies.handle(release)
        await settled(parts)
        wall = time.perf_counter() - began
        if await accepted(parts) - before < recipients:
            raise NotDelivered
        return wall


@asynccontextmanager
async def _serving() -> AsyncIterator[tuple[Telegram, str]]:
    service = Telegram()
    app = web.Application()
    app.router.add_route("*", "/{secret}/{method}", service.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    try:
        yield service, f"http://{host}:{port}"
    finally:
        await runner.cleanup()


def _told(method: str, chat: str) -> object:
    """What is asked about a group before something restricted goes there: closed, and nobody in it but us."""
    me = {
        "id": int(TELEGRAM_TOKEN.partition(":")[0]),
        "is_bot": True,
        "first_name": "Liaison",
        "username": "liaison_bench_bot",
    }
    match method:
        case "getMe":
            return me
        case "getChat":
            return {
                "id": int(chat),
                "type": "supergroup",
                "title": "Demo group",
                "accent_color_id": 0,
                "max_reaction_count": 1,
                "accepted_gift_types": dict.fromkeys(_GIFTS, False),
            }
        case "getChatMemberCount":
            return 1
        case "getChatMember":
            return {"status": "administrator", "user": me, **dict.fromkeys(_RIGHTS, False)}
        case _:
            return []
