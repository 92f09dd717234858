"""The workspace of the Slack that tests play: its people, channels and messages, and the methods that ask for
the first two.
"""

import asyncio
import hashlib
import itertools
from collections.abc import Callable, Mapping

from tests.channels.fake_slack_blocks import Refused
from tests.channels.fake_slack_shown import Json, Post

US = "U0BOT"

Method = Callable[[Json], Json]


class Workspace:
    """What there is, whoever asks for it. What the real Slack would let pass and we would not is in `violations`."""

    def __init__(self) -> None:
        self.seconds = 1_795_000_000.0
        """Its clock, in seconds since 1970."""
        self.posts: list[Post] = []
        self.users: dict[str, Json] = {US: {"id": US, "is_bot": True}}
        self.channels: dict[str, Json] = {}
        self.members: dict[str, list[str]] = {}
        self.violations: list[str] = []
        self._numbers = itertools.count(1)
        self._news = asyncio.Event()
        self.methods: Mapping[str, Method] = {
            "conversations.info": self._conversation,
            "conversations.members": self._members_of,
            "users.info": self._user,
        }

    def person(self, name: str, *, locale: str = "en-GB", bot: bool = False) -> str:
        """A person of the workspace; the same name, the same id."""
        id_ = "U" + hashlib.sha256(name.encode()).hexdigest()[:10].upper()
        self.users.setdefault(id_, {"id": id_, "name": name, "is_bot": bot, "locale": locale})
        return id_

    def channel(self, name: str, *members: str, **state: bool) -> str:
        """A channel we are in, unless `is_member` says otherwise."""
        id_ = "C" + hashlib.sha256(name.encode()).hexdigest()[:10].upper()
        self.channels[id_] = {"id": id_, "name": name, "is_member": True, "is_private": True, **state}
        self.members[id_] = [US, *members]
        return id_

    def direct(self, user: str) -> str:
        return "D" + user[1:]

    def shown(self, id_: str) -> list[Post]:
        """What stands at a person or in a channel."""
        channel = self.direct(id_) if id_.startswith("U") else id_
        return [post for post in self.posts if post.channel == channel]

    async def until(self, holds: Callable[[], object]) -> None:
        """Waits until something has become so by a call or a connection; five seconds at most."""
        async with asyncio.timeout(5):
            while not holds():
                self._news.clear()
                await self._news.wait()

    def happened(self) -> None:
        """Whoever waits looks again."""
        self._news.set()

    def ts(self) -> str:
        return f"{int(self.seconds)}.{self.number():06d}"

    def number(self) -> int:
        """One that was not given before."""
        return next(self._numbers)

    def place(self, id_: str) -> str:
        """The conversation that an id leads to. Raises Refused where nothing can be said there."""
        if id_ in self.users:
            if self.users[id_]["is_bot"]:
                raise Refused("cannot_dm_bot")
            return self.direct(id_)
        if id_.startswith("D") and "U" + id_[1:] in self.users:
            return id_
        if id_ not in self.channels:
            raise Refused("channel_not_found")
        if self.channels[id_].get("is_archived"):
            raise Refused("is_archived")
        if not self.channels[id_]["is_member"]:
            raise Refused("not_in_channel")
        return id_

    def _conversation(self, arguments: Json) -> Json:
        id_ = str(arguments["channel"])
        if id_ not in self.channels:
            raise Refused("channel_not_found")
        return {"channel": self.channels[id_]}

    def _members_of(self, arguments: Json) -> Json:
        """Two to a page, whatever was asked for: the end is where there is no cursor."""
        members = self.members[str(arguments["channel"])]
        start = int(str(arguments.get("cursor", "0")))
        cursor = str(start + 2) if start + 2 < len(members) else ""
        return {"members": members[start : start + 2], "response_metadata": {"next_cursor": cursor}}

    def _user(self, arguments: Json) -> Json:
        if arguments["user"] not in self.users:
            raise Refused("user_not_found")
        user = dict(self.users[str(arguments["user"])])
        if arguments.get("include_locale") != "true":
            user.pop("locale", None)
        return {"user": user}


def known(arguments: Json, names: str) -> None:
    """Slack knows no other arguments of a method. Raises Refused."""
    if not set(arguments) <= set(names.split()):
        raise Refused("invalid_arguments")
