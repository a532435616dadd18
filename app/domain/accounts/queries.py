"""Reads of keys."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, text

from app.domain.accounts.models import LOOKUP_SETTING
from app.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRecord:
    """A key as it may be shown: ``prefix`` is the beginning of its text."""

    id: UUID
    tenant_id: UUID
    family: str
    prefix: str
    owner: str
    label: str
    environment: str | None
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenKey:
    """A key that opens its family's API. ``use_is_due``: its last use was noted over a minute ago."""

    id: UUID
    tenant_id: UUID
    label: str
    environment: str | None
    use_is_due: bool


COLUMNS = "id, tenant_id, family, prefix, owner, label, environment, created_at, last_used_at, revoked_at"
"""The columns of a :class:`KeyRecord`."""


def find_open_key(connection: Connection, *, family: str, key_hash: bytes) -> OpenKey | None:
    """The unrevoked key of ``family`` with this hash. Works before the tenant is known."""
    connection.execute(text("SELECT set_config(:name, :hash, true)"), {"name": LOOKUP_SETTING, "hash": key_hash.hex()})
    row = connection.execute(
        text(
            """SELECT id, tenant_id, label, environment, key_hash,
                      coalesce(last_used_at < now() - interval '1 minute', true) AS use_is_due
                 FROM api_keys WHERE key_hash = :hash AND family = :family AND revoked_at IS NULL"""
        ),
        {"hash": key_hash, "family": family},
    ).first()
    if row is None or not hmac.compare_digest(bytes(row.key_hash), key_hash):
        return None
    return OpenKey(
        id=row.id,
        tenant_id=row.tenant_id,
        label=row.label,
        environment=row.environment,
        use_is_due=row.use_is_due,
    )


def list_keys(connection: Connection) -> list[KeyRecord]:
    """All keys that the connection may see, oldest first, revoked ones included."""
    return [_record(row) for row in connection.execute(text(f"SELECT {COLUMNS} FROM api_keys ORDER BY created_at, id"))]


def keys_of_tenant(connection: Connection, *, tenant_id: UUID, family: str) -> list[KeyRecord]:
    """The tenant's keys of ``family``, oldest first, revoked ones included."""
    rows = connection.execute(
        text(f"SELECT {COLUMNS} FROM api_keys WHERE tenant_id = :tenant AND family = :family ORDER BY created_at, id"),
        {"tenant": tenant_id, "family": family},
    )
    return [_record(row) for row in rows]


def get_key(connection: Connection, *, tenant_id: UUID, family: str, key_id: UUID) -> KeyRecord:
    """The tenant's key with this id, revoked or not.

    Raises:
        NotFound: there is none in this tenant and family.
    """
    row = connection.execute(
        text(f"SELECT {COLUMNS} FROM api_keys WHERE id = :id AND tenant_id = :tenant AND family = :family"),
        {"id": key_id, "tenant": tenant_id, "family": family},
    ).first()
    if row is None:
        raise NotFound("Key not found")
    return _record(row)


def keys_called(connection: Connection, *, name: str) -> list[KeyRecord]:
    """The keys whose id is ``name`` or whose text begins with it as far as it is stored."""
    rows = connection.execute(
        text(f"SELECT {COLUMNS} FROM api_keys WHERE id::text = lower(:name) OR prefix = :prefix ORDER BY created_at"),
        {"name": name, "prefix": name[:12]},
    )
    return [_record(row) for row in rows]


def _record(row: Row[Any]) -> KeyRecord:
    return KeyRecord(**row._mapping)
