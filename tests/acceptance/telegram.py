"""People in Telegram, in front of the fake Bot API server that the real process polls, or is posted to by."""

from dataclasses import dataclass

from tests.acceptance.waiting import until
from tests.channels.telegram.service import FakeTelegram
from tests.channels.telegram.world import TOKEN, Json, Room, Shown, Stored, photo_json


def telegram_at(service: FakeTelegram) -> dict[str, str]:
    """Settings for this Bot API server, polled."""
    return {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": service.url}


def readable(shown: Shown) -> str:
    return shown.said.text


def labels(shown: Shown) -> list[str]:
    return [str(button["text"]) for row in shown.keyboard for button in row]


def told(room: Room) -> list[Shown]:
    """What the bot said there, oldest first."""
    return list(room.messages.values())


async def shows(room: Room, words: str, *, times: int = 1) -> Shown:
    """Waits until so many of the messages there have these words; the newest of them."""

    async def there() -> bool:
        return len(with_words(room, words)) >= times

    await until(there, what=f"“{words}” in Telegram")
    return with_words(room, words)[-1]


def with_words(room: Room, words: str) -> list[Shown]:
    return [one for one in told(room) if words in readable(one)]


@dataclass(slots=True, kw_only=True)
class Person:
    """Somebody with the app open at their private chat with the bot."""

    service: FakeTelegram
    id: int

    @property
    def room(self) -> Room:
        return self.service.world.person(self.id)

    async def sees(self, words: str) -> Shown:
        """Waits until the newest message has these words."""

        async def there() -> bool:
            return any(words in readable(one) for one in told(self.room)[-1:])

        try:
            await until(there, what=f"“{words}” in Telegram")
        except AssertionError as error:
            newest = [readable(one) for one in told(self.room)[-2:]]
            raise AssertionError(f"{error}; there is {newest}") from None
        return told(self.room)[-1]

    async def says(self, text: str, *, then: str) -> Json:
        """Writes; waits for `then` in the newest message. The update, as it can come a second time."""
        update = self.service.world.says(self.id, text)
        await self.sees(then)
        return update

    async def presses(self, label: str, *, then: str, within: str = "") -> Json:
        """Presses a button of the newest message with these words."""
        shown = await shows(self.room, within)
        update = self.service.world.presses(self.room, shown, label, self.id)
        await self.sees(then)
        return update

    async def presses_for(self, label: str, *, then: str) -> Shown:
        """As `presses`; the message that shows then."""
        await self.presses(label, then=then)
        return told(self.room)[-1]

    def press(self, shown: Shown, label: str) -> Json:
        """Presses, and waits for nothing."""
        return self.service.world.presses(self.room, shown, label, self.id)

    async def reports_cocaine(self, *, picture: bytes = b"") -> None:
        """A whole report, submitted."""
        await self.says("/report", then="What was seized?")
        await self.says("cocaine", then="How much?")
        await self.says("12.4 kg", then="Where was it found?")
        await self.says("Mombasa port", then="When?")
        await self.says("yesterday", then="How did it travel?")
        await self.presses("Sea", then="That is enough for a report")
        if picture:
            self.sends_picture(picture)
            await self.sees("1 picture is in the report")
        await self.presses("That is all for now", then="Seizure report")
        await self.presses("Submit", then="Thank you. Your report is KE-")

    def sends_picture(self, content: bytes) -> Json:
        file = f"photo{len(self.service.world.files)}"
        self.service.world.files[file] = Stored(content=content, size=len(content))
        message = self.service.world.message(self.id, photo=[photo_json(file, size=len(content))])
        return self.service.world.update(message=message)

    def says_in(self, group: Room, text: str) -> Json:
        return self.service.world.update(message=self.service.world.message(group.id, sender=self.id, text=text))
