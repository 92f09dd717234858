"""People in Slack, in front of the fake workspace: what they do is posted, signed, to the real process."""

import json
import time
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx

from tests.acceptance.process import Installation
from tests.acceptance.waiting import DEADLINE, until
from tests.channels.fake_slack import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, US, FakeSlack, Json, Post, View
from tests.channels.fake_slack_people import People


def slack_at(slack: FakeSlack) -> dict[str, str]:
    """Settings for this workspace, which posts what happens in it."""
    return {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_SIGNING_SECRET": SIGNING_SECRET, "SLACK_API_URL": slack.api_url}


def slack_by_socket(slack: FakeSlack) -> dict[str, str]:
    """Settings for this workspace, which sends what happens in it over a socket that the process opens."""
    return {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_API_URL": slack.api_url}


@dataclass(slots=True, kw_only=True)
class Person:
    """Somebody with the workspace open."""

    slack: FakeSlack
    installation: Installation
    name: str
    by_socket: bool = False

    @property
    def id(self) -> str:
        return self.slack.person(self.name)

    @property
    def people(self) -> People:
        self.slack.world.seconds = time.time()  # the process has the clock on the wall
        return People(self.slack)

    async def sees(self, words: str, *, place: str = "") -> Post:
        """Waits until the newest post in private, or in a channel, has these words."""
        return await shows(self.slack, place or self.id, words, newest=True)

    async def says(self, text: str, *, then: str) -> None:
        await self.posts(self.people.message(self.id, text))
        await self.sees(then)

    async def mentions(self, channel: str, text: str) -> None:
        """Says something to the bot in a channel."""
        event = {"type": "app_mention", "user": self.id, "channel": channel, "text": f"<@{US}> {text}"}
        await self.posts(self.people.event(event))

    async def presses(self, label: str, *, then: str = "") -> None:
        """Presses a button of the newest message in private that has it; waits for `then` in the newest."""
        await self.posts(self.people.press(self.id, label, channel=self.slack.direct(self.id)))
        if then:
            await self.sees(then)

    async def form(self, words: str) -> View:
        """Waits until a modal with these words stands before them."""

        async def there() -> bool:
            return self.id in self.slack.modals and words in json.dumps(self.slack.modals[self.id].shown)

        try:
            await until(there, what=f"“{words}” in a modal")
        except AssertionError as error:
            raise AssertionError(f"{error}: {self.slack.modals.get(self.id)}") from None
        return self.slack.modals[self.id]

    async def fills(self, name: str, value: str) -> None:
        payload = self.people.fill(self.id, name, value)
        if payload is not None:
            was = self.slack.modals[self.id].hash
            await self.posts(payload)

            async def redrawn() -> bool:
                return self.slack.modals[self.id].hash != was

            await until(redrawn, what="the form drawn anew")

    async def submits(self) -> None:
        """Sends the modal, and does with it what the app answers."""
        answer = await self.posts(self.people.submit(self.id))
        self.people.answer_submission(self.id, answer)

    async def posts(self, payload: Json) -> Json:
        if self.by_socket:
            return await self._sends(payload)
        answer = await self.post(payload)
        assert answer.status_code == httpx.codes.OK, answer.text
        body: Json = answer.json() if answer.content else {}
        return body

    async def _sends(self, payload: Json) -> Json:
        """In an envelope; what the process acknowledges it with."""

        async def connected() -> bool:
            return bool(self.slack.sockets)

        await until(connected, what="a socket")
        answer = await self.slack.deliver(payload, wait=DEADLINE)
        assert answer is not None, "the envelope was not acknowledged"
        return answer

    async def post(self, payload: Json) -> httpx.Response:
        """As Slack posts it: events as JSON, commands as a form, the rest as JSON in a form."""
        if payload.get("type") == "event_callback":
            kind, body = "application/json", json.dumps(payload).encode()
        else:
            fields = payload if "command" in payload else {"payload": json.dumps(payload)}
            kind, body = "application/x-www-form-urlencoded", urlencode(fields).encode()
        headers = {"Content-Type": kind, **self.slack.sign(body, at=time.time())}
        async with httpx.AsyncClient(base_url=self.installation.address, timeout=30) as client:
            return await client.post("/hooks/slack", content=body, headers=headers)


async def shows(slack: FakeSlack, place: str, words: str, *, newest: bool = False) -> Post:
    """Waits until a post there, or the newest, has these words."""
    found: list[Post] = []

    async def there() -> bool:
        posts = slack.shown(place)[-1:] if newest else slack.shown(place)
        found[:] = [post for post in posts if words in post.read()]
        return bool(found)

    try:
        await until(there, what=f"“{words}” in Slack")
    except AssertionError as error:
        raise AssertionError(f"{error}; there is {[post.read() for post in slack.shown(place)[-2:]]}") from None
    return found[-1]
