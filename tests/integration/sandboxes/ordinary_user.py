"""Runs a command as an ordinary user although we are root: ``python ordinary_user.py HOME COMMAND...``.

What the command needs (this Python, its packages, these sources) may lie under a private folder.
So a mount namespace of its own shows it those folders, in their own places, and nothing else of
what is private. HOME becomes the user's.
"""

import ctypes
import os
import pwd
import stat
import sys
from pathlib import Path

USER = pwd.getpwnam("nobody")  # one that exists: Postgres asks for its name
SOURCES = Path(__file__).parents[3]
CLONE_NEWNS, MS_BIND, MS_REC, MS_PRIVATE = 0x00020000, 0x1000, 0x4000, 0x40000
LIBRARY = ctypes.CDLL(None, use_errno=True)


def main(home: Path, command: list[str]) -> None:
    checked(LIBRARY.unshare(CLONE_NEWNS))
    mount(None, Path("/"), None, MS_REC | MS_PRIVATE)
    needed = [Path(sys.base_prefix).resolve(), Path(sys.prefix), SOURCES]
    opened = {folder: os.open(folder, os.O_PATH) for folder in needed}
    for cover in sorted({found for folder in needed if (found := private_ancestor(folder))}):
        mount("tmpfs", cover, "tmpfs", 0)
        cover.chmod(0o755)
    for folder, descriptor in opened.items():
        if not folder.exists():
            folder.mkdir(mode=0o755, parents=True)
            mount(f"/proc/self/fd/{descriptor}", folder, None, MS_BIND)
    os.chown(home, USER.pw_uid, USER.pw_gid)
    os.setgroups([])
    os.setgid(USER.pw_gid)
    os.setuid(USER.pw_uid)
    os.chdir(SOURCES)
    os.execvpe(command[0], command, {**os.environ, "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"})


def private_ancestor(folder: Path) -> Path | None:
    """The outermost folder on the way that others may not enter."""
    return next((each for each in reversed([folder, *folder.parents]) if not each.stat().st_mode & stat.S_IXOTH), None)


def mount(source: str | None, at: Path, kind: str | None, flags: int) -> None:
    words = [None if word is None else word.encode() for word in (source, str(at), kind)]
    checked(LIBRARY.mount(*words, flags, None))


def checked(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
