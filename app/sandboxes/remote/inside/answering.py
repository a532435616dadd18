"""Answers one request: a JSON object on the command line, or in a file that the command line names with ``@``.

The answer is one line, ``baton:`` and a JSON object, since shells and clouds may print lines of their
own around it. Clouds keep only so much of what a command prints, so a long answer goes into a file and
the line says where.
"""

import base64
import contextlib
import json
import os
import secrets
import subprocess
import time
from typing import Any

from app.errors import BatonError
from app.sandboxes.remote.inside import file_requests, run_requests
from app.sandboxes.remote.inside.places import ANSWERS, WORKSPACE

PREFIX = "baton:"
LONGEST_LINE = 32 * 1024
KEPT_SECONDS = 120.0

REQUESTS = file_requests.REQUESTS | run_requests.REQUESTS


def answer(written: str, kit: str) -> None:
    request = _read(written)
    _make_workspace()
    try:
        found = {"done": REQUESTS[request.pop("ask")](kit=kit, **request)}
    except BatonError as error:
        found = {"error": error.code, "message": error.message}
    except OSError as error:
        found = {"error": "unavailable", "message": f"{type(error).__name__}: {error.strerror}"}
    print(PREFIX + _shortened(json.dumps(found)), flush=True)


def _read(written: str) -> dict[str, Any]:
    if written.startswith("@"):
        with open(written[1:], encoding="utf-8") as file:
            text = file.read()
        os.unlink(written[1:])
    else:
        text = base64.urlsafe_b64decode(written + "=" * (-len(written) % 4)).decode()
    request: dict[str, Any] = json.loads(text)
    return request


def _make_workspace() -> None:
    """Ordinary users may need root's help: images let them have it."""
    if os.path.isdir(WORKSPACE):
        return
    try:
        os.mkdir(WORKSPACE, 0o755)
    except PermissionError:
        owner = f"{os.geteuid()}:{os.getegid()}"
        for command in (["mkdir", "-p", WORKSPACE], ["chown", owner, WORKSPACE]):
            subprocess.run(["sudo", "-n", *command], check=False, capture_output=True)


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_LINE:
        return text
    os.makedirs(ANSWERS, exist_ok=True)
    _forget_old_answers()
    path = f"{ANSWERS}/{secrets.token_hex(8)}"
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return json.dumps({"answer_in": path})


def _forget_old_answers() -> None:
    for entry in os.scandir(ANSWERS):
        with contextlib.suppress(OSError):
            if entry.stat().st_mtime < time.time() - KEPT_SECONDS:
                os.unlink(entry.path)
