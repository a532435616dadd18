"""The provider of sandboxes at a cloud, whichever it is.

A cloud's account may serve several installations. Each machine bears the name of its installation, and
the database that asked first is noted on the machines; so a housekeeper ends no machine that another
database knows, as locally with a folder.
"""

from collections.abc import Iterable
from uuid import UUID

from app.errors import BatonError, NotFound
from app.sandboxes.remote.cloud import CallFailed, Cloud
from app.sandboxes.remote.desk import Asleep, Desk, unavailable
from app.sandboxes.remote.sandbox import RemoteSandbox
from app.settings import Settings

_ENDS_WITHIN = 10.0


class RemoteProvider:
    """See ``SandboxProvider``."""

    def __init__(self, cloud: Cloud, settings: Settings) -> None:
        self.name = cloud.name
        self._cloud = cloud
        self._settings = settings

    def create(self, sandbox_id: UUID) -> RemoteSandbox:
        try:
            self._cloud.create(sandbox_id)
        except CallFailed as failure:
            raise unavailable(self._cloud, failure) from None
        return self.open(sandbox_id)

    def open(self, sandbox_id: UUID) -> RemoteSandbox:
        try:
            return RemoteSandbox(sandbox_id, Desk(self._cloud, sandbox_id), self._settings)
        except CallFailed as failure:
            raise unavailable(self._cloud, failure) from None

    def stop(self, sandbox_id: UUID) -> None:
        try:
            left = Desk(self._cloud, sandbox_id).ask("end", run=None, seconds=_ENDS_WITHIN, wake=False)
            if left:
                raise TimeoutError("what runs in this sandbox does not end")
            self._cloud.halt(sandbox_id)
        except (NotFound, Asleep):
            return
        except (BatonError, CallFailed) as failure:
            raise OSError(f"{self.name} did not stop this sandbox: {failure}") from None

    def destroy(self, sandbox_id: UUID) -> None:
        try:
            self._cloud.delete(sandbox_id)
        except CallFailed as failure:
            raise OSError(f"{self.name} did not delete this sandbox: {failure}") from None

    def existing(self) -> Iterable[UUID]:
        try:
            return {found.sandbox_id for found in self._cloud.machines()}
        except CallFailed as failure:
            raise unavailable(self._cloud, failure) from None

    def belongs_to(self, database: str) -> bool:
        owner = _word(database)
        try:
            machines = self._cloud.machines()
            others = {found.owner for found in machines} - {"", owner}
            if not machines or others:
                return False
            for found in machines:
                if not found.owner:
                    self._cloud.mark(found.sandbox_id, owner=owner)
        except CallFailed as failure:
            raise unavailable(self._cloud, failure) from None
        return True

    def check(self) -> None:
        try:
            self._cloud.check()
        except CallFailed as failure:
            raise unavailable(self._cloud, failure) from None


def _word(database: str) -> str:
    """A database's identity in letters, digits and dashes, which labels are made of."""
    return "-".join(filter(None, "".join(each if each.isalnum() else "-" for each in database).split("-")))[:60]
