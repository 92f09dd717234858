"""/notice, for who looks after an office: the words that people accept when they join, one text for each language."""

from collections.abc import Mapping, Sequence

from babel import Locale

from bot.dialog import Dialog, Several
from bot.language import LANGUAGES, N_, SOURCE
from bot.scene import Answers, Option, Scene, Value, always
from bot.steps.choice import Choice
from bot.steps.text import Text

NAME = "notice"
LONGEST_NOTICE = 3000
"""Characters of one text."""

SHOWN = 60
"""Characters of a text that the summary repeats; the preview shows all of it."""


def language_name(code: str) -> str:
    """A language by its own name."""
    name: str | None = Locale.parse(code).get_language_name(code)
    return (name or code).capitalize()


def languages_of(languages: Sequence[str]) -> Sequence[str]:
    """In which languages an office may write: English, its own, and those Liaison speaks."""
    return tuple(dict.fromkeys([SOURCE, *languages, *LANGUAGES]))


def _languages(so_far: Answers, scene: Scene) -> Sequence[Option]:
    """Of the offices that the asker looks after."""
    del so_far
    asker, offices = scene.asker, scene.geography.offices
    own = [one for code in offices if asker is not None and asker.oversees(code) for one in offices[code].languages]
    return [Option(code, language_name(code)) for code in languages_of(own)]


def answers_of(texts: Mapping[str, str]) -> Answers:
    """The texts that hold, to be changed; where there are none, the first one is begun."""
    entries: list[Value] = [{"language": language, "text": text} for language, text in texts.items()]
    return {"texts": {"items": entries or [{}], "closed": bool(entries)}}


def texts_of(answers: Answers) -> Mapping[str, str]:
    """The texts by language; where a language was written twice, the later one."""
    kept = answers.get("texts")
    entries = kept["items"] if isinstance(kept, Mapping) else ()
    return {
        str(entry["language"]): str(entry["text"])
        for entry in (entries if isinstance(entries, Sequence) else ())
        if isinstance(entry, Mapping)
    }


NOTICE_DIALOG = Dialog(
    name=NAME,
    title=N_("Notice"),
    submit=N_("Show the preview"),
    steps=(
        Several(
            key="texts",
            label=N_("Text"),
            ask=N_("What is to be accepted by people who join? Choose in which language you write it."),
            another=N_("In another language as well? Choose which, or press a button."),
            steps=(
                Choice(
                    key="language",
                    label=N_("Language"),
                    ask=N_("In which language do you write what people accept when they join?"),
                    choose=_languages,
                    required=True,
                ),
                Text(
                    key="text",
                    label=N_("Text"),
                    ask=N_(
                        "Please write the text, such as what is kept about people and by which rules Liaison is used."
                    ),
                    most=LONGEST_NOTICE,
                    required=True,
                    brief=SHOWN,
                ),
            ),
            when=always,
        ),
    ),
)
