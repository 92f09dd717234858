"""A language of the tests that runs from right to left: every text of the product between two Arabic letters, with its
placeholders as they are. There is no Arabic catalogue yet; its screens are looked at before there is one.

`python -m tests.acceptance.mirrored run` starts the product with this language. It is put beside the others before
anything of the product has read which there are, and nowhere else: a live installation starts `bot`, and knows nothing of it.
"""

import gettext
import re
import sys

from babel import Locale

from bot import language

LANGUAGE = "ar"
_SIGN = re.compile(r"[✎✓⚠+]\s")
"""What a page knows a button or a line by, in every language, stands before its words."""


def mirrored(text: str) -> str:
    """A text of the source as this language has it."""
    sign = found[0] if (found := _SIGN.match(text)) else ""
    return f"{sign}\u0627{text.removeprefix(sign)}\u0628" if text else ""


class _Catalogue(gettext.NullTranslations):
    """Every text there is or will be."""

    def gettext(self, message: str) -> str:
        return mirrored(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return mirrored(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002 - as it is called
        return mirrored(message)


def _add() -> None:
    others = language.words
    here = language.Words(LANGUAGE, _Catalogue(), _Catalogue(), Locale.parse(LANGUAGE))
    language.LANGUAGES = (*language.LANGUAGES, LANGUAGE)  # type: ignore[assignment] # one more than the product has
    language.OWN_NAMES[LANGUAGE] = "\u0627\u0628"
    language.words = lambda code: here if code == LANGUAGE else others(code)  # type: ignore[assignment] # not kept twice


if __name__ == "__main__":
    _add()
    from bot.commandline import main

    sys.exit(main())
