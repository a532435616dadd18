"""The journeys that `baton demo` can show, one for each API."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from app.demo import project_journey
from app.demo.client import Client
from app.demo.computer_client import ComputerClient
from app.demo.computer_journey import follow
from app.demo.journey import travel
from app.demo.project_client import ProjectClient
from app.demo.screen import Screen
from app.demo.workspace_client import WorkspaceClient
from app.demo.workspace_journey import converse

Addresses: TypeAlias = Mapping[str, str]
"""What a running stack has written into its dev.env."""


@dataclass(frozen=True, slots=True)
class Journey:
    """``show`` raises JourneyFailed where something is not as it should be. ``wish`` is what it shows by default."""

    wish: str
    show: Callable[[Addresses, str, Screen], None]


def _productos(addresses: Addresses, idea: str, screen: Screen) -> None:
    with Client(addresses["BATON_URL"], addresses["PRODUCTOS_API_KEY"]) as client:
        travel(client, idea, screen)


def _opencomputer(addresses: Addresses, prompt: str, screen: Screen) -> None:
    with ComputerClient(addresses["BATON_URL"], addresses["OPENCOMPUTER_API_KEY"]) as client:
        follow(client, prompt, screen)


def _ptc(addresses: Addresses, request: str, screen: Screen) -> None:
    with WorkspaceClient(addresses["BATON_URL"]) as client:
        converse(client, request, screen)


def _praetor(addresses: Addresses, idea: str, screen: Screen) -> None:
    with ProjectClient(addresses["BATON_URL"], addresses["PRAETOR_TOKEN"]) as client:
        project_journey.specify(client, idea, screen)


JOURNEYS: Mapping[str, Journey] = {
    "productos": Journey(
        "An app that lets neighbours lend each other tools, with a deposit that is held until they come back",
        _productos,
    ),
    "praetor": Journey(project_journey.IDEA, _praetor),
    "ptc": Journey("Create a Python script that prints Hello World", _ptc),
    "opencomputer": Journey("Build a todo app with Next.js and Tailwind", _opencomputer),
}
