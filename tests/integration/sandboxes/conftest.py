"""Sandboxes in a folder of the test's own, with limits small enough to be met within seconds."""

import os
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.errors import SandboxRefused
from app.sandboxes.contract import Command, CommandResult, Sandbox, SandboxProvider
from app.sandboxes.local.provider import LocalProvider
from app.sandboxes.profiles import CODE, Profile
from app.settings import Settings, read_settings
from app.storage.identifiers import new_id

MIB = 1024 * 1024
SMALL = replace(
    CODE,
    name="small",
    wall_seconds=60,
    cpu_seconds=20,
    memory_bytes=512 * MIB,
    file_bytes=8 * MIB,
    processes=24,
    output_bytes=64 * 1024,
)
"""For programs that are to end by themselves, or at the one limit that a test makes smaller still."""

Attack = Callable[..., CommandResult]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(
        read_settings({}),
        workspaces_dir=str(tmp_path / "workspaces"),
        data_dir=str(tmp_path / "data"),
        sandbox_max_bytes=64 * MIB,
        sandbox_max_files=3_000,
    )


@pytest.fixture
def provider(settings: Settings) -> SandboxProvider:
    """The local one; ``test_conformance`` has the others too."""
    return LocalProvider(settings)


@pytest.fixture
def sandbox(provider: SandboxProvider) -> Iterator[Sandbox]:
    made = provider.create(new_id())
    yield made
    provider.destroy(made.id)


@pytest.fixture(scope="session")
def confinable(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Skips where programs cannot be confined; that they are then refused is a test of its own."""
    try:
        LocalProvider(replace(read_settings({}), workspaces_dir=str(tmp_path_factory.mktemp("check")))).check()
    except SandboxRefused as refused:
        if os.environ.get("CONFINEMENT_EXPECTED"):
            raise
        pytest.skip(refused.message)


@pytest.fixture
def attack(sandbox: Sandbox, confinable: None) -> Attack:
    """Runs a Python program in the sandbox and waits for its end."""

    def run(source: str, *, profile: Profile = SMALL, **environment: Any) -> CommandResult:
        sandbox.write({"attack.py": textwrap.dedent(source).encode()})
        variables = {name: str(value) for name, value in environment.items()}
        command = Command(arguments=["python3", "attack.py"], profile=profile, environment=variables)
        return sandbox.start(command).wait(100)

    return run


@pytest.fixture
def shell(sandbox: Sandbox, confinable: None) -> Attack:
    """Runs a line of shell in the sandbox and waits for its end."""

    def run(line: str, *, profile: Profile = SMALL) -> CommandResult:
        return sandbox.start(Command(arguments=["sh", "-c", line], profile=profile)).wait(100)

    return run
