"""Signed tokens for links that need no row of their own, and tokens derived for those that have one."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

SIGNATURE_BYTES = 18
"""144 bits of HMAC-SHA-256: cannot be guessed, and the token stays short."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs with the first key, verifies with all: a key is rotated by putting a new one in front."""

    keys: Sequence[bytes]

    def sign(self, purpose: str, subject: int, expires: datetime) -> str:
        """A token that says: this purpose, this subject's id, until then."""
        body = f"{subject:x}.{int(expires.timestamp()):x}"
        return f"{body}.{_signature(self.keys[0], purpose, body)}"

    def read(self, purpose: str, token: str, now: datetime) -> int | None:
        """The subject of a token signed for this purpose and not expired; None for anything else."""
        body, _, signature = token.rpartition(".")
        said = signature.encode("utf-8", "surrogatepass")
        if not any(hmac.compare_digest(_signature(key, purpose, body).encode(), said) for key in self.keys):
            return None
        subject, _, expires = body.partition(".")
        try:
            return int(subject, 16) if datetime.fromtimestamp(int(expires, 16), UTC) > now else None
        except (ValueError, OverflowError, OSError):
            return None

    def derive(self, purpose: str, nonce: str) -> str:
        """The token of a kept link: made again from its nonce when the mail is written, so that only its hash is
        kept.
        """
        return _signature(self.keys[0], purpose, nonce, size=24)


def _signature(key: bytes, purpose: str, body: str, *, size: int = SIGNATURE_BYTES) -> str:
    whole = hmac.digest(key, f"{purpose}\n{body}".encode("utf-8", "surrogatepass"), hashlib.sha256)
    return base64.urlsafe_b64encode(whole[:size]).rstrip(b"=").decode()


def read_keys(text: str) -> tuple[bytes, ...]:
    """Keys from a setting: one or more of at least 32 characters, separated by blanks or commas. Raises ValueError."""
    keys = tuple(part.encode() for part in text.replace(",", " ").split())
    if not keys or any(len(key) < 32 for key in keys):  # noqa: PLR2004 - said in the message
        msg = "one or more keys of at least 32 characters, separated by commas, are needed"
        raise ValueError(msg)
    return keys
