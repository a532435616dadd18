"""The API dies and is told to go, while streams are open."""

from uuid import UUID

import httpx

from tests.faults.runs import Runs
from tests.faults.watchers import Watcher
from tests.support.productos import Frames, ProductOS, parsed, text_of
from tests.support.stack import Stack, until

SLOW = {"words": 40, "steps": 2, "pause": 0.03}


def test_viewers_of_a_killed_api_come_back_with_their_cursors_and_miss_nothing(house: Stack, runs: Runs) -> None:
    watchers = []
    for number in range(5):
        session_id = str(runs.session())
        watchers.append(
            Watcher(house, session_id, agent="ideation-agent", parameters=SLOW, key=f"{session_id}-{number}")
        )
    for watcher in watchers:
        watcher.start()
    until(lambda: all(len(watcher.frames) > 5 for watcher in watchers), what="every stream to be in its middle")

    house.processes["api"].kill()
    house.processes["api"].start()

    with house.client() as client:
        for watcher in watchers:
            seen = watcher.finish()
            assert seen == ProductOS(client).replay(watcher.session_id)
            assert len(text_of(seen).split()) == 80
            assert watcher.connections > 1
            assert runs.value("SELECT attempt FROM runs WHERE id = %s", watcher.run_id) == 1


def test_the_same_idempotency_key_finds_its_run_again_after_the_api_was_killed(house: Stack, runs: Runs) -> None:
    session_id, body = str(runs.session()), {"messages": [{"role": "user", "content": '{"words": 10, "pause": 0.05}'}]}
    with house.client() as client:
        api = ProductOS(client)
        with api.agent(session_id, "ideation-agent", body, **{"Idempotency-Key": "again"}) as frames:
            first = frames.response.headers["X-Run-Id"]
            next(iter(frames))
            house.processes["api"].kill()
            house.processes["api"].start()
        with api.agent(session_id, "ideation-agent", body, **{"Idempotency-Key": "again"}) as frames:
            assert frames.response.headers["X-Run-Id"] == first
            seen = list(frames)
        assert seen == api.replay(session_id)
    assert runs.value("SELECT count(*) FROM runs WHERE session_id = %s", UUID(session_id)) == 1


def test_an_api_told_to_stop_ends_its_open_streams_between_two_frames(house: Stack, runs: Runs) -> None:
    run = runs.start("productos.ideation", {"words": 200, "steps": 1, "pause": 0.03})
    sleeping = runs.start("test.sleeper")
    with (
        house.client() as client,
        house.client() as other,
        client.stream("GET", f"/api/v1/sessions/{run.session_id}/events") as busy,
        other.stream("GET", f"/api/v1/sessions/{sleeping.session_id}/events") as idle,
    ):
        frames = iter(Frames(busy))
        seen = [next(frames)]
        assert idle.status_code == 200
        assert house.processes["api"].stop() == 0
        seen += list(frames)  # a stream cut off in a frame or a chunk would raise
        list(Frames(idle))
    assert parsed(seen[-1])["cursor"] == len(seen)

    house.processes["api"].start()
    rest = Watcher(house, str(run.session_id), run_id=str(run.id))
    rest.start()
    assert rest.finish()[: len(seen)] == seen
    runs.cancel(sleeping.id)


def test_viewers_that_vanish_or_never_read_disturb_neither_runs_nor_other_viewers(house: Stack, runs: Runs) -> None:
    run = runs.start("productos.ideation", {"words": 300, "steps": 2, "pause": 0.005})
    path = f"/api/v1/sessions/{run.session_id}/events"
    before = _memory(house)
    with house.client() as vanishing, vanishing.stream("GET", path) as response:
        next(iter(Frames(response)))
    stuck = [house.client() for _ in range(50)]
    opened = [client.send(client.build_request("GET", path), stream=True) for client in stuck]
    assert {response.status_code for response in opened} == {200}
    watcher = Watcher(house, str(run.session_id), run_id=str(run.id))
    watcher.start()

    seen = watcher.finish()
    assert watcher.connections == 1
    assert _memory(house) - before < 40_000
    for response, client in zip(opened, stuck, strict=True):
        response.close()
        client.close()
    with house.client() as client:
        assert seen == ProductOS(client).replay(str(run.session_id))
        until(lambda: _viewers(client) == 0, what="the viewers that left to be forgotten")


def test_a_session_deleted_in_the_middle_of_its_run_ends_its_streams_and_frees_its_worker(
    house: Stack, runs: Runs
) -> None:
    session_id = str(runs.session())
    watcher = Watcher(house, session_id, agent="ideation-agent", parameters={"words": 2_000, "pause": 0.05})
    watcher.start()
    until(lambda: len(watcher.frames) > 3, what="the first words")
    with house.client() as client:
        assert client.delete(f"/api/v1/sessions/{session_id}").status_code == 204

    watcher.finish()
    assert watcher.gone
    assert runs.value("SELECT count(*) FROM run_events WHERE session_id = %s", UUID(session_id)) == 0
    following = [runs.start("test.words") for _ in range(25)]
    assert {runs.ended(run).state for run in following} == {"completed"}
    assert all(worker.alive for worker in house.workers)


def test_deleted_sessions_free_the_slots_of_runs_that_never_say_anything(house: Stack, runs: Runs) -> None:
    sleepers = [runs.start("test.sleeper") for _ in range(20)]  # every slot of both workers
    for run in sleepers:
        runs.said(run, 1)
    with house.client() as client:
        for run in sleepers:
            assert client.delete(f"/api/v1/sessions/{run.session_id}").status_code == 204

    assert runs.ended(runs.start("test.words")).state == "completed"


def _memory(house: Stack) -> int:
    """KiB that the API's processes use."""
    with open(f"/proc/{_gunicorn_worker(house)}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def _gunicorn_worker(house: Stack) -> int:
    arbiter = house.processes["api"].pid
    with open(f"/proc/{arbiter}/task/{arbiter}/children") as children:
        return int(children.read().split()[0])


def _viewers(client: httpx.Client) -> float:
    lines = client.get("/metrics").text.splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith("baton_viewers"))
