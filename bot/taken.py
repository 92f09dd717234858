"""What the inbox keeps of an input that was taken in: its content for seven days, and what is needed beside it."""

from bot import speaking, taps
from bot.turn import Turn
from channels.message import Edited, Filled, Incoming, Located, Opened, Pressed, Said, Sent


def content_of(turn: Turn, came: Incoming) -> dict[str, object] | None:
    """The content as the inbox keeps it for seven days; None where it may hold a secret, which no button of a dialog does."""
    if turn.secret and not speaking.of_a_dialog(came.content):
        return None
    match came.content:
        case Said(text=text):
            return {"said": text}
        case Pressed(token=token):
            return taps.kept_press(came, token)
        case Sent(pictures=pictures, text=text):
            return {"pictures": list(pictures), "text": text}
        case Located(latitude=latitude, longitude=longitude):
            return {"located": [latitude, longitude]}
        case Filled(values=values):
            return {"filled": dict(values)}
        case Edited(of=of, text=text):
            return {"edited": of, "text": text}
        case Opened():
            return {"opened": True}


def noted(turn: Turn, came: Incoming, first: int | None) -> dict[str, object]:
    """What sending the replies needs to know, and what a second tap is known by."""
    kept: dict[str, object] = {"account": turn.account.id}
    if turn.person is not None:
        kept["person"] = turn.person.id
    if came.thread is not None:
        kept["thread"] = list(came.thread.parts)
    return kept | taps.noted(turn, first)
