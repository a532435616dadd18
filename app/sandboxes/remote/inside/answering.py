"""Answers one request: a JSON object on the command line, or in a file that the command line names with ``@``.

The answer is one line, ``baton:`` and a JSON object, since shells and clouds may print lines of their
own around it. Clouds keep only so much of what a command prints, so a long answer goes into a file and
the line says where.
"""

import binascii
import contextlib
import json
import os
import time
from collections.abc import Callable
from typing import Any

from app.errors import BatonError
from app.sandboxes.remote.inside.places import ANSWERS, WORKSPACE

PREFIX = "baton:"
LONGEST_LINE = 32 * 1024
KEPT_SECONDS = 120.0


def answer(written: str, kit: str) -> None:
    request = _read(written)
    _make_workspace()
    try:
        found = {"done": _request(request.pop("ask"))(kit=kit, **request)}
    except BatonError as error:
        found = {"error": error.code, "message": error.message}
    except OSError as error:
        found = {"error": "unavailable", "message": f"{type(error).__name__}: {error.strerror}"}
    print(PREFIX + _shortened(json.dumps(found)), flush=True)


def _request(name: str) -> Callable[..., Any]:
    """Who is looked at every second is not to wait for the file tools."""
    from app.sandboxes.remote.inside import run_requests

    if name in run_requests.REQUESTS:
        return run_requests.REQUESTS[name]
    from app.sandboxes.remote.inside import file_requests

    return file_requests.REQUESTS[name]


def _read(written: str) -> dict[str, Any]:
    if written.startswith("@"):
        with open(written[1:], encoding="utf-8") as file:
            text = file.read()
        os.unlink(written[1:])
    else:
        text = binascii.unhexlify(written).decode()
    request: dict[str, Any] = json.loads(text)
    return request


def _make_workspace() -> None:
    """Ordinary users may need root's help: images let them have it."""
    if os.path.isdir(WORKSPACE):
        return
    try:
        os.mkdir(WORKSPACE, 0o755)
    except PermissionError:
        import subprocess

        owner = f"{os.geteuid()}:{os.getegid()}"
        for command in (["mkdir", "-p", WORKSPACE], ["chown", owner, WORKSPACE]):
            subprocess.run(["sudo", "-n", *command], check=False, capture_output=True)


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_LINE:
        return text
    os.makedirs(ANSWERS, exist_ok=True)
    _forget_old_answers()
    path = f"{ANSWERS}/{os.urandom(8).hex()}"
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return json.dumps({"answer_in": path})


def _forget_old_answers() -> None:
    for entry in os.scandir(ANSWERS):
        with contextlib.suppress(OSError):
            if entry.stat().st_mtime < time.time() - KEPT_SECONDS:
                os.unlink(entry.path)
