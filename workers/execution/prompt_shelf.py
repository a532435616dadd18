"""The prompts that a worker process has at hand: what is in force for a tenant, remembered for a few seconds.

So a promotion, a rollback or a link reaches the runs that begin ``FRESH_SECONDS`` later, and a busy tenant
costs one small read in that time. Versions never change, so they are remembered for longer.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import TypeAlias, TypeVar
from uuid import UUID

from sqlalchemy import Engine

from app.domain.prompts.agent_prompts import Offer, ServedVersion, find_version, offers
from app.domain.prompts.built_in.seeding import BUILT_IN_PROJECT
from app.settings import Settings
from workers.execution.patience import patiently

FRESH_SECONDS = 3.0
_MOST = 500

K = TypeVar("K")
V = TypeVar("V")

Offered: TypeAlias = Mapping[str, Sequence[Offer]]


class PromptShelf:
    """Any thread may ask; two that ask at once may both read."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self._engine = engine
        self._environment = settings.prompt_environment
        self._project = settings.prompt_project
        self._offered: OrderedDict[tuple[UUID, Sequence[str]], tuple[float, Offered]] = OrderedDict()
        self._versions: OrderedDict[UUID, ServedVersion] = OrderedDict()
        self._lock = threading.Lock()

    def offered(self, *, tenant_id: UUID, slugs: Sequence[str]) -> Offered:
        """What the tenant's projects have in force under the slugs; see :func:`offers`."""
        key = (tenant_id, slugs)
        with self._lock:
            read_at, found = self._offered.get(key, (0.0, {}))
        now = time.monotonic()
        if found and now - read_at < FRESH_SECONDS:
            return found
        found = patiently(
            self._engine,
            lambda connection: offers(
                connection,
                tenant_id=tenant_id,
                slugs=slugs,
                environment=self._environment,
                project_id=self._project,
                built_in=BUILT_IN_PROJECT,
            ),
        )
        with self._lock:
            self._offered[key] = (now, found)
            self._offered.move_to_end(key)
            _shorten(self._offered)
        return found

    def version(self, version_id: UUID) -> ServedVersion | None:
        """A version that an attempt has chosen before; None if it was deleted since."""
        with self._lock:
            known = self._versions.get(version_id)
        if known is not None:
            return known
        found = patiently(self._engine, lambda connection: find_version(connection, version_id=version_id))
        if found is not None:
            with self._lock:
                self._versions[version_id] = found
                _shorten(self._versions)
        return found


def _shorten(remembered: OrderedDict[K, V]) -> None:
    while len(remembered) > _MOST:
        remembered.popitem(last=False)
