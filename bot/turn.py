"""One turn: who speaks, in which transaction, and the replies gathered on the way."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from alerts.permit import Facts, Item, Permit, Purpose, Recipient, Refusal, may_send
from alerts.person import Person
from bot.language import LANGUAGES, N_, Words, words
from bot.scene import Option, Scene, Value
from bot.views.buttons import CANCEL, CHANGE, with_commands
from bot.world import World
from channels.base import Limits
from channels.message import Form, FormAnswer, Message, Receipt, Reply
from storage.accounts import Account
from storage.progress import Owner
from storage.unit_of_work import UnitOfWork


@dataclass(slots=True, kw_only=True)
class Turn:
    """The one mutable thing of a turn: replies grow, and it notes whether something was queued."""

    world: World
    unit: UnitOfWork
    now: datetime
    account: Account
    person: Person | None
    language: str
    pressed_on: Receipt | None = None
    form: FormAnswer = "no"
    """How a form can be shown in answer."""
    form_now: Form | None = None
    """The form to be shown at once."""
    key: str = ""
    """The key of what came in."""
    session: str = ""
    """The name of the sign-in it came through (`Incoming.session`)."""
    named: str = ""
    """What the service calls who speaks: their own words, to be shown as such."""
    replies: list[Reply] = field(default_factory=list)
    places_changed: bool = False
    """Offices or countries were changed: after the commit they are read anew."""
    colleagues: Sequence[Option] = ()
    """Whom a draft can be handed to, where the dialog in front asks it."""
    reader_changed: bool = False
    """Who the person is, their language or their zone was changed."""
    secret: bool = False
    """What was said must not be kept: it may be an invitation code, as anything a stranger says may."""

    @property
    def words(self) -> Words:
        return words(self.language)

    @property
    def limits(self) -> Limits:
        return self.world.channels[self.account.channel]

    @property
    def owner(self) -> Owner:
        """Whose progress it is."""
        return Owner(person=self.person.id) if self.person else Owner(address=self.account.id)

    @property
    def scene(self) -> Scene:
        person = self.person
        made = self.world.scene(
            self.words,
            zone=person.zone if person else "UTC",
            country=person.country if person else None,
            office=person.office if person else None,
        )
        return replace(made, asker=person, colleagues=self.colleagues)

    def speak(self, language: Value) -> None:
        """Somebody whose language is not kept yet chose one: it holds from this very reply on."""
        if self.person is None and isinstance(language, str) and language in LANGUAGES:
            self.language = language

    def require_person(self) -> Person:
        """The person who speaks. Raises PermissionError where nobody is known yet."""
        if self.person is None:
            msg = "nobody is known at this address"
            raise PermissionError(msg)
        return self.person

    def permit(self, item: Item, purpose: Purpose, facts: Facts) -> Permit | Refusal:
        """Asks `may_send` for a reply to this very address."""
        person = self.require_person()
        recipient = Recipient(clearance=person.clearance, active=person.active, address_active=self.account.active)
        return may_send(item, recipient, self.world.carrier(self.account.channel), purpose, facts, self.now)

    def reply(self, message: Message, *, instead_of: Receipt | None = None) -> None:
        shown = with_commands(message) if self.form == "message" else message
        self.replies.append(Reply(message=shown, instead_of=instead_of))

    def show_form(self, form: Form) -> None:
        """Shows all open questions at once, the way this channel can."""
        if self.form == "now":
            self.form_now = form
        else:
            self.reply(Message(language=self.language, form=self._explained(form)))

    def _explained(self, form: Form) -> Form:
        """In a message one has to be told how to send a form, and what can be said to a summary (`talking.say`)."""
        say = self.words.text
        how = (
            say(N_("Answer this mail and write behind the colons. Leave empty what you do not know."))
            if form.fields
            else say(
                N_(
                    "Answer this mail with one word in the first line: “{submit}” to confirm, “{change}” or the "
                    "name of a line to change something, “{cancel}” to stop."
                )
            ).format(submit=form.submit, change=say(CHANGE), cancel=say(CANCEL))
        )
        wrong = ", ".join(field.label for field in form.fields if field.error)
        look = say(N_("Please look once more at: {questions}.")).format(questions=wrong) if wrong else ""
        return replace(form, note="\n\n".join(part for part in (look, how, form.note) if part))

    def tell(self, text: str) -> None:
        """Replies with a plain sentence, already in the person's language."""
        self.reply(Message(language=self.language, text=text))
