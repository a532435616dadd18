"""The first lines of every child process: give up rights, tie its life to its parent's, become the program.

A supervisor that is killed with -9 cannot stop its children, so the kernel has to (PR_SET_PDEATHSIG).
The request must be made by the child itself, after any change of user, because that clears it; doing
it in ``preexec_fn`` would run Python between fork and exec of a threaded program, which may deadlock.
So this file is run as a small program of its own (``python -I -S``, about 15 ms) that then turns into
the one asked for. It therefore imports nothing of Baton.

Usage: die_with_parent.py PARENT_PID SIGNAL UID:GID|- COMMAND...
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent(signal_number: int) -> None:
    """Ask the kernel to send this process ``signal_number`` when the thread that forked it ends (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0)


def main(arguments: list[str]) -> None:
    parent, signal_number, account, *command = arguments
    if account != "-":
        _become(*map(int, account.split(":")))
    die_with_parent(int(signal_number))
    if os.getppid() != int(parent):
        sys.exit(1)  # the parent died before the kernel knew about us
    try:
        os.execvp(command[0], command)
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)
        sys.exit(127)


def _become(user: int, group: int) -> None:
    os.setgroups([group])
    os.setgid(group)
    os.setuid(user)
    os.umask(0o077)


if __name__ == "__main__":
    main(sys.argv[1:])
