"""The way to the board, said in chat: the page itself is in bot/views/board.py."""

from bot.language import N_
from bot.scene import Scene
from channels.message import Link, Message


def board_link(url: str, scene: Scene) -> Message:
    """To the board of the reader's own web chat."""
    say = scene.words.text
    return Message(
        language=scene.words.language,
        text=say(N_("The board of your office: the queue, alerts, figures and routes.")),
        links=(Link(label=say(N_("Open the board")), url=url),),
    )


def no_web_chat(url: str, scene: Scene) -> Message:
    """To somebody who was never signed in to the web chat; `url` is where one signs in."""
    say = scene.words.text
    return Message(
        language=scene.words.language,
        text=say(
            N_(
                "The board is a web page, and you have no web chat yet: sign in there once with your confirmed mailbox, "
                "then write /board again."
            )
        ),
        links=(Link(label=say(N_("Sign in")), url=url),),
    )
