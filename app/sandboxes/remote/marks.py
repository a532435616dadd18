"""The words by which machines are known again in an account: their names, and the labels they bear."""

import hashlib
from collections.abc import Mapping
from urllib.parse import urlsplit
from uuid import UUID

from app.settings import Settings
from app.storage.identifiers import parsed_id

INSTALLATION = "baton-installation"
OWNER = "baton-database"
_PREFIX = "baton-"


def machine_name(sandbox_id: UUID) -> str:
    """The name of a sandbox's machine; an account has it once."""
    return f"{_PREFIX}{sandbox_id}"


def sandbox_of(name: object) -> UUID | None:
    """The sandbox of a machine, unless it is none of ours."""
    return parsed_id(name.removeprefix(_PREFIX)) if isinstance(name, str) and name.startswith(_PREFIX) else None


def labels(settings: Settings) -> Mapping[str, str]:
    """What every machine of this installation bears."""
    return {INSTALLATION: settings.sandbox_installation or _from_database(settings.database_url)}


def _from_database(url: str) -> str:
    """Processes of one installation share the address of their database, whatever role they take there."""
    parts = urlsplit(url)
    told = f"{parts.netloc.rpartition('@')[2]}{parts.path}?{parts.query}"
    return hashlib.sha256(told.encode()).hexdigest()[:16]
