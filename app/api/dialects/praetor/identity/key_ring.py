"""The keys of session tokens as one API process knows them: read from the database now and then, not each time.

Another process may have made or replaced a key. A token that names a key that is not known here has the
keys read again; if that was in vain, not again within a second, so that forged ones cost nothing.
"""

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.api.services import Services, transaction_for
from app.domain.users import signing_keys
from app.domain.users.session_tokens import LEEWAY_SECONDS, IssuedToken, issue, key_id
from app.domain.users.sessions import SessionRecord
from app.domain.users.signing_keys import SigningPair
from app.storage.secrets import SecretBox

KNOWN_FOR_SECONDS = 60.0
ASK_AGAIN_SECONDS = 1.0


class KeyRing:
    """Signs session tokens, and knows the keys that verify them."""

    def __init__(self, held: Services) -> None:
        self._engine = held.engine
        self._box = SecretBox(held.settings.secret_keys)
        self._lifetime = timedelta(minutes=held.settings.session_token_minutes)
        self._keys: Mapping[str, Ed25519PublicKey] = {}
        self._read_at = self._in_vain_at = float("-inf")

    def verifying(self, token: str) -> Mapping[str, Ed25519PublicKey]:
        """The public keys by id, that of ``token`` among them if there is any such."""
        now = time.monotonic()
        if now - self._read_at > KNOWN_FOR_SECONDS:
            self._read()
        elif now - self._in_vain_at > ASK_AGAIN_SECONDS and key_id(token) not in self._keys:
            self._read()
            if key_id(token) not in self._keys:
                self._in_vain_at = now
        return self._keys

    def signing_pair(self) -> SigningPair:
        """The pair that signs now, read each time: with a replaced one, users would soon be locked out.

        Raises:
            Unavailable: ``BATON_SECRET_KEYS`` is not set, or is not what the key was encrypted with.
        """
        with transaction_for(self._engine) as connection:
            pair = signing_keys.signing_pair(connection, box=self._box)
        # What is signed here is known here, whatever forged tokens have just been asked about in vain.
        self._keys = {**self._keys, str(pair.id): pair.private_key.public_key()}
        return pair

    def issued(self, session: SessionRecord, *, pair: SigningPair) -> IssuedToken:
        """A token for the session, signed with ``pair``."""
        return issue(pair, session=session, lifetime=self._lifetime, now=datetime.now(UTC))

    def key_set(self) -> dict[str, Any]:
        """The public keys for others, as a JSON Web Key Set."""
        self._read()
        return signing_keys.key_set(self._keys)

    def _read(self) -> None:
        lifetime = self._lifetime + timedelta(seconds=LEEWAY_SECONDS)
        with transaction_for(self._engine) as connection:
            self._keys = signing_keys.verifying_keys(connection, lifetime=lifetime)
        self._read_at = time.monotonic()
