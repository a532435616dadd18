"""The system user that owns a sandbox's files and runs its programs when Baton itself is root.

Each sandbox has a number of its own that no account of the machine uses: root's rights end before
anything of the sandbox starts, and two sandboxes share no limit that the kernel counts by user. As an
ordinary user there is no choice: everything is that user, and namespaces alone keep it apart.
"""

import os
from pathlib import Path
from uuid import UUID

from app.child_process import Account

# Between the numbers that container managers hand out and those beyond what a signed integer holds.
_FIRST = 1_879_048_192
_COUNT = 2**27


def account_of(sandbox_id: UUID) -> Account | None:
    """The sandbox's own user and group; None when we are not root, for ourselves."""
    if os.geteuid() != 0:
        return None
    first, count = _numbers()
    number = first + sandbox_id.int % count
    return Account(user=number, group=number)


def any_account() -> Account | None:
    """A user like those of sandboxes, to try something out as."""
    return account_of(UUID(int=0))


def _numbers(user_map: Path = Path("/proc/self/uid_map")) -> tuple[int, int]:
    """First number and how many. In a container that maps few users: the upper half of its largest range."""
    try:
        ranges = [(int(inside), int(count)) for inside, _, count in map(str.split, user_map.read_text().splitlines())]
    except (OSError, ValueError):
        return _FIRST, _COUNT
    if not ranges or any(inside <= _FIRST and inside + count >= _FIRST + _COUNT for inside, count in ranges):
        return _FIRST, _COUNT
    inside, count = max(ranges, key=lambda found: found[1])
    half = max(1, count // 2 - 2)
    return inside + count - 1 - half, half
