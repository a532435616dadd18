"""Which processes the stack has and what they are given."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from app.commands.flower import flower_environment
from app.commands.running_part import Part
from app.commands.stack import Listener, free_port, listen, parts_of
from app.commands.worker import worker_command
from app.errors import InvalidRequest, Unavailable
from app.settings import Settings, read_settings

SETTINGS = replace(
    read_settings({}),
    database_url="postgresql://db/baton",
    redis_url="redis://:secret@broker/0",
    productos_api_key="pos_live_x",
    flower_password="hidden",
)


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listen("127.0.0.1", 0).listening as taken:
        yield Listener(taken)


@pytest.fixture
def previews() -> Iterator[Listener]:
    with listen("127.0.0.1", 0).listening as taken:
        yield Listener(taken)


Parts = Callable[..., list[Part]]


@pytest.fixture
def parts(listener: Listener, previews: Listener) -> Parts:
    """The parts of the stack under settings that differ from SETTINGS as told."""

    def made(**differences: Any) -> list[Part]:
        return parts_of(replace(SETTINGS, **differences), api=listener, previews=previews)

    return made


def test_a_taken_port_is_found_before_anything_starts(listener: Listener) -> None:
    with pytest.raises(Unavailable, match=f"cannot listen on 127.0.0.1:{listener.port}.*another PORT"):
        listen("127.0.0.1", listener.port)
    with pytest.raises(Unavailable, match="another PREVIEW_PORT"):
        listen("127.0.0.1", listener.port, setting="PREVIEW_PORT")


def test_a_client_that_comes_before_the_api_waits_instead_of_being_refused(listener: Listener) -> None:
    with socket.create_connection(("127.0.0.1", listener.port), timeout=5) as client:
        assert client.getpeername() == ("127.0.0.1", listener.port)


def test_a_free_port_is_free_again_at_once() -> None:
    port = free_port("127.0.0.1", 0)
    assert free_port("127.0.0.1", port) == port


def test_there_are_as_many_workers_as_the_setting_says(parts: Parts) -> None:
    names = [part.name for part in parts(worker_processes=3)]
    assert names == ["api", "previews", "housekeeper", "flower", "worker-1", "worker-2", "worker-3"]


def test_what_people_see_stops_first_then_the_workers_then_the_housekeeper_then_flower(parts: Parts) -> None:
    stopped = sorted(parts(worker_processes=1), key=lambda part: part.stage)
    assert [part.name for part in stopped] == ["api", "previews", "worker-1", "housekeeper", "flower"]


def test_api_and_previews_each_inherit_their_listening_socket(
    parts: Parts, listener: Listener, previews: Listener
) -> None:
    found = {part.name: part for part in parts()}
    api, shown = listener.listening.fileno(), previews.listening.fileno()
    assert (found["api"].keep_open, found["previews"].keep_open) == ([api], [shown])
    assert f"fd://{api}" in found["api"].command
    assert found["previews"].command[-2:] == ["--fd", str(shown)]


def test_every_part_is_given_addresses_and_keys_in_its_environment_alone(parts: Parts) -> None:
    for part in parts(preview_port=4242):
        assert part.environment["DATABASE_URL"] == SETTINGS.database_url
        assert part.environment["REDIS_URL"] == SETTINGS.redis_url
        assert part.environment["PREVIEW_PORT"] == "4242"
        assert not {"secret", "pos_live_x", "hidden"} & set("".join(part.command).split())


@pytest.mark.parametrize(("events", "flag"), [(True, "-E"), (False, "--without-heartbeat")])
def test_task_events_can_be_switched_off(events: bool, flag: str) -> None:
    command = worker_command(replace(SETTINGS, task_events=events), "one@%h")
    assert (flag in command, "-E" in command) == (True, events)


class TestFlower:
    def environment(self, settings: Settings = SETTINGS) -> dict[str, str]:
        return flower_environment(settings, "127.0.0.1", {"PATH": "/bin", "FLOWER_USER": "x", "FLOWER_PASSWORD": "y"})

    def test_sees_none_of_our_settings_that_it_would_take_for_its_own(self) -> None:
        mine = {name for name in self.environment() if name.startswith("FLOWER_")}
        assert mine == {"FLOWER_ADDRESS", "FLOWER_PORT", "FLOWER_BASIC_AUTH", "FLOWER_READ_ONLY"}

    def test_is_read_only_and_behind_the_password(self) -> None:
        environment = self.environment()
        assert environment["FLOWER_READ_ONLY"] == "true"
        assert environment["FLOWER_BASIC_AUTH"] == "baton:hidden"

    @pytest.mark.parametrize(
        "change", [{"flower_password": ""}, {"flower_password": "a,b"}, {"flower_user": "a:b"}, {"flower_user": "a,b"}]
    )
    def test_does_not_start_without_a_password_that_it_understands(self, change: dict[str, str]) -> None:
        with pytest.raises(InvalidRequest):
            self.environment(replace(SETTINGS, **change))  # type: ignore[arg-type]
