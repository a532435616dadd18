"""The system user of the embedded services when Baton runs as root, because Postgres refuses to be root."""

import fcntl
import os
import pwd
import shutil
import subprocess
from pathlib import Path

from app.child_process import Account

NAME = "baton-services"
# Where minimal images, which have no useradd, still know an unprivileged user.
FALLBACK = "nobody"


def service_account(root_folder: Path) -> Account | None:
    """The account to run the services as; None means as ourselves (we are not root).

    Makes the user at the first call. ``root_folder`` holds the lock around useradd, which fails
    instead of waiting when two of them meet.
    """
    if os.geteuid() != 0:
        return None
    with (root_folder / ".account.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _existing(NAME) or _made() or _account(pwd.getpwnam(FALLBACK))


def _existing(name: str) -> Account | None:
    try:
        return _account(pwd.getpwnam(name))
    except KeyError:
        return None


def _made() -> Account | None:
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin")
    if useradd is None:
        return None
    flags = [
        "--system",
        "--user-group",
        "--no-create-home",
        "--home-dir",
        "/nonexistent",
        "--shell",
        "/usr/sbin/nologin",
    ]
    subprocess.run([useradd, *flags, NAME], check=False, capture_output=True)
    return _existing(NAME)


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(user=entry.pw_uid, group=entry.pw_gid)
