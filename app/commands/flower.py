"""`baton flower`: Flower, read-only and behind a password.

Flower takes every variable that begins with FLOWER_ for an option of its own and ends on one that it does
not know, so it is started with exactly its own. The password travels in the environment, because a command
line can be read by every user of the machine.
"""

import os
import sys
from collections.abc import Mapping

import click

from app.errors import InvalidRequest
from app.settings import Settings, settings


@click.command("flower")
@click.option("--address", default="127.0.0.1", show_default=True, help="Address to listen on.")
def command(address: str) -> None:
    """Run Flower on FLOWER_PORT; FLOWER_PASSWORD must be set."""
    environment = flower_environment(settings(), address, os.environ)
    os.execvpe(sys.executable, [sys.executable, "-m", "celery", "-A", "workers.celery_app", "flower"], environment)


def flower_environment(chosen: Settings, address: str, environment: Mapping[str, str]) -> dict[str, str]:
    """``environment`` with Flower's own options in place of our settings.

    Raises:
        InvalidRequest: there is no password, or one that Flower would misread.
    """
    if not chosen.flower_password:
        raise InvalidRequest("FLOWER_PASSWORD is empty: Flower shows what runs, so it needs one")
    if {":", ","} & set(chosen.flower_user) or "," in chosen.flower_password:
        raise InvalidRequest("FLOWER_USER must not contain : or , and FLOWER_PASSWORD no comma")
    others = {name: value for name, value in environment.items() if not name.startswith("FLOWER_")}
    return others | {
        "FLOWER_ADDRESS": address,
        "FLOWER_PORT": str(chosen.flower_port),
        "FLOWER_BASIC_AUTH": f"{chosen.flower_user}:{chosen.flower_password}",
        "FLOWER_READ_ONLY": "true",
    }
