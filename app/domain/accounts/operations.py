"""Making, revoking and noting the use of keys; and the tenants that keys belong to."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.accounts.key_texts import PRODUCTOS, digest_of, new_key, shown_part
from app.domain.accounts.queries import COLUMNS, KeyRecord, OpenKey, find_open_key, keys_called
from app.errors import Conflict, InvalidRequest, NotFound
from app.storage.database import act_for
from app.storage.identifiers import derived_id, new_id

SHARED_KEY_OWNER = "ProductOS shared key"

_TENANTS = UUID("6f2b9c1e-7a54-5d0e-9a3c-0b8f4f6f2d11")
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedKey:
    """A key just made; ``text`` is nowhere else and cannot be read again."""

    text: str
    record: KeyRecord


def checked_name(value: str, what: str) -> str:
    """``value`` without the blanks around it.

    Raises:
        InvalidRequest: it is empty, too long or not printable.
    """
    name = value.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise InvalidRequest(f"The {what} must be 1 to {_LONGEST_NAME} printable characters")
    return name


def shared_tenant_id() -> UUID:
    """The tenant of everybody who uses the shared ProductOS key. The same for ever, whatever the key is."""
    return derived_id(_TENANTS, PRODUCTOS, "shared")


def ensure_tenant(connection: Connection, *, tenant_id: UUID, name: str) -> None:
    """Make the tenant unless it is there."""
    connection.execute(
        text("INSERT INTO tenants (id, name) VALUES (:id, :name) ON CONFLICT DO NOTHING"),
        {"id": tenant_id, "name": name},
    )


def create_key(connection: Connection, *, owner: str, label: str = "", family: str = PRODUCTOS) -> CreatedKey:
    """Make a key for ``owner``; all keys of one owner open the same tenant.

    Raises:
        InvalidRequest: the owner or the label is empty or too long.
    """
    owner = checked_name(owner, "owner")
    tenant_id = derived_id(_TENANTS, family, "owner", owner)
    ensure_tenant(connection, tenant_id=tenant_id, name=owner)
    return add_key(connection, tenant_id=tenant_id, family=family, owner=owner, label=label)


def add_key(
    connection: Connection,
    *,
    tenant_id: UUID,
    family: str,
    owner: str,
    label: str = "",
    environment: str | None = None,
) -> CreatedKey:
    """Make a key that opens ``tenant_id``, which is there already. Registry keys have an environment, others none.

    Raises:
        InvalidRequest: the label is too long.
    """
    key = new_key(family)
    row = connection.execute(
        text(
            f"""INSERT INTO api_keys (id, tenant_id, family, key_hash, prefix, owner, label, environment)
                VALUES (:id, :tenant, :family, :hash, :prefix, :owner, :label, :environment)
                RETURNING {COLUMNS}"""
        ),
        {
            "id": new_id(),
            "tenant": tenant_id,
            "family": family,
            "hash": digest_of(key),
            "prefix": shown_part(key),
            "owner": owner,
            "label": checked_name(label, "label") if label else "",
            "environment": environment,
        },
    ).one()
    return CreatedKey(text=key, record=KeyRecord(**row._mapping))


def use_key(connection: Connection, *, family: str, key: str) -> OpenKey | None:
    """The key of ``family`` with this text if it is open; its use is noted. Works before the tenant is known."""
    found = find_open_key(connection, family=family, key_hash=digest_of(key))
    if found is not None and found.use_is_due:
        act_for(connection, tenant_id=found.tenant_id)
        note_use(connection, key_id=found.id)
    return found


def revoke_key(connection: Connection, *, name: str) -> KeyRecord:
    """Close the key with the id ``name``, or whose text begins with it (12 characters). Idempotent.

    Raises:
        NotFound: no key is called so.
        Conflict: several keys begin so; name one by its id.
    """
    found = keys_called(connection, name=name)
    if not found:
        raise NotFound(f"No key has the id or the prefix {name[:40]}")
    if len(found) > 1:
        raise Conflict("Several keys begin so; name one by its id: " + ", ".join(str(key.id) for key in found))
    return close_key(connection, key_id=found[0].id)


def close_key(connection: Connection, *, key_id: UUID) -> KeyRecord:
    """Revoke the key, which is there. Idempotent: the time of the first revocation stays."""
    row = connection.execute(
        text(
            f"""UPDATE api_keys SET revoked_at = coalesce(revoked_at, clock_timestamp())
                 WHERE id = :id RETURNING {COLUMNS}"""
        ),
        {"id": key_id},
    ).one()
    return KeyRecord(**row._mapping)


def note_use(connection: Connection, *, key_id: UUID) -> None:
    """Note that the key is in use, at most once a minute."""
    connection.execute(
        text(
            """UPDATE api_keys SET last_used_at = now()
                WHERE id = :id AND coalesce(last_used_at < now() - interval '1 minute', true)"""
        ),
        {"id": key_id},
    )
