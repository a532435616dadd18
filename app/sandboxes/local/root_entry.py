"""The first lines of a sandbox that root starts: make private folders reachable, then stop being root.

A sandbox's own user can reach neither its workspace, which lies in a folder that is ours alone, nor a
Python below somebody's home, and bubblewrap resolves every path as that user. So while still root we
mount what it needs, one folder each, below a place that it can reach: in a mount namespace of this
process, which nobody else sees and which ends with it. Nobody's folders are opened for that.

Run as a small program of its own, like ``die_with_parent``, which it ends in. It imports nothing of Baton.

Usage: root_entry.py DIE_WITH_PARENT PARENT_PID SIGNAL UID:GID PLACE COUNT FOLDER... COMMAND...
"""

import ctypes
import os
import runpy
import sys

CLONE_NEWNS = 0x00020000
MS_BIND, MS_REC, MS_PRIVATE = 0x1000, 0x4000, 0x40000


def main(arguments: list[str]) -> None:
    entry, parent, signal_number, account, place, count, *rest = arguments
    folders, command = rest[: int(count)], rest[int(count) :]
    library = ctypes.CDLL(None, use_errno=True)
    try:
        _check(library.unshare(CLONE_NEWNS), "a mount namespace")
        _check(library.mount(None, b"/", None, MS_REC | MS_PRIVATE, None), "a private mount namespace")
        _check(library.mount(b"tmpfs", place.encode(), b"tmpfs", 0, b"mode=0755,size=64k"), f"a mount at {place}")
        for number, folder in enumerate(folders):
            _mount(library, folder, f"{place}/{number}")
    except OSError as error:
        sys.exit(f"root may not make {error.filename} here: {error.strerror}")
    runpy.run_path(entry)["main"]([parent, signal_number, account, *command])


def _mount(library: ctypes.CDLL, folder: str, at: str) -> None:
    os.mkdir(at)
    _check(library.mount(os.fsencode(folder), at.encode(), None, MS_BIND, None), f"a mount of {folder}")


def _check(result: int, what: str) -> None:
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), what)


if __name__ == "__main__":
    main(sys.argv[1:])
