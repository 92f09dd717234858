"""The alert: a card of five lines, the full text, and the mail. Facts are in the reader's language; title and texts in
the one the reviewer wrote, named as such.
"""

from babel import Locale, UnknownLocaleError

from alerts.alert import Revision, Texts
from alerts.permit import ItemKind, Permit
from alerts.seizure import PartialDate
from bot.dialogs.approve import INFORMATION_LABELS, SOURCE_LABELS
from bot.dialogs.lists import PRECEDENCE_LABELS, office_name
from bot.language import N_
from bot.scene import Scene
from bot.views.buttons import button
from bot.views.facts import Fields, lines
from bot.views.marks import mark_of
from channels.message import Button, Message, Picture


def alert_card(permit: Permit, alert: int, public_id: str, revision: Revision, scene: Scene) -> Message:
    """The first screen: does it concern me, what do I do. Only Full text beside it."""
    permit.require(ItemKind.ALERT, alert)
    full = button(scene.words.text(N_("Full text")), "full", "alert", public_id, revision.revision)
    return _message(revision, scene, fields=_summary(revision, scene), buttons=((full,),))


def alert_full(permit: Permit, alert: int, revision: Revision, zone: str, scene: Scene) -> Message:
    """Everything: the same lines, then the facts, pictures last. Also the mail."""
    permit.require(ItemKind.ALERT, alert)
    return _message(
        revision,
        scene,
        fields=(*_summary(revision, scene), *_facts(revision, zone, scene)),
        pictures=pictures(revision, scene),
    )


def alert_preview(permit: Permit, report: int, revision: Revision, zone: str, scene: Scene) -> Message:
    """An alert before its release, exactly as members will see it in full; what readers of another language get instead
    stands beside it.
    """
    permit.require(ItemKind.PREVIEW, report)
    return _message(
        revision,
        scene,
        fields=(*_summary(revision, scene), *_elsewhere(revision, scene), *_facts(revision, zone, scene)),
        pictures=pictures(revision, scene),
    )


def heading(revision: Revision, scene: Scene) -> str:
    """The first line: marking, precedence and number, nothing before the marking."""
    precedence = scene.words.text(PRECEDENCE_LABELS[revision.precedence]).upper()
    return f"{revision.marking.value} · {precedence} · {revision.label}"


def pictures(revision: Revision, scene: Scene) -> tuple[Picture, ...]:
    alt = scene.words.text(N_("Picture {number} of alert {alert}"))
    return tuple(
        Picture(ref=digest, alt=alt.format(number=position, alert=revision.label))
        for position, digest in enumerate(revision.facts.pictures, 1)
    )


def _message(
    revision: Revision,
    scene: Scene,
    *,
    fields: Fields,
    pictures: tuple[Picture, ...] = (),
    buttons: tuple[tuple[Button, ...], ...] = (),
) -> Message:
    first = heading(revision, scene)
    texts = texts_for(revision, scene)
    # From AMBER up a subject or notification holds only marking, precedence and number (sharp edge S-40).
    mention = first if revision.marking.guarded else f"{first} · {texts.title}"
    return Message(
        language=scene.words.language,
        mark=mark_of(revision.marking, first),
        title=texts.title,
        mention=mention,
        fields=fields,
        pictures=pictures,
        buttons=buttons,
    )


def texts_for(revision: Revision, scene: Scene) -> Texts:
    """In the reader's language where the reviewer gave it, else as first written."""
    return revision.texts.get(scene.words.language) or next(iter(revision.texts.values()))


def _written_in(revision: Revision, scene: Scene) -> str | None:
    """The name of the language of the texts, where it is not the reader's."""
    if scene.words.language in revision.texts:
        return None
    return _language_name(next(iter(revision.texts)), scene)


def _language_name(language: str, scene: Scene) -> str:
    try:
        return Locale.parse(language).get_language_name(scene.words.language) or language
    except (UnknownLocaleError, ValueError):
        return language


def _summary(revision: Revision, scene: Scene) -> Fields:
    say, texts = scene.words.text, texts_for(revision, scene)
    made = [
        (say(N_("New")), texts.why),
        (say(N_("Look for")), texts.look_for),
        (say(N_("Please")), texts.please),
    ]
    written = _written_in(revision, scene)
    if written is not None:
        made.append((say(N_("Written in")), written))
    return tuple(made)


def _elsewhere(revision: Revision, scene: Scene) -> Fields:
    return tuple(
        (_language_name(language, scene), f"{text.title}\n{text.why}\n{text.look_for}\n{text.please}")
        for language, text in revision.texts.items()
        if text is not texts_for(revision, scene)
    )


def _facts(revision: Revision, zone: str, scene: Scene) -> Fields:
    say = scene.words.text
    expires = revision.expires
    grade = (
        f"{revision.grade} ({say(SOURCE_LABELS[revision.grade.source])}, "
        f"{say(INFORMATION_LABELS[revision.grade.information])})"
    )
    return (
        *lines(revision.facts, scene),
        (say(N_("Grade")), grade),
        (say(N_("Issued")), scene.words.moment(revision.issued, zone)),
        (say(N_("By")), office_name(revision.office, scene)),
        (say(N_("Valid until")), f"{scene.words.day(PartialDate(expires.year, expires.month, expires.day))} UTC"),
    )
