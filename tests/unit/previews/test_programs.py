"""Which programs run: one for each place, no more than allowed, the longest idle one first to go."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.errors import SandboxRefused
from app.previews.messages import Refused
from app.previews.previewed_sites import Place
from app.previews.programs import Programs
from app.sandboxes.contract import Command
from app.sandboxes.records import Site
from app.storage.identifiers import new_id


class Server:
    """A program that lives until it is stopped."""

    def __init__(self, address: Path) -> None:
        self.address = address
        self.alive = True

    def output(self) -> str:
        return "\n".join(f"line {number}" for number in range(100))

    def stop(self) -> None:
        self.alive = False


class Machine:
    """Sandboxes, sites and a Unix socket on which something answers."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "socket"
        self.servers: list[Server] = []
        self.current = True
        self.refuses = False
        self.mute = False
        """Connections are taken and wait: nobody listens yet."""

    def open(self, _sandbox_id: UUID) -> "Machine":
        return self

    def serve(self, _command: Command, *, port: int) -> Server:
        if self.refuses:
            raise SandboxRefused
        self.servers.append(Server(self.socket))
        return self.servers[-1]

    async def is_current(self, _place: Place) -> bool:
        return self.current

    @asynccontextmanager
    async def programs(self, **options: Any) -> AsyncIterator[Programs]:
        async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            kept.append(writer)
            if not self.mute:
                writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")

        kept: list[asyncio.StreamWriter] = []
        listening = await asyncio.start_unix_server(answer, self.socket)
        options = {"idle_seconds": 3600.0, **options}
        made = Programs(self.open, self, **options)  # type: ignore[arg-type]
        try:
            yield made
        finally:
            await made.close()
            listening.close()
            for writer in kept:
                writer.close()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def place(command: str = "serve", sandbox_id: UUID | None = None) -> Place:
    return Place(sandbox_id or new_id(), "name", 3000, Site(folder="", command=[command]))


def run(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(story())


async def visit(programs: Programs, where: Place) -> None:
    async with programs.listening(where):
        pass


def test_the_longest_idle_one_makes_room_for_another(machine: Machine) -> None:
    async def story() -> None:
        async with machine.programs(most=2) as programs:
            first, second, third = place(), place(), place()
            for each in (first, second, first, third):
                await visit(programs, each)
            assert [server.alive for server in machine.servers] == [True, False, True]

    run(story)


def test_none_makes_room_while_all_are_in_use(machine: Machine) -> None:
    async def story() -> None:
        async with machine.programs(most=1) as programs, programs.listening(place()):
            with pytest.raises(Refused) as refused:
                await visit(programs, place())
            assert refused.value.status == HTTPStatus.SERVICE_UNAVAILABLE
            assert [server.alive for server in machine.servers] == [True]

    run(story)


def test_one_whose_command_changed_is_gone_before_the_new_one_starts(machine: Machine) -> None:
    async def story() -> None:
        async with machine.programs() as programs:
            old = place("old")
            await visit(programs, old)
            await visit(programs, place("new", old.sandbox_id))
            assert [server.alive for server in machine.servers] == [False, True]

    run(story)


def test_what_cannot_be_confined_says_so_and_is_tried_again_later(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.previews.programs.FAILED_SECONDS", 0.0)
    machine.refuses = True

    async def story() -> None:
        async with machine.programs() as programs:
            where = place()
            with pytest.raises(Refused, match="cannot be confined"):
                await visit(programs, where)
            machine.refuses = False
            await visit(programs, where)

    run(story)


def test_one_that_never_listens_shows_its_last_lines_and_is_ended(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.previews.program.START_SECONDS", 0.0)
    machine.mute = True

    async def story() -> None:
        async with machine.programs() as programs:
            with pytest.raises(Refused) as refused:
                await visit(programs, place())
            assert refused.value.details.splitlines() == [f"line {number}" for number in range(80, 100)]
            assert not machine.servers[0].alive

    run(story)


def test_a_visitor_who_leaves_does_not_end_a_start_that_others_wait_for(machine: Machine) -> None:
    async def story() -> None:
        async with machine.programs() as programs:
            where = place()
            impatient, patient = (asyncio.create_task(visit(programs, where)) for _ in range(2))
            await asyncio.sleep(0)
            impatient.cancel()
            await patient
            assert len(machine.servers) == 1

    run(story)


def test_closing_ends_one_that_is_still_starting(machine: Machine) -> None:
    machine.mute = True

    async def story() -> None:
        async with machine.programs() as programs:
            visitor = asyncio.create_task(visit(programs, place()))
            while not machine.servers:
                await asyncio.sleep(0.01)
        with pytest.raises(Refused):
            await visitor
        assert not machine.servers[0].alive

    run(story)


@pytest.mark.parametrize("reason", ["idle", "dead", "gone"])
def test_looking_after_them_ends_what_is_over(machine: Machine, monkeypatch: pytest.MonkeyPatch, reason: str) -> None:
    monkeypatch.setattr("app.previews.programs.LOOK_EVERY_SECONDS", 0.01)

    async def story() -> None:
        idle_seconds = 0.0 if reason == "idle" else 3600.0
        async with machine.programs(idle_seconds=idle_seconds) as programs:
            where = place()
            looking = asyncio.create_task(programs.look_after())
            async with programs.listening(where):
                machine.servers[0].alive = reason != "dead"
                machine.current = reason != "gone"
            while programs.running:
                await asyncio.sleep(0.01)
            looking.cancel()
        assert not machine.servers[0].alive

    run(story)
