"""Random ids and tokens, and how a token is kept: hashed."""

import hashlib
import secrets

from alerts.identifiers import PUBLIC_ID_LENGTH, public_id

TOKEN_BYTES = 24


def new_public_id() -> str:
    """A fresh public id: 60 random bits."""
    return public_id(secrets.token_bytes(PUBLIC_ID_LENGTH))


def new_token() -> str:
    """A fresh secret of 192 random bits in URL-safe letters: 32 characters, within Telegram's 64 for a deep link."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """What is kept of a token. It is random and long: no salt, no slow hash is needed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
