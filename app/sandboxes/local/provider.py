"""The provider of sandboxes on this machine: one folder each, below the folder of workspaces."""

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from app.errors import NotFound
from app.local_services.place import data_folder
from app.sandboxes.local.beginning import check_confinement
from app.sandboxes.local.house import House, houses, tear_down
from app.sandboxes.local.sandbox import LocalSandbox
from app.settings import Settings

_OWNER = "database"


class LocalProvider:
    """See ``SandboxProvider``."""

    name = "local"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._root = Path(settings.workspaces_dir or data_folder(Path(settings.data_dir)) / "workspaces")

    def create(self, sandbox_id: UUID) -> LocalSandbox:
        House(self._root, sandbox_id).build()
        return self.open(sandbox_id)

    def open(self, sandbox_id: UUID) -> LocalSandbox:
        house = House(self._root, sandbox_id)
        if not house.stands:
            raise NotFound("There is no such sandbox")
        return LocalSandbox(sandbox_id, house, self._settings)

    def stop(self, sandbox_id: UUID) -> None:
        House(self._root, sandbox_id).clear()

    def destroy(self, sandbox_id: UUID) -> None:
        tear_down(self._root, sandbox_id)

    def existing(self) -> Iterable[UUID]:
        return set(houses(self._root))

    def belongs_to(self, database: str) -> bool:
        if not self._root.is_dir():
            return False
        owner = self._root / _OWNER
        try:
            with owner.open("x") as file:
                file.write(database)
        except FileExistsError:
            return owner.read_text() == database
        return True

    def check(self) -> None:
        check_confinement(self._settings)
