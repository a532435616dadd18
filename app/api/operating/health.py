"""/health says that this process answers; /readyz, that runs started here would get on.

Readiness asks its three services at once, each in a thread of its own with a deadline, since a frozen
server neither answers nor refuses.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime

import structlog
from flask import Response, current_app
from marshmallow import Schema, fields
from sqlalchemy import text

from app.api.blueprints import ApiBlueprint
from app.api.credentials import PUBLIC
from app.api.http.json_bodies import json_response
from app.api.services import Services, services, transaction_for
from app.api.version import version

DEADLINE_SECONDS = 2.0
WORKER_SILENT_SECONDS = 12
NAME = "baton-probes"

_log = structlog.get_logger(__name__)


class HealthSchema(Schema):
    status = fields.Constant("ok")
    timestamp = fields.DateTime()
    version = fields.String()
    service = fields.Constant("baton")


class ReadinessSchema(Schema):
    status = fields.String(metadata={"description": "ready or unavailable"})
    missing = fields.List(fields.String(), metadata={"description": "Of postgres, redis, worker"})
    timestamp = fields.DateTime()


operating = ApiBlueprint("operating", __name__, description="For those who run Baton")


@operating.route("/health", credentials=PUBLIC)
@operating.answers(200, HealthSchema, description="This process answers")
def health() -> Response:
    """Whether this process answers."""
    return json_response({"status": "ok", "timestamp": _now(), "version": version(), "service": "baton"})


@operating.route("/readyz", credentials=PUBLIC)
@operating.answers(200, ReadinessSchema, description="Postgres, Redis and a worker are there")
@operating.answers(503, ReadinessSchema, description="Something is missing")
def readiness() -> Response:
    """Whether runs that are started here get on: Postgres, Redis and a live worker."""
    missing = _missing(services(), current_app.extensions[NAME])
    body = {"status": "unavailable" if missing else "ready", "missing": missing, "timestamp": _now()}
    return json_response(body, 503 if missing else 200)


def probe_threads() -> ThreadPoolExecutor:
    """Where the checks run. Stuck ones occupy it, so that later checks fail at their deadline too."""
    return ThreadPoolExecutor(max_workers=6, thread_name_prefix="readiness")


def _missing(held: Services, threads: ThreadPoolExecutor) -> list[str]:
    database = threads.submit(_workers_alive, held)
    redis = threads.submit(held.redis.ping)
    workers = _answer(database, "postgres")
    found = {
        "postgres": workers is not None,
        "redis": bool(_answer(redis, "redis")),
        # Without Postgres nobody knows whether a worker lives.
        "worker": bool(workers),
    }
    return [name for name, there in found.items() if not there]


def _answer(future: "Future[int] | Future[bool]", name: str) -> int | None:
    try:
        return future.result(timeout=DEADLINE_SECONDS)
    except Exception as error:
        _log.warning("not_ready", service=name, reason=type(error).__name__)
        future.cancel()
        return None


def _workers_alive(held: Services) -> int:
    with transaction_for(held.operating) as connection:
        return int(
            connection.execute(
                text(
                    """SELECT count(*) FROM workers
                        WHERE NOT draining AND seen_at > now() - make_interval(secs => :silent)"""
                ),
                {"silent": WORKER_SILENT_SECONDS},
            ).scalar_one()
        )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
