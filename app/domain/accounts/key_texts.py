"""What a key looks like: its family's prefix, 32 random bytes in base62, and six characters of checksum.

The checksum lets a mistyped key, or one of another product, be refused without asking the database, and
lets scanners of leaked secrets recognise ours.
"""

import binascii
import hashlib
import secrets

PRODUCTOS = "productos"
PROMPT_REGISTRY = "prompt_registry"
PTC = "ptc"
OPENCOMPUTER = "opencomputer"
PREFIXES = {PRODUCTOS: "pos_live_", PROMPT_REGISTRY: "po_live_", PTC: "ptc_live_", OPENCOMPUTER: "osb_"}
SHOWN_CHARACTERS = 12

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_RANDOM_BYTES = 32
_RANDOM_CHARACTERS = 43
_CHECK_CHARACTERS = 6


def new_key(family: str) -> str:
    """A fresh key of ``family``; 256 random bits."""
    body = _base62(int.from_bytes(secrets.token_bytes(_RANDOM_BYTES)), _RANDOM_CHARACTERS)
    return PREFIXES[family] + body + _checksum(PREFIXES[family] + body)


def is_well_formed(key: str, *, family: str) -> bool:
    """Whether ``key`` can be one of ``family`` at all."""
    prefix = PREFIXES[family]
    if not key.isascii() or not key.startswith(prefix):
        return False
    body, check = key[:-_CHECK_CHARACTERS], key[-_CHECK_CHARACTERS:]
    return len(body) == len(prefix) + _RANDOM_CHARACTERS and check == _checksum(body)


def digest_of(key: str) -> bytes:
    """The sha256 under which a key is stored."""
    return hashlib.sha256(key.encode()).digest()


def shown_part(key: str) -> str:
    """The first characters, which may be stored and shown."""
    return key[:SHOWN_CHARACTERS]


def _checksum(text: str) -> str:
    return _base62(binascii.crc32(text.encode()), _CHECK_CHARACTERS)


def _base62(number: int, length: int) -> str:
    characters = []
    for _ in range(length):
        number, rest = divmod(number, len(_ALPHABET))
        characters.append(_ALPHABET[rest])
    return "".join(reversed(characters))
