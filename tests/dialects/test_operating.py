"""Health, readiness and metrics."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from app.api.factory import create_app
from app.settings import Settings
from tests.dialects.clients import BASE, SHARED_KEY, Client, shut_down
from tests.dialects.worker_by_hand import WorkerByHand
from tests.support.stack import until


@pytest.fixture
def live_worker(owner: Engine) -> Iterator[None]:
    with owner.begin() as connection:
        connection.execute(text("INSERT INTO workers (key, host, pid) VALUES (77, 'here', 1)"))
    yield
    with owner.begin() as connection:
        connection.execute(text("DELETE FROM workers WHERE key = 77"))


@pytest.fixture
def broken(api_settings: Settings) -> Iterator[Flask]:
    nowhere = "postgresql://nobody@127.0.0.1:1/none"
    app = create_app(replace(api_settings, database_url=nowhere, redis_url="redis://127.0.0.1:1/0"))
    yield app
    shut_down(app)


def test_health_answers_without_any_service(broken: Flask) -> None:
    answer = broken.test_client().get("/health").get_json()

    assert answer.pop("timestamp").endswith("Z")
    assert answer == {"status": "ok", "service": "baton", "version": answer["version"]}


def test_ready_means_postgres_redis_and_a_live_worker(app: Flask, live_worker: None) -> None:
    answer = app.test_client().get("/readyz")

    assert (answer.status_code, answer.get_json()["missing"]) == (200, [])


def missing_once_workers(app: Flask, owner: Engine, change: str) -> list[str]:
    """What is missing right after all workers have changed so."""
    with owner.begin() as connection:
        connection.execute(text(f"UPDATE workers SET {change}"))
    answer = app.test_client().get("/readyz")
    missing: list[str] = answer.get_json()["missing"]
    assert answer.status_code == (503 if missing else 200)
    return missing


@pytest.mark.parametrize("change", ["draining = true", "draining = false, seen_at = now() - interval '13 seconds'"])
def test_a_worker_that_drains_or_is_silent_is_none(app: Flask, owner: Engine, live_worker: None, change: str) -> None:
    # One of other tests may live on in this process, and give a sign of life between the two.
    until(lambda: missing_once_workers(app, owner, change) == ["worker"], what="no worker")


def test_readiness_says_what_is_missing(broken: Flask) -> None:
    answer = broken.test_client().get("/readyz")

    assert (answer.status_code, answer.get_json()["missing"]) == (503, ["postgres", "redis", "worker"])


def test_a_database_that_does_not_answer_is_a_503_with_retry_after(broken: Flask) -> None:
    answer = Client(broken, key=SHARED_KEY).post(BASE)

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (503, "unavailable")
    assert int(answer.headers["Retry-After"]) >= 1


def test_metrics_count_runs_and_refusals(app: Flask, productos: Client, worker: WorkerByHand) -> None:
    productos.start(productos.session(idea="x"), "research")
    refused = productos.start(productos.session(idea="x"))
    worker.fail(refused, "budget_exceeded")

    told = app.test_client().get("/metrics").text

    for name in (
        "baton_queue_wait_seconds",
        "baton_first_event_seconds",
        "baton_events_written_total",
        "baton_viewers",
    ):
        assert name in told
    assert 'baton_runs_active{agent="productos.research",state="queued"}' in told
    assert 'baton_runs_recent{agent="productos.ideation",state="failed"}' in told
    assert 'baton_budget_refusals_recent{agent="productos.ideation"}' in told


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("10.0.0.9", {}),
        ("127.0.0.1", {"X-Forwarded-For": "10.0.0.9"}),
        ("::2", {}),
        ("127.0.0.1", {"Forwarded": "for=x"}),
    ],
)
def test_metrics_are_for_this_machine_only(app: Flask, address: str, headers: dict[str, str]) -> None:
    answer = app.test_client().get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})

    assert answer.status_code == 403
