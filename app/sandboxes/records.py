"""Which sandbox belongs to whom, as Postgres has it: the only place where names are given out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, text

from app.errors import NotFound
from app.sandboxes.names import new_name
from app.storage.identifiers import new_id
from app.storage.json import dumps


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What a preview's port serves: a folder's files, or what a command serves that runs in it."""

    folder: str
    command: Sequence[str] | None = None
    label: str = ""
    """What made it, e.g. ``design``, ``app``."""

    def as_json(self) -> dict[str, Any]:
        return {"folder": self.folder, "command": self.command and list(self.command), "label": self.label}


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxRecord:
    """A sandbox's row."""

    id: UUID
    tenant_id: UUID
    session_id: UUID | None
    name: str
    provider: str
    sites: Mapping[int, Site]
    used_at: datetime


_COLUMNS = "id, tenant_id, session_id, name, provider, sites, used_at"


def sandbox_of_session(
    connection: Connection, *, tenant_id: UUID, session_id: UUID, label: str, provider: str
) -> SandboxRecord:
    """The session's one sandbox, entered under a new name if there is none yet, and marked as used.

    Raises:
        NotFound: the tenant has no such session, or it has ended (``app.engine.session_endings``).
    """
    row = connection.execute(
        text(
            f"""INSERT INTO sandboxes (id, tenant_id, session_id, name, provider)
                SELECT :id, s.tenant_id, s.id, :name, :provider
                  FROM sessions s
                 WHERE s.id = :session AND s.tenant_id = :tenant AND NOT s.state @> '{{"ended": true}}'
                ON CONFLICT (session_id) DO UPDATE SET used_at = now()
                RETURNING {_COLUMNS}"""
        ),
        {"id": new_id(), "tenant": tenant_id, "session": session_id, "name": new_name(label), "provider": provider},
    ).first()
    if row is None:
        raise NotFound("Session not found")
    return _record(row)


def release_sandbox(connection: Connection, *, session_id: UUID) -> None:
    """Take the session's sandbox from it: nobody can reach it any more, and the housekeeper destroys it."""
    connection.execute(
        text("UPDATE sandboxes SET session_id = NULL WHERE session_id = :session"), {"session": session_id}
    )


def owned_sandbox(connection: Connection, *, tenant_id: UUID, name: str) -> SandboxRecord | None:
    """The tenant's sandbox of this name, marked as used, or None: there is none, or it is somebody else's."""
    row = connection.execute(
        text(
            f"""UPDATE sandboxes SET used_at = now()
                 WHERE name = :name AND tenant_id = :tenant AND session_id IS NOT NULL RETURNING {_COLUMNS}"""
        ),
        {"name": name, "tenant": tenant_id},
    ).first()
    return _record(row) if row else None


def previewed_sandbox(connection: Connection, *, name: str, days: int) -> SandboxRecord | None:
    """The sandbox whose preview bears ``name``, whoever owns it: knowing the name is the right to see it.

    None also for one that has not been used within ``days`` days.
    """
    row = connection.execute(
        text(
            f"""SELECT {_COLUMNS} FROM sandboxes
                 WHERE name = :name AND session_id IS NOT NULL AND used_at > now() - make_interval(days => :days)"""
        ),
        {"name": name, "days": days},
    ).first()
    return _record(row) if row else None


def set_sites(connection: Connection, *, sandbox_id: UUID, sites: Mapping[int, Site]) -> None:
    """Have these ports serve something; others stay as they are."""
    patch = {str(port): site.as_json() for port, site in sites.items()}
    connection.execute(
        text("UPDATE sandboxes SET sites = sites || CAST(:patch AS jsonb), used_at = now() WHERE id = :id"),
        {"id": sandbox_id, "patch": dumps(patch).decode()},
    )


def ownerless(connection: Connection) -> Sequence[UUID]:
    """Sandboxes whose session is gone."""
    return connection.execute(text("SELECT id FROM sandboxes WHERE session_id IS NULL")).scalars().all()


def forget(connection: Connection, *, sandbox_id: UUID) -> None:
    """Remove the row of a sandbox that is destroyed."""
    connection.execute(text("DELETE FROM sandboxes WHERE id = :id AND session_id IS NULL"), {"id": sandbox_id})


def known(connection: Connection, *, sandbox_ids: Sequence[UUID]) -> set[UUID]:
    """Those of the ids that have a row."""
    rows = connection.execute(text("SELECT id FROM sandboxes WHERE id = ANY(:ids)"), {"ids": list(sandbox_ids)})
    return set(rows.scalars())


def _record(row: Row[Any]) -> SandboxRecord:
    values = dict(row._mapping)
    sites = {int(port): Site(**site) for port, site in values.pop("sites").items()}
    return SandboxRecord(**values, sites=sites)
