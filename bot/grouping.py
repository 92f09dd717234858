"""Groups: what is said in one is answered in private, who may set one up, and what goes there."""

from alerts.marking import Marking
from alerts.person import Person, RoleKind
from bot import presses, talking
from bot.dialog import Progress
from bot.dialogs.group import GROUP, GROUP_OF_COUNTRY, YES
from bot.dialogs.subscribe import wish_of
from bot.endings_type import Endings
from bot.language import N_, SOURCE, words
from bot.scene import Answers
from bot.turn import Turn
from bot.views.groups import choose_owner, group_list, may_not_set_up, set_up_done
from bot.world import World
from channels.message import Address, Incoming, Message, Pressed, Reply, Said
from channels.text import clean
from storage.accounts import Account
from storage.groups import Group
from storage.unit_of_work import UnitOfWork

LONGEST_TITLE = 80
SEEN = "here"
"""The fact of a dialog that names the address being set up."""

OWNER = "owner"


def nobody(world: World, came: Incoming) -> list[Reply]:
    """Somebody who cannot be told apart (an anonymous administrator, a channel's post) asked something in a Group."""
    language = SOURCE
    return [Reply(message=_in_private(world, came, language, words(language).text(N_("I cannot see who wrote this."))))]


async def speak(turn: Turn, endings: Endings, came: Incoming) -> tuple[str, list[Reply]]:
    """What somebody did in a Group: a word to who pressed, and replies said aloud there. All else is said in private."""
    say = turn.words.text
    match came.content:
        case Pressed(token=token):
            if turn.person is None:
                return say(N_("I do not know you. Please write to me in private.")), []
            if not turn.person.active:
                return say(N_("Your access is suspended. Please ask your office.")), []
            await presses.press(turn, token)
            return say(N_("See our private chat.")) if turn.replies else "", []
        case Said(text=text) if clean(text).split()[:1] == ["/group"] and turn.person is not None:
            if turn.person.active:
                await begin(turn, endings, came.conversation)
            else:
                turn.tell(say(N_("Your access is suspended. Please ask your office.")))
            return "", []
        case _:
            turn.form_now = None
            return "", [Reply(message=_in_private(turn.world, came, turn.language))]


def _in_private(world: World, came: Incoming, language: str, why: str = "") -> Message:
    link = world.link(came.conversation.channel, "hello")
    sentence = words(language).text(N_("Let us talk in private."))
    return Message(language=language, text=" ".join(part for part in (why, sentence, link) if part))


def owners(person: Person, world: World) -> list[str]:
    """Whose Groups this person may set up, as "office:ESA" or "country:KE"."""
    found: list[str] = []
    for role in person.roles:
        if role.kind is RoleKind.CONTACT_POINT and role.country:
            found.append(f"country:{role.country}")
        if role.kind in {RoleKind.HEAD, RoleKind.ADMINISTRATOR} and role.office:
            found.append(f"office:{role.office}")
        if role.kind is RoleKind.ADMINISTRATOR and role.office is None:
            found += [f"office:{office}" for office in world.geography.offices]
    return list(dict.fromkeys(found))


async def begin(turn: Turn, endings: Endings, at: Address) -> None:
    """Somebody wants alerts in a Group: asked in private, of whoever may decide."""
    person = turn.require_person()
    may = owners(person, turn.world)
    if not may:
        turn.reply(may_not_set_up(turn.scene))
        return
    account = await group_account(turn.unit, at, turn)
    await _choose(turn, endings, account, may[0] if len(may) == 1 else "")


async def choose(turn: Turn, endings: Endings, public_id: str, owner: str) -> bool:
    """A button that names an address, and perhaps whose Group it is to be; False where there is no such address."""
    account = await turn.unit.people.account_by_public_id(public_id)
    if account is None or account.person is not None:
        return False
    may = owners(turn.require_person(), turn.world)
    await _choose(turn, endings, account, owner or (may[0] if len(may) == 1 else ""))
    return True


async def _choose(turn: Turn, endings: Endings, account: Account, owner: str) -> None:
    """Whose Group it is to be, where a person may decide for several; then the questions."""
    may = owners(turn.require_person(), turn.world)
    if not may or (owner and owner not in may):
        turn.reply(may_not_set_up(turn.scene))
        return
    if not owner:
        turn.reply(choose_owner(account.public_id, may, turn.scene))
        return
    asked = GROUP_OF_COUNTRY if owner.startswith("country:") else GROUP
    await talking.start(turn, endings, asked, facts={SEEN: account.id, OWNER: owner})


async def group_account(unit: UnitOfWork, at: Address, turn: Turn) -> Account:
    """The address of a Group, known from now on."""
    known = await unit.people.account(at.channel, at.id)
    if known is None:
        known = await unit.people.add_account(
            channel=at.channel, external_id=at.id, person=None, active=True, now=turn.now
        )
    return known


async def set_up(turn: Turn, progress: Progress, answers: Answers) -> None:
    """The summary was submitted: the right is asked again, and an earlier wish of the Group gives way."""
    person, unit = turn.require_person(), turn.unit
    await unit.progress.end_front(turn.owner)
    owner, address = str(progress.facts[OWNER]), progress.facts[SEEN]
    if owner not in owners(person, turn.world) or not isinstance(address, int):
        turn.reply(may_not_set_up(turn.scene))
        return
    kind, _, code = owner.partition(":")
    group = await unit.groups.add(
        address=address,
        country=code if kind == "country" else None,
        office=code if kind == "office" else None,
        ceiling=Marking(str(answers["ceiling"])),
        reviews=kind == "office" and answers.get("reviews") == YES,
        language=person.language,
        zone=person.zone,
    )
    await unit.people.set_address_active(address, active=True)
    await unit.groups.end_subscriptions(group.id)
    if answers["alerts"] == YES:
        await unit.subscriptions.add(wish_of(answers, person.id, chat=True, mail=False), turn.now, group=group.id)
    await unit.audit.add(
        at=turn.now,
        who=person.id,
        verb="group.set_up",
        subject=f"group {group.public_id}",
        details={"owner": owner, "ceiling": group.ceiling.value, "channel": group.channel},
    )
    turn.reply(set_up_done(group, turn.scene, alerts=answers["alerts"] == YES))


async def list_groups(turn: Turn) -> None:
    """/groups: the Groups this person may decide about."""
    turn.reply(group_list(await _mine(turn), turn.scene))


async def end(turn: Turn, public_id: str) -> bool:
    """Nothing goes to this Group any more; False where it is none that this person decides about."""
    group = next((group for group in await _mine(turn) if group.public_id == public_id), None)
    if group is None:
        return False
    await turn.unit.groups.end(group.id)
    await turn.unit.audit.add(
        at=turn.now,
        who=turn.require_person().id,
        verb="group.end",
        subject=f"group {group.public_id}",
        details={},
    )
    turn.reply(group_list(await _mine(turn), turn.scene, just_ended=True))
    return True


async def _mine(turn: Turn) -> list[Group]:
    may = set(owners(turn.require_person(), turn.world))
    return [
        group
        for group in await turn.unit.groups.every()
        if (f"country:{group.country}" if group.country else f"office:{group.office}") in may
    ]
