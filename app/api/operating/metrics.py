"""/metrics for Prometheus: what Postgres knows about runs, and how many viewers the API processes hold.

Nearly everything is computed when asked, from rows that are written anyway. The answer is thus the same
from every API process and after every restart, and counting costs a run nothing. The queries look at
active runs and at the last hour alone (ids sort by time), so they stay cheap however long the log grows.

Served to this machine only: numbers about all tenants are nobody's business who holds a tenant's key. A
request that came through a proxy is not from this machine, whatever its last hop was.
"""

from collections.abc import Iterable, Iterator

from flask import Response, current_app, request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from app.api.blueprints import ApiBlueprint
from app.api.credentials import Credentials
from app.api.operating import run_numbers
from app.api.operating.run_numbers import RunNumbers
from app.api.services import services, transaction_for
from app.api.streaming.viewer_counts import ViewerCounts
from app.errors import Forbidden
from app.settings.values import is_loopback

NAME = "baton-viewer-counts"

_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")


def check_loopback() -> None:
    """Let in direct callers from this machine.

    Raises:
        Forbidden: it is another machine, or a proxy's client.
    """
    if any(name in request.headers for name in _FORWARDED) or not is_loopback(request.remote_addr or ""):
        raise Forbidden("Metrics are served to this machine only")


LOOPBACK = Credentials(name="loopback", check=check_loopback)

numbers = ApiBlueprint("numbers", __name__, description="For Prometheus")


@numbers.route("/metrics", credentials=LOOPBACK)
@numbers.answers(200, {"type": "string"}, media="text/plain", description="Prometheus's text format")
@numbers.fails("FORBIDDEN")
def metrics() -> Response:
    """Runs, queue wait, first-event latency, events, viewers, budget refusals. From this machine only."""
    registry = CollectorRegistry()
    with transaction_for(services().operating) as connection:
        counted = run_numbers.read(connection)
    viewers: ViewerCounts = current_app.extensions[NAME]
    registry.register(_Snapshot(counted, viewers.total()))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class _Snapshot(Collector):
    """Numbers already read, as metrics."""

    def __init__(self, counted: RunNumbers, viewers: int) -> None:
        self._counted = counted
        self._viewers = viewers

    def collect(self) -> Iterator[Metric]:
        counted = self._counted
        yield _gauge("baton_runs_active", "Runs queued, running or waiting", ("agent", "state"), counted.active)
        yield _gauge("baton_runs_recent", "Runs accepted in the last hour", ("agent", "state"), counted.recent)
        yield _gauge(
            "baton_budget_refusals_recent",
            "Runs of the last hour that their budget ended",
            ("agent",),
            counted.refusals,
        )
        yield _gauge(
            "baton_queue_wait_seconds", "From accepted to started, latest runs", ("quantile",), counted.queue_wait
        )
        yield _gauge(
            "baton_first_event_seconds",
            "From accepted to the first event, latest runs",
            ("quantile",),
            counted.first_event,
        )
        yield CounterMetricFamily("baton_runs_accepted", "Runs accepted", value=counted.runs_accepted)
        yield CounterMetricFamily("baton_events_written", "Events written", value=counted.events_written)
        yield GaugeMetricFamily("baton_workers", "Worker processes alive", value=counted.workers)
        yield GaugeMetricFamily("baton_viewers", "Open event streams of all API processes", value=self._viewers)


def _gauge(
    name: str, meaning: str, labels: tuple[str, ...], samples: Iterable[tuple[tuple[str, ...], float]]
) -> GaugeMetricFamily:
    gauge = GaugeMetricFamily(name, meaning, labels=labels)
    for values, number in samples:
        gauge.add_metric(values, number)
    return gauge
