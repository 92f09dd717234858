"""Codes that are typed by hand: short, without letters that look alike, in any case, with or without the hyphen."""

import re
import secrets

_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
_LENGTH = 10
"""Thirty letters, ten of them: 49 bits, valid for minutes."""

_TYPED = re.compile(r"([A-Za-z0-9]{5})[-\s]?([A-Za-z0-9]{5})")


def new_code() -> str:
    """A fresh one, as it is shown: ABCDE-FGHJK."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    return f"{letters[:5]}-{letters[5:]}"


def normal(text: str) -> str:
    """What was typed as it was shown; anything that is no such code stays as it is."""
    found = _TYPED.fullmatch(text.strip())
    return f"{found[1]}-{found[2]}".upper() if found else text.strip()
