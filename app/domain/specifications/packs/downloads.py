"""Packs on their way out: stored for a day, and found again by a token that is sealed and names its end.

The token is the credential: whoever holds it may download the pack. It is sealed with the installation's
secret keys, so that nobody makes one, and it names the tenant, so that the pack can be looked up in its rows.
"""

import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, text

from app.domain.specifications.packs.contents import files_of, zipped
from app.domain.specifications.queries import latest_compiled
from app.errors import Conflict, Gone, NotFound, Unavailable
from app.storage.identifiers import new_id
from app.storage.json import dumps
from app.storage.secrets import SecretBox

LIFE = timedelta(hours=24)
LONGEST_TOKEN = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A stored pack; ``size`` in bytes."""

    id: UUID
    tenant_id: UUID
    file_name: str
    contents: Sequence[str]
    size: int
    expires_at: datetime
    specification_id: UUID
    version: str


def store_pack(
    connection: Connection,
    *,
    tenant_id: UUID,
    project_id: UUID,
    format: str,
    include: dict[str, bool],
    by: UUID | None,
    now: datetime,
) -> Pack:
    """Make a pack of the project's latest compiled specification. Packs that have expired are removed.

    Raises:
        Conflict: no specification of the project is compiled yet.
    """
    specification = latest_compiled(connection, tenant_id=tenant_id, project_id=project_id)
    if specification is None or specification.spec is None:
        raise Conflict("No specification of this project is compiled: POST /api/specification/compile comes first")
    files = files_of(specification.spec, format=format, include=include)
    data = zipped(files)
    connection.execute(
        text("DELETE FROM specification_packs WHERE tenant_id = :tenant AND expires_at < :now"),
        {"tenant": tenant_id, "now": now},
    )
    pack = Pack(
        id=new_id(),
        tenant_id=tenant_id,
        file_name=f"specification-{specification.version}-{format}.zip",
        contents=list(files),
        size=len(data),
        expires_at=now + LIFE,
        specification_id=specification.id,
        version=specification.version,
    )
    _insert(connection, pack, project_id=project_id, format=format, data=data, by=by)
    return pack


def token_of(pack: Pack, *, box: SecretBox) -> str:
    """What opens the pack until it expires.

    Raises:
        Unavailable: the installation has no secret keys.
    """
    told = {"tenant": str(pack.tenant_id), "pack": str(pack.id), "until": pack.expires_at.timestamp()}
    return box.seal(orjson.dumps(told)).decode().rstrip("=")


def opened(token: str, *, box: SecretBox, now: datetime) -> tuple[UUID, UUID]:
    """The tenant and the pack of a token.

    Raises:
        NotFound: nobody has sealed it.
        Gone: its time is over.
    """
    told = _told(token, box)
    if told["until"] < now.timestamp():
        raise Gone("This download has expired")
    return UUID(told["tenant"]), UUID(told["pack"])


def pack_data(connection: Connection, *, tenant_id: UUID, pack_id: UUID) -> tuple[str, bytes]:
    """The pack's file name, and the zip.

    Raises:
        NotFound: it was removed, with its project or because it had expired.
    """
    row = connection.execute(
        text("SELECT file_name, data FROM specification_packs WHERE tenant_id = :tenant AND id = :id"),
        {"tenant": tenant_id, "id": pack_id},
    ).first()
    if row is None:
        raise NotFound("Download not found")
    return row.file_name, bytes(row.data)


def _told(token: str, box: SecretBox) -> Any:
    if not token.isascii() or len(token) > LONGEST_TOKEN:
        raise NotFound("Download not found")
    try:
        return orjson.loads(box.open((token + "=" * (-len(token) % 4)).encode()))
    except (Unavailable, binascii.Error):
        raise NotFound("Download not found") from None


def _insert(connection: Connection, pack: Pack, *, project_id: UUID, format: str, data: bytes, by: UUID | None) -> None:
    connection.execute(
        text(
            """INSERT INTO specification_packs (id, tenant_id, project_id, specification_id, format, file_name,
                                                contents, data, created_by, expires_at)
               VALUES (:id, :tenant, :project, :specification, :format, :name, CAST(:contents AS json), :data, :by,
                       :expires)"""
        ),
        {
            "id": pack.id,
            "tenant": pack.tenant_id,
            "project": project_id,
            "specification": pack.specification_id,
            "format": format,
            "name": pack.file_name,
            "contents": dumps(list(pack.contents)).decode(),
            "data": data,
            "by": by,
            "expires": pack.expires_at,
        },
    )
