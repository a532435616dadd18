"""The key pairs that sign session tokens: made once, kept in the database, replaced on demand.

The private half is stored encrypted (``app.storage.secrets``), so that whoever reads a copy of the
database cannot sign anything. A replaced key still verifies for as long as tokens signed with it live.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from jwt.algorithms import OKPAlgorithm
from sqlalchemy import Connection, text

from app.storage.identifiers import new_id
from app.storage.secrets import SecretBox


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningPair:
    """The pair that signs now."""

    id: UUID
    private_key: Ed25519PrivateKey


def signing_pair(connection: Connection, *, box: SecretBox) -> SigningPair:
    """The pair that signs now; made if there is none, by one of all that ask at the same moment.

    Raises:
        Unavailable: it cannot be decrypted.
    """
    return _read_pair(connection, box) or _make_pair(connection, box)


def rotate(connection: Connection, *, box: SecretBox) -> UUID:
    """Sign with a new pair from now on; its id. Only the owner of the tables may.

    Raises:
        Unavailable: no key to encrypt with is set.
    """
    connection.execute(text("UPDATE signing_keys SET retired_at = clock_timestamp() WHERE retired_at IS NULL"))
    return _make_pair(connection, box).id


def verifying_keys(connection: Connection, *, lifetime: timedelta) -> dict[str, Ed25519PublicKey]:
    """The public keys, by id, of all tokens that can still be valid if they live for ``lifetime``."""
    rows = connection.execute(
        text("SELECT id, public_key FROM signing_keys WHERE retired_at IS NULL OR retired_at > now() - :lifetime"),
        {"lifetime": lifetime},
    )
    return {str(row.id): Ed25519PublicKey.from_public_bytes(bytes(row.public_key)) for row in rows}


def key_set(keys: Mapping[str, Ed25519PublicKey]) -> dict[str, Any]:
    """The keys as a JSON Web Key Set, for others who verify our tokens."""
    return {
        "keys": [
            {**OKPAlgorithm.to_jwk(key, as_dict=True), "kid": id, "use": "sig", "alg": "EdDSA"}
            for id, key in keys.items()
        ]
    }


def _read_pair(connection: Connection, box: SecretBox) -> SigningPair | None:
    row = connection.execute(text("SELECT id, private_key FROM signing_keys WHERE retired_at IS NULL")).first()
    if row is None:
        return None
    private = Ed25519PrivateKey.from_private_bytes(box.open(bytes(row.private_key)))
    return SigningPair(id=row.id, private_key=private)


def _make_pair(connection: Connection, box: SecretBox) -> SigningPair:
    private = Ed25519PrivateKey.generate()
    connection.execute(
        text(
            """INSERT INTO signing_keys (id, public_key, private_key)
               VALUES (:id, :public, :private) ON CONFLICT DO NOTHING"""
        ),
        {
            "id": new_id(),
            "public": private.public_key().public_bytes_raw(),
            "private": box.seal(private.private_bytes_raw()),
        },
    )
    made = _read_pair(connection, box)
    assert made is not None
    return made
