"""`dev.env`: the addresses and keys of a running `baton up`, as assignments that a shell can source.

Keys are made once and kept across starts, so that a shell or a browser that has them stays logged in.
"""

import os
import secrets
import shlex
import string
from collections.abc import Mapping
from pathlib import Path

KEY_CHARACTERS = string.ascii_letters + string.digits
KEY_LENGTH = 31


def read_dev_env(path: Path) -> dict[str, str]:
    """The assignments of an earlier start; empty if there was none."""
    try:
        words = shlex.split(path.read_text(), comments=True)
    except (OSError, ValueError):
        return {}
    return {name: value for name, equals, value in (word.partition("=") for word in words) if equals}


def write_dev_env(path: Path, values: Mapping[str, str]) -> None:
    """Replace the file in one step; only its owner may read it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_suffix(".new")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.writelines(f"{name}={shlex.quote(value)}\n" for name, value in values.items())
    unfinished.replace(path)


def make_key(prefix: str = "") -> str:
    """A new random key of 184 bits behind ``prefix``."""
    return prefix + "".join(secrets.choice(KEY_CHARACTERS) for _ in range(KEY_LENGTH))
