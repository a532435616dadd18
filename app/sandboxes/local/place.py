"""Where a command runs: one sandbox with its folders, its room and the settings."""

from dataclasses import dataclass
from pathlib import Path

from app.local_services.place import data_folder
from app.sandboxes.local.house import House
from app.sandboxes.local.room import Room
from app.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The sandbox that a command runs in."""

    house: House
    room: Room
    settings: Settings

    @property
    def hidden(self) -> tuple[Path, ...]:
        """Folders that are ours alone, should they lie in what every sandbox sees."""
        data = Path(self.settings.data_dir)
        return data, data_folder(data), self.house.folder.parent
