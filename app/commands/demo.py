"""`baton demo`: a stack of its own, a journey through one of its APIs, and nothing left behind.

The stack is a `baton up` with its data in a folder of this very process, so any number of demos run at
once, beside a `baton up` of the same clone. It never touches a database that is configured.
"""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import httpx2

from app.child_process import command_line, spawn
from app.commands.dev_env import read_dev_env
from app.commands.unwinding import unwind_on
from app.demo.journey import JourneyFailed
from app.demo.journeys import JOURNEYS, Journey
from app.demo.screen import Screen
from app.errors import Unavailable
from app.local_services import remove_services
from app.settings import Settings, settings

DEFAULT_API = "productos"
START_SECONDS = 120.0
STOP_SECONDS = 60.0
LOOK_EVERY_SECONDS = 0.1


@click.command("demo")
def command() -> None:
    """Watch an idea become a summary, opportunities, a PRD, a design system, screens and an app.

    API chooses another journey: praetor, ptc or opencomputer. IDEA is the idea or the prompt, PORT the API's port and
    PREVIEW_PORT that of the previews (free ones otherwise); BUILD=1 has the app built with Node.js. Status 0
    only if every agent ended well, everything that it named opened, and the replay of the session equals what
    was streamed.
    """
    journey = _chosen_journey()
    unwind_on(signal.SIGTERM, signal.SIGHUP)
    chosen = settings()
    folder = Path(chosen.data_dir) / f"demo-{os.getpid()}"
    _remove_what_killed_demos_left(folder.parent)
    screen = Screen(_show)
    screen.line(_opening(chosen, journey))
    log = folder.with_suffix(".log")
    try:
        with _stack(folder, log) as stack:
            address = _wait_until_ready(folder, stack)
            journey.show(address, os.environ.get("IDEA", "").strip() or journey.wish, screen)
    except (JourneyFailed, Unavailable, httpx2.HTTPError) as error:
        screen.line(f"\nThe demo failed: {error}\n\nThe end of {log}:\n{_end_of(log)}")
        sys.exit(1)
    screen.line("Everything is stopped.")


def _chosen_journey() -> Journey:
    name = os.environ.get("API", "").strip().lower() or DEFAULT_API
    if name not in JOURNEYS:
        raise click.UsageError(f"API={name} has no demo; there is one of {', '.join(sorted(JOURNEYS))}.")
    return JOURNEYS[name]


def _opening(chosen: Settings, journey: Journey) -> str:
    if journey is not JOURNEYS[DEFAULT_API]:
        return "Starting ..."
    asked = list(chosen.research_sources)
    if not asked:
        return "Research asks no outside source. Starting ..."
    return f"Research asks these outside sources: {', '.join(asked)} (RESEARCH_SOURCES= turns them off). Starting ..."


@contextmanager
def _stack(folder: Path, log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    folder.mkdir(mode=0o700, parents=True)
    own = {"BATON_DATA_DIR": str(folder), "DATABASE_URL": "", "REDIS_URL": "", "FLOWER_PORT": "0"}
    own |= {"BATON_WORKSPACES_DIR": "", "BATON_PREVIEW_URL": ""}
    ports = {name: os.environ.get(name) or "0" for name in ("PORT", "PREVIEW_PORT")}
    environment = {**os.environ, **own, **ports}
    if os.environ.get("BUILD", "").strip() not in {"", "0"}:
        environment["BATON_CODE_BUILD"] = "on"
    with log.open("wb") as output:
        up = [sys.executable, "-m", "app", "up"]
        stack = spawn(up, environment=environment, stdout=output, stderr=subprocess.STDOUT, death_signal=signal.SIGTERM)
    try:
        yield stack
    finally:
        _stop(stack)
        remove_services(folder)


def _stop(stack: "subprocess.Popen[bytes]") -> None:
    stack.terminate()
    try:
        stack.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        stack.kill()
        stack.wait()


def _wait_until_ready(folder: Path, stack: "subprocess.Popen[bytes]") -> dict[str, str]:
    """The stack's addresses and keys, once it would take a run."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if stack.poll() is not None:
            raise Unavailable(f"the stack ended with status {stack.returncode} before it was ready")
        address = read_dev_env(folder / "dev.env")
        if address and _is_ready(address["BATON_URL"]):
            return address
        time.sleep(LOOK_EVERY_SECONDS)
    raise Unavailable(f"the stack was not ready within {START_SECONDS:.0f} s")


def _is_ready(url: str) -> bool:
    try:
        return httpx2.get(f"{url}/readyz", timeout=2.0, trust_env=False).status_code == 200
    except httpx2.HTTPError:
        return False


def _remove_what_killed_demos_left(folder: Path) -> None:
    for left in folder.glob("demo-*"):
        number = re.fullmatch(r"demo-(\d+)(\.log)?", left.name)
        if number is None or command_line(int(number[1])):
            continue
        if left.is_dir():
            remove_services(left)
        else:
            left.unlink(missing_ok=True)


def _show(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _end_of(log: Path) -> str:
    return log.read_text(errors="replace")[-6000:] if log.exists() else "(empty)"
