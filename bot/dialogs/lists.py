"""The lists that dialogs offer, with names in the person's language."""

from collections.abc import Mapping, Sequence

from alerts.marking import Marking
from alerts.person import RoleKind
from alerts.precedence import Precedence
from bot.dialogs.hiding_words import HIDING_WORDS
from bot.language import LANGUAGES, N_, OWN_NAMES, words
from bot.reading.countries import names as country_names
from bot.reading.names import find, plain
from bot.scene import Answered, Answers, Clarify, NotUnderstood, Option, Reading, Scene
from bot.steps.choice import did_you_mean

LONGEST_HOW = 300
"""Characters that tell how exactly it was hidden."""

PRECEDENCE_LABELS = {
    Precedence.ROUTINE: N_("Routine"),
    Precedence.PRIORITY: N_("Priority"),
    Precedence.IMMEDIATE: N_("Immediate"),
    Precedence.FLASH: N_("Flash"),
}

ROLE_LABELS = {
    RoleKind.OFFICER: N_("Officer"),
    RoleKind.CONTACT_POINT: N_("Contact point"),
    RoleKind.MEMBER: N_("Member"),
    RoleKind.REVIEWER: N_("Reviewer"),
    RoleKind.HEAD: N_("Head"),
    RoleKind.ADMINISTRATOR: N_("Administrator"),
    RoleKind.SECRETARIAT: N_("Secretariat"),
    RoleKind.AUDITOR: N_("Auditor"),
}


def categories(so_far: Answers, scene: Scene) -> Sequence[Option]:
    del so_far
    return [Option(entry.code, scene.words.name("category", entry.label)) for entry in scene.reference.categories]


def commodities(so_far: Answers, scene: Scene) -> Sequence[Option]:
    """The commodities of the category answered before."""
    return [
        Option(entry.code, scene.words.name("commodity", entry.label))
        for entry in scene.reference.commodities.values()
        if entry.category == so_far.get("category")
    ]


def commodity_names(so_far: Answers, scene: Scene) -> Mapping[str, Sequence[str]]:
    """What officers call them, in every language, their HS numbers, and the codes that buttons carry."""
    del so_far
    return {
        code: (
            code,
            *(words(language).name("commodity", entry.label) for language in LANGUAGES),
            *(word for _, word in scene.reference.synonyms.get(code, ())),
            *(spelling for hint in entry.hs for spelling in _hs(hint)),
        )
        for code, entry in scene.reference.commodities.items()
    }


def _hs(hint: str) -> Sequence[str]:
    """An HS number as people write it: 2402.20, 240220, and its heading as 2402 or 24.02."""
    digits = hint.replace(".", "")
    return (hint, digits, digits[:4], f"{digits[:2]}.{digits[2:4]}")


def any_commodity(text: str, so_far: Answers, scene: Scene) -> Reading | None:
    """A commodity typed where its category was asked, or one of another category: both are answered at once."""
    names = commodity_names(so_far, scene)
    found = find(text, names)
    goods = scene.reference.commodities
    if found.sure is not None:
        category = goods[found.sure].category
        return Answered(value=category, also={"commodity": found.sure, "category": category})
    if not found.likely:
        return None
    return Clarify(
        text=did_you_mean(text, scene),
        options=tuple(Option(code, scene.words.name("commodity", goods[code].label)) for code in found.likely),
    )


def entries(name: str, scene: Scene) -> Sequence[Option]:
    """A short list of the reference data."""
    return [Option(entry.code, scene.words.name(name, entry.label)) for entry in scene.reference.lists[name]]


def transports(so_far: Answers, scene: Scene) -> Sequence[Option]:
    del so_far
    return entries("transport_mode", scene)


def transport_names(so_far: Answers, scene: Scene) -> Mapping[str, Sequence[str]]:
    del so_far
    return {code: tuple(word for _, word in said) for code, said in scene.reference.transport_words.items()}


def concealments(so_far: Answers, scene: Scene) -> Sequence[Option]:
    del so_far
    return entries("concealment", scene)


def hiding_names(so_far: Answers, scene: Scene) -> Mapping[str, Sequence[str]]:
    del so_far, scene
    return HIDING_WORDS


def hidden_how(text: str, so_far: Answers, scene: Scene) -> Reading | None:
    """A way of hiding with how exactly behind a colon: "reefer motor: behind the panel" answers both questions."""
    said, colon, how = (part.strip() for part in text.partition(":"))
    if not (colon and how) or len(how) > LONGEST_HOW:
        return None
    labels = {option.code: option.label for option in concealments(so_far, scene)}
    found = find(said, {code: (label, code, *HIDING_WORDS.get(code, ())) for code, label in labels.items()})
    if found.sure is not None:
        return Answered(value=found.sure, also={"concealment_text": how})
    if not found.likely:
        return None
    return Clarify(
        text=did_you_mean(said, scene),
        options=tuple(Option(code, labels[code], f"{labels[code]}: {how}") for code in found.likely),
    )


def countries(so_far: Answers, scene: Scene) -> Sequence[Option]:
    """All but the person's own: those of the same office first, then by name."""
    del so_far
    office = scene.geography.office_of(scene.country, scene.today) if scene.country else None
    near = scene.geography.countries_of_office(office, scene.today) if office else frozenset()
    named = [Option(code, scene.words.country(code)) for code in country_names() if code != scene.country]
    return sorted(named, key=lambda option: (option.code not in near, plain(option.label)))


def spellings_of_countries(so_far: Answers, scene: Scene) -> Mapping[str, Sequence[str]]:
    del so_far, scene
    return country_names()


def precedences(so_far: Answers, scene: Scene) -> Sequence[Option]:
    del so_far
    return [Option(one.value, scene.words.text(PRECEDENCE_LABELS[one])) for one in Precedence]


def markings(so_far: Answers, scene: Scene) -> Sequence[Option]:
    """AMBER by rule, or stricter up to AMBER+STRICT. TLP labels are never translated."""
    del so_far, scene
    return [Option(one.value, one.value) for one in (Marking.AMBER, Marking.AMBER_STRICT)]


def other_marking(text: str, so_far: Answers, scene: Scene) -> Reading | None:
    """A sentence for the labels that cannot be chosen."""
    del so_far
    said = text.upper().replace(" ", "").removeprefix("TLP:")
    if said == "RED":
        return NotUnderstood(
            text=scene.words.text(
                N_(
                    "TLP:RED needs named recipients, which Liaison cannot handle yet. The strictest here is TLP:AMBER+STRICT."
                )
            )
        )
    if said in {"GREEN", "CLEAR"}:
        return NotUnderstood(
            text=scene.words.text(
                N_("A marking below TLP:AMBER needs the consent of the source, which Liaison cannot record yet.")
            )
        )
    return None


def other_language(text: str, so_far: Answers, scene: Scene) -> Reading:
    """What is typed here is not repeated: strangers type their invitation code."""
    del text, so_far
    return NotUnderstood(text=scene.words.text(N_("That is none of the languages.")))


def office_name(code: str, scene: Scene) -> str:
    """An office as people call it: RILO Eastern and Southern Africa."""
    name = scene.words.name("office", scene.geography.offices[code].name)
    return scene.words.text(N_("RILO {name}")).format(name=name)


def languages(so_far: Answers, scene: Scene) -> Sequence[Option]:
    del so_far, scene
    return [Option(code, OWN_NAMES[code]) for code in LANGUAGES]
