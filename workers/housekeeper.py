"""The housekeeper: a process that keeps runs going when others die.

It never goes through Celery, since it must work while the broker is down. Any number may run; the one
that holds the leader's lock works, the others wait to take over.
"""

import signal
import threading
import time
from datetime import UTC, datetime

import psycopg
import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from app.domain.mail.delivery import deliver_due
from app.domain.mail.transports import Transport, transport_of
from app.domain.prompts.uses import add_up_uses
from app.domain.workspaces.idleness import CHECK_SECONDS, stop_idle_workspaces
from app.engine import housekeeping
from app.engine.live_channel import LiveChannel
from app.engine.queue import RunQueue
from app.logs import configure_logs
from app.sandboxes.cleanup import clear_sandboxes
from app.sandboxes.providers import provider_of
from app.settings import Settings, settings
from app.storage import database, redis
from app.storage.secrets import SecretBox

_SWEEP_SECONDS = 0.5
_CLEAR_UP_SECONDS = float(CHECK_SECONDS)
_LEAVES_WITHIN = 5.0
_POST_SECONDS = 2.0

_log = structlog.get_logger(__name__)


class Housekeeper:
    """Sweeps twice a second while it leads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._engine = database.connect(settings.database_url, pool_size=4, application="baton-housekeeper")
        self._live_channel = LiveChannel(redis.connect(settings.redis_url))
        self._queue = RunQueue(settings.redis_url)
        self._leader: Connection | None = None
        self._cleared_up = 0.0
        self._clearing: threading.Thread | None = None
        self._posted = 0.0
        self._posting: threading.Thread | None = None
        self._transport = transport_of(settings)
        self.stopping = threading.Event()

    def run(self) -> None:
        """Sweep until told to stop. An outage of Postgres is waited out."""
        while not self.stopping.wait(_SWEEP_SECONDS):
            try:
                if self._leads():
                    self._sweep()
            except (DBAPIError, psycopg.Error) as error:  # the log's own statements go straight to the driver
                _log.warning("sweep_failed", reason=type(getattr(error, "orig", error)).__name__)
                self._abdicate()
        self._leave()

    def _sweep(self) -> None:
        housekeeping.reap(self._engine, queue=self._queue, live_channel=self._live_channel)
        housekeeping.send_due(self._engine, queue=self._queue)
        if time.monotonic() - self._cleared_up > _CLEAR_UP_SECONDS:
            self._cleared_up = time.monotonic()
            housekeeping.clear_up(self._engine, idempotency_days=self._settings.idempotency_days)
            self._add_up_prompt_uses()
            self._clear_sandboxes_aside()
        if self._transport is not None and time.monotonic() - self._posted > _POST_SECONDS:
            self._posted = time.monotonic()
            self._post_aside(self._transport)

    def _add_up_prompt_uses(self) -> None:
        with database.transaction(self._engine) as connection:
            add_up_uses(connection)

    def _clear_sandboxes_aside(self) -> None:
        """Deleting files takes its time, and runs that wait to be reaped have none."""
        if self._clearing is None or not self._clearing.is_alive():
            self._clearing = threading.Thread(target=self._clear_sandboxes, name="sandboxes", daemon=True)
            self._clearing.start()

    def _clear_sandboxes(self) -> None:
        try:
            provider = provider_of(self._settings)
            stop_idle_workspaces(self._engine, provider, idle_seconds=self._settings.workspace_idle_seconds)
            clear_sandboxes(self._engine, provider, now=datetime.now(UTC))
        except Exception as error:
            _log.warning("sandboxes_not_cleared", reason=f"{type(error).__name__}: {error}")

    def _post_aside(self, transport: Transport) -> None:
        """Mail servers take their time as well."""
        if self._posting is None or not self._posting.is_alive():
            self._posting = threading.Thread(target=self._post, args=(transport,), name="mail", daemon=True)
            self._posting.start()

    def _post(self, transport: Transport) -> None:
        try:
            deliver_due(self._engine, box=SecretBox(self._settings.secret_keys), transport=transport)
        except Exception as error:
            _log.warning("mail_delivery_failed", reason=type(error).__name__)

    def _leads(self) -> bool:
        if self._leader is None:
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            if not housekeeping.try_to_lead(connection):
                connection.close()
                return False
            self._leader = connection
            _log.info("housekeeper_leads")
        self._leader.exec_driver_sql("SELECT 1")
        return True

    def _abdicate(self) -> None:
        if self._leader is not None:
            self._leader.invalidate()
            self._leader.close()
        self._leader = None

    def _leave(self) -> None:
        self._abdicate()
        # A letter whose sending is not noted down would be sent again.
        for thread in (self._posting, self._clearing):
            if thread is not None:
                thread.join(_LEAVES_WITHIN)
        self._engine.dispose()


def main() -> None:
    """Run a housekeeper until SIGTERM."""
    configure_logs(settings())
    housekeeper = Housekeeper(settings())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: housekeeper.stopping.set())
    housekeeper.run()


if __name__ == "__main__":
    main()
