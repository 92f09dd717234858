"""A person at the real web chat without a browser: what the page's script posts and asks for, over HTTP."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx

from tests.acceptance.people import SignedIn
from tests.acceptance.waiting import until

Entry = Mapping[str, Any]
_keys = count(1)


@dataclass(slots=True, kw_only=True)
class Chat:
    """One signed-in inbox."""

    client: httpx.AsyncClient
    inbox: str

    @property
    def base(self) -> str:
        return f"/c/{self.inbox}/"

    async def post(self, content: Mapping[str, object], *, key: str = "") -> httpx.Response:
        """Any input, good or bad."""
        return await self.client.post(f"{self.base}input", json={"key": key or f"test-{next(_keys)}", **content})

    async def upload(self, content: bytes | AsyncIterator[bytes], *, kind: str = "image/jpeg") -> httpx.Response:
        headers = {"Content-Type": kind, "X-Liaison-Key": f"test-{next(_keys)}", "X-Liaison-Name": "seal.jpg"}
        return await self.client.post(f"{self.base}pictures", content=content, headers=headers)

    async def entries(self) -> Sequence[Entry]:
        """The newest page of the history, oldest first; edits take the place of what they changed."""
        answer = await self.client.get(f"{self.base}history")
        answer.raise_for_status()
        shown: dict[int, Entry] = {}
        for entry in answer.json()["entries"]:
            if entry["kind"] == "edit" and entry["of"] in shown:
                shown[entry["of"]] = {**shown[entry["of"]], "message": entry["message"]}
            elif entry["kind"] not in {"edit", "delete"}:
                shown[entry["id"]] = entry
        return list(shown.values())

    async def told(self) -> Sequence[Entry]:
        return [entry for entry in await self.entries() if entry["kind"] == "message"]

    async def sees(self, words: str) -> Entry:
        """Waits until the newest message has these words, and returns it."""
        found: list[Entry] = []

        async def there() -> bool:
            found[:] = [entry for entry in (await self.told())[-1:] if words in text_of(entry)]
            return bool(found)

        await until(there, what=f"“{words}” in the chat")
        return found[0]

    async def says(self, words: str, *, then: str) -> Entry:
        answer = await self.post({"said": words})
        assert answer.status_code == httpx.codes.OK, answer.text
        return await self.sees(then)

    async def presses(self, label: str, *, then: str) -> Entry:
        """Presses a button of the newest message."""
        entry = (await self.told())[-1]
        answer = await self.post({"pressed": {"token": token_of(entry, label), "on": entry["id"]}})
        assert answer.status_code == httpx.codes.OK, answer.text
        return await self.sees(then)

    async def presses_token(self, token: str, *, on: int | None = None) -> Entry:
        """Presses what may be on no screen; returns what is answered."""
        before = len(await self.told())
        answer = await self.post({"pressed": {"token": token, "on": on}})
        assert answer.status_code == httpx.codes.OK, answer.text
        told: list[Entry] = []

        async def answered() -> bool:
            told[:] = await self.told()
            return len(told) > before

        await until(answered, what=f"an answer to {token}")
        return told[-1]

    async def reports(self, *, precedence: str = "", route: str = "") -> None:
        """A whole report, submitted."""
        await self.says("/report", then="What was seized?")
        await self.says("cocaine", then="How much?")
        await self.says("12.4 kg", then="Where was it found?")
        await self.says("Mombasa port", then="When?")
        await self.says("yesterday", then="How did it travel?")
        await self.presses("Sea", then="That is enough for a report")
        await self.presses("That is all for now", then="Seizure report")
        if precedence:
            await self.presses("+ How urgent", then="How urgent is it")
            await self.presses(precedence, then="Seizure report")
        if route:
            await self.presses("+ Route", then="Which route?")
            await self.says(route, then="Seizure report")
        await self.presses("Submit", then="Thank you. Your report is")

    async def approves(self) -> None:
        """The newest card, in three presses."""
        await self.sees("REPORT ")
        await self.presses("Approve", then="Audience")
        await self.presses("Preview", then="This goes")
        await self.presses("Release", then="Released")


@asynccontextmanager
async def chat(address: str, who: SignedIn) -> AsyncIterator[Chat]:
    """Opens somebody's inbox with their cookie, as their browser would."""
    async with client_of(address) as client:
        client.cookies.set("liaison", who.session, domain="127.0.0.1", path=who.path)
        yield Chat(client=client, inbox=who.inbox)


def client_of(address: str, *, source: str = "") -> httpx.AsyncClient:
    """A client that posts like a page of this address. `source`: another loopback address to come from."""
    return httpx.AsyncClient(
        base_url=address,
        headers={"X-Liaison": "1", "Sec-Fetch-Site": "same-origin"},
        transport=httpx.AsyncHTTPTransport(local_address=source or None),
        timeout=30,
    )


def text_of(entry: Entry) -> str:
    """Everything a message says."""
    message = entry["message"]
    mark = message.get("mark") or {}
    fields = [f"{label}: {value}" for label, value in message.get("fields", ())]
    lines = [mark.get("label", ""), message.get("title", ""), message.get("text", ""), *fields]
    return "\n".join(line for line in lines if line)


def token_of(entry: Entry, label: str) -> str:
    """The token of a button by its label."""
    buttons = [button for row in entry["message"].get("buttons", ()) for button in row]
    tokens = [button["token"] for button in buttons if button["label"] == label]
    assert tokens, f"no button {label!r} among {[button['label'] for button in buttons]}"
    return str(tokens[0])
