"""What one person did in private, by its kind: said, pressed, sent, shared, filled in, opened. Who that is and what is kept
of it is decided before (bot/conversation.py).
"""

from bot import album, claiming, commands, fetching, filling, inputs, joining, linking, overview, presses, talking
from bot.endings import ENDINGS
from bot.language import N_
from bot.pictures import NO_REPORT
from bot.turn import Turn
from bot.views.buttons import read
from channels.message import Content, Edited, Filled, Located, Opened, Pressed, Said, Sent
from channels.text import clean, clean_line, shorten

LONGEST_TEXT = 4000
"""Characters of a typed text that are read; the longest question takes 3,000."""

LONGEST_NAME = 120
"""Characters of a shared place's name."""


async def speak(turn: Turn, content: Content) -> None:
    """Does what was asked, for whoever may."""
    say = turn.words.text
    if turn.person is not None and not turn.person.active:
        turn.tell(say(N_("Your access is suspended. Please ask your office.")))
        return
    if turn.person is not None and not turn.person.roles and await turn.unit.admissions.waits(turn.person.id):
        turn.tell(joining.waits_to_be_confirmed(turn.person.name, turn))
        return
    if turn.person is not None and not turn.account.active and not linking.takes_up(content):
        linking.offer_to_take_up(turn)
        return
    if turn.person is None and await claiming.waits(turn):
        turn.tell(say(claiming.ASKED))
        return
    match content:
        case Said(text=text):
            await _typed(turn, clean(text)[:LONGEST_TEXT])
        case Pressed(token=token):
            await presses.press(turn, token)
        case Sent():
            await _sent(turn, content)
        case Located():
            await _located(turn, content)
        case Filled():
            await filling.fill(turn, ENDINGS, content)
        case Edited():
            turn.tell(
                say(N_("A message that was answered stays as it was. To change an answer, use Change in the summary."))
            )
        case Opened():
            await overview.show(turn)


def of_a_dialog(content: Content) -> bool:
    """Whether this is a press of a button that belongs to a question or a summary."""
    token = read(content.token) if isinstance(content, Pressed) else None
    return token is not None and token.verb in inputs.VERBS


def may_carry_a_code(content: Content) -> bool:
    """Whether a code may stand in it that lets somebody in, also when somebody who has joined sends it: it is a secret
    until used.
    """
    words_said = clean(content.text).split(maxsplit=1) if isinstance(content, Said) else []
    return len(words_said) > 1 and words_said[0].partition("@")[0].casefold() in {"/start", "/link"}


async def _typed(turn: Turn, text: str) -> None:
    """A command is never an answer, also not as the words to a picture."""
    if text.lstrip().startswith("/"):
        await commands.run(turn, text.strip())
    else:
        await commands.said(turn, text)


async def _sent(turn: Turn, sent: Sent) -> None:
    """Pictures that are here already go into the report; others are fetched first, and come again when they are."""
    say = turn.words.text
    if sent.too_large:
        turn.tell(say(N_("A file was too large for me: at most 20 MB. Please send a smaller picture.")))
    if sent.unusable:
        turn.tell(say(N_("I can read text, pictures and places. What you sent is none of these.")))
    if sent.lost:
        turn.tell(say(N_("I could not fetch a picture: it is not there any more. Please send it again.")))
    for why in dict.fromkeys(sent.refused):
        turn.tell(say(why))
    if not sent.pictures:
        if sent.too_large or sent.unusable or sent.lost or sent.refused:
            await _show_again(turn)
        return
    if turn.person is None or not await album.takes_pictures(turn):
        turn.tell(say(NO_REPORT))
        return
    digests = [await turn.unit.pictures.digest_of(ref, turn.account.id) for ref in sent.pictures]
    here = [digest for digest in digests if digest is not None]
    away = [ref for ref, digest in zip(sent.pictures, digests, strict=True) if digest is None]
    if here:
        await album.add_picture(turn, ENDINGS, here)
    if away:
        await fetching.want(turn, away, album=sent.album)
    text = clean(sent.text)[:LONGEST_TEXT]
    if text.strip():
        await _typed(turn, text)


async def _located(turn: Turn, located: Located) -> None:
    """A shared place answers the question where; a bare position is written as degrees."""
    name = shorten(clean_line(located.name), LONGEST_NAME)
    north, east = ("N" if located.latitude >= 0 else "S"), ("E" if located.longitude >= 0 else "W")
    position = f"{abs(located.latitude):.5f} {north} {abs(located.longitude):.5f} {east}"
    if not await inputs.locate(turn, ENDINGS, name or position, latitude=located.latitude, longitude=located.longitude):
        turn.tell(turn.words.text(N_("A place belongs to a report. /report begins one.")))


async def _show_again(turn: Turn) -> None:
    found = await talking.front(turn)
    if found is not None:
        await talking.show(turn, *found)
