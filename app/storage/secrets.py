"""Secrets at rest: what has to be read again (and not just compared) is stored encrypted.

The keys come from the environment, never from the database, so that a copy of the database alone opens
nothing. The first key encrypts and every key decrypts: to change keys, put the new one in front, write
everything once more, and take the old one away.
"""

import base64
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import Unavailable


class SecretBox:
    """Seals and opens bytes with the keys of ``BATON_SECRET_KEYS``."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([_fernet(key) for key in keys]) if keys else None

    def seal(self, data: bytes) -> bytes:
        """``data``, encrypted and signed.

        Raises:
            Unavailable: no key is set.
        """
        return self._keyed().encrypt(data)

    def open(self, sealed: bytes) -> bytes:
        """What was sealed.

        Raises:
            Unavailable: no key is set, or none that it was sealed with.
        """
        try:
            return self._keyed().decrypt(sealed)
        except InvalidToken:
            raise Unavailable("BATON_SECRET_KEYS does not hold the key that this was encrypted with") from None

    def _keyed(self) -> MultiFernet:
        if self._fernet is None:
            raise Unavailable("BATON_SECRET_KEYS is not set, so nothing secret can be stored")
        return self._fernet


def _fernet(key: str) -> Fernet:
    # The setting may be any long random text; Fernet wants exactly 32 bytes.
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"baton secrets").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
