"""Which process of a parallel run takes which files, and in which order.

Left to itself, ``--dist loadfile`` begins with the files of most tests. Our slowest have few: they would come
last, each alone on one process while the others have nothing left to do. And the files of a folder that shares
a running stack would go to several processes, each of which starts that stack for itself.
"""

from xdist.scheduler import LoadFileScheduling

TOGETHER = ("tests/faults/", "tests/end_to_end/")
"""Folders whose files share a stack of processes, and so one process that runs them."""

_STACK_OF_ITS_OWN = ("tests/faults/test_sandboxes_under_fault.py",)
_FIRST = (
    *TOGETHER,
    "tests/integration/sandboxes/test_as_ordinary_user.py",
    "tests/unit/agents/test_code_project.py",
    "tests/dialects/conformance/",
    "tests/integration/commands/",
    "tests/integration/previews/",
    "tests/integration/sandboxes/",
    "tests/dialects/",
    "tests/integration/",
)
"""What takes longest; nothing is wrong but the time of the run if this list grows old."""


class SlowFilesFirst(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    """Whole files, or whole folders of :data:`TOGETHER`, in the order of collection."""

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)


def unit_of(nodeid: str) -> str:
    """The file or the folder that a test is run with."""
    file = nodeid.split("::", 1)[0]
    return file if file in _STACK_OF_ITS_OWN else next(filter(file.startswith, TOGETHER), file)


def place_of(nodeid: str) -> int:
    """When a test's turn comes, relative to others; tests of the same place keep their order."""
    return next((place for place, start in enumerate(_FIRST) if nodeid.startswith(start)), len(_FIRST))
