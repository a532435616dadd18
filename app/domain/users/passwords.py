"""Passwords: what they must be, and argon2id as the only thing that is kept of them.

Hashing takes tens of milliseconds of pure computing. Callers that serve others meanwhile have to do it in
a thread of its own, and never inside a transaction.
"""

import hashlib

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.errors import InvalidRequest

FEWEST_CHARACTERS = 10
MOST_BYTES = 128

# OWASP's second choice of parameters: 19 MiB each, so that some at once do not fill a small machine.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$ufPN76Z8UDmAuhLqib1Jog$xE4L5yEFHNf1l1xHXObZY5RJ1/wN/nft9ZX1Pxz2Mlk"
"""The hash that is checked where there is none; made with the same parameters."""


def check_password_rules(password: str) -> None:
    """Refuse what is too short to hold, or too long to be hashed for a stranger.

    Raises:
        InvalidRequest: fewer than 10 characters, or more than 128 bytes in UTF-8.
    """
    if len(password) < FEWEST_CHARACTERS:
        raise InvalidRequest(f"The password must have at least {FEWEST_CHARACTERS} characters")
    if is_too_long(password):
        raise InvalidRequest(f"The password must have at most {MOST_BYTES} bytes")


def is_too_long(password: str) -> bool:
    """Whether no account can have this password because of its length."""
    return len(password.encode(errors="replace")) > MOST_BYTES


def hashed(password: str) -> str:
    """The text to keep.

    Raises:
        InvalidRequest: the password does not keep the rules.
    """
    check_password_rules(password)
    return _HASHER.hash(password.encode(errors="replace"))


def is_right(password: str, *, password_hash: str | None) -> bool:
    """Whether it is the password. Takes as long without a hash, so that time does not tell who has an account."""
    candidate = password.encode(errors="replace")
    if is_too_long(password):
        # Nobody's; something short stands in, for the same work.
        candidate, password_hash = hashlib.sha256(candidate).digest(), None
    try:
        _HASHER.verify(password_hash or _NOBODYS, candidate)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None
