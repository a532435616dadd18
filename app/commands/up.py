"""`baton up`: the whole stack in the foreground, for people at their own machine."""

import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import click
import httpx2

from app.child_process import spawn
from app.commands.dev_env import make_key, read_dev_env, write_dev_env
from app.commands.development_accounts import development_tokens
from app.commands.development_opencomputer import opencomputer_key
from app.commands.development_project import development_key
from app.commands.stack import Listener, child_environment, free_port, listen, parts_of
from app.commands.supervisor import Supervisor, print_line
from app.commands.unwinding import unwind_on
from app.errors import Unavailable
from app.local_services import LocalServices
from app.sandboxes.names import preview_base
from app.settings import Settings, settings
from app.settings.values import is_loopback

FLOWER_HOST = "127.0.0.1"
# A `baton migrate` or `baton keys` may own the services for a moment; another `baton up` owns them for good.
OWNER_SECONDS = 5.0
ASK_EVERY_SECONDS = 0.25
REMIND_AFTER_SECONDS = 15.0


@click.command("up")
def command() -> None:
    """Run API, workers, housekeeper, previews and Flower until Ctrl-C.

    Starts Postgres and Valkey too where DATABASE_URL or REDIS_URL is empty, migrates, and writes the
    addresses and keys to .baton/dev.env. PORT, PREVIEW_PORT and FLOWER_PORT choose the ports; 0 takes a
    free one.
    """
    # Until the supervisor listens to signals, what has started must be stopped all the same.
    unwind_on(signal.SIGTERM, signal.SIGHUP)
    chosen = settings()
    with _listening(chosen) as listeners, _services(_decided(chosen, listeners)) as (complete, services):
        _migrate(complete)
        _serve(complete, listeners, services)


def dev_env_path(chosen: Settings) -> Path:
    """Where the addresses and keys of the stack with these settings are written."""
    return Path(chosen.data_dir) / "dev.env"


@dataclass(frozen=True, slots=True)
class _Listeners:
    """The ports that our own parts serve."""

    api: Listener
    previews: Listener


@contextmanager
def _listening(chosen: Settings) -> Iterator[_Listeners]:
    with ExitStack() as taken:
        api = listen(chosen.host, chosen.port)
        taken.enter_context(api.listening)
        previews = listen(chosen.preview_host, chosen.preview_port, setting="PREVIEW_PORT")
        taken.enter_context(previews.listening)
        yield _Listeners(api, previews)


def _decided(chosen: Settings, listeners: _Listeners) -> Settings:
    """The settings with ports and keys decided, kept from the last start where nothing else is said."""
    kept = read_dev_env(dev_env_path(chosen))
    return replace(
        chosen,
        port=listeners.api.port,
        preview_port=listeners.previews.port,
        flower_port=free_port(FLOWER_HOST, chosen.flower_port),
        productos_api_key=chosen.productos_api_key or kept.get("PRODUCTOS_API_KEY") or make_key("pos_live_"),
        secret_keys=chosen.secret_keys or _kept_secret_keys(kept),
        mail_to_log=chosen.mail_to_log or not (chosen.database_url or chosen.smtp_url),
        auth_mode=chosen.auth_mode or _auth_mode(chosen),
        flower_password=chosen.flower_password or kept.get("FLOWER_PASSWORD") or make_key(),
    )


def _auth_mode(chosen: Settings) -> str:
    return "open" if is_loopback(chosen.host) and not chosen.database_url else "required"


def _kept_secret_keys(kept: Mapping[str, str]) -> tuple[str, ...]:
    return tuple((kept.get("BATON_SECRET_KEYS") or make_key("baton_")).split(","))


@contextmanager
def _services(decided: Settings) -> Iterator[tuple[Settings, LocalServices]]:
    services = LocalServices(decided, own=True, patience=OWNER_SECONDS)
    try:
        yield services.settings, services
    finally:
        services.stop()


def _migrate(complete: Settings) -> None:
    command_line = [sys.executable, "-m", "app", "migrate"]
    if spawn(command_line, environment=child_environment(complete)).wait() != 0:
        raise Unavailable("the migrations did not run; see above")


def _serve(complete: Settings, listeners: _Listeners, services: LocalServices) -> None:
    def watch() -> None:
        for name in services.revive():
            print_line(name, "died; started again")

    path = dev_env_path(complete)
    write_dev_env(path, _dev_env(complete) | _database_keys(complete, read_dev_env(path)))
    parts = parts_of(complete, api=listeners.api, previews=listeners.previews)
    with Supervisor(parts, watch=watch) as supervisor:
        if supervisor.run(until=_Readiness(_url(complete))):
            click.echo(_welcome(complete))
            supervisor.run()
        click.echo("Stopping. Ctrl-C again does not wait for anything.")


class _Readiness:
    """Asks the API now and then whether it would take runs, and says what is missing when that takes long."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/readyz"
        self._next_question = 0.0
        self._next_reminder = time.monotonic() + REMIND_AFTER_SECONDS

    def __call__(self) -> bool:
        if time.monotonic() < self._next_question:
            return False
        self._next_question = time.monotonic() + ASK_EVERY_SECONDS
        ready, finding = self._ask()
        if time.monotonic() > self._next_reminder:
            self._next_reminder += REMIND_AFTER_SECONDS
            print_line("up", f"still waiting: {finding}")
        return ready

    def _ask(self) -> tuple[bool, str]:
        try:
            # A connection for each question: one that is kept open would hold up the API's end.
            answer = httpx2.get(self._url, timeout=0.5, trust_env=False)
        except httpx2.HTTPError as error:
            return False, f"the API does not answer yet ({type(error).__name__})"
        return answer.status_code == 200, f"/readyz says {answer.status_code}: {answer.text[:300]}"


def _dev_env(complete: Settings) -> dict[str, str]:
    return {
        "BATON_URL": _url(complete),
        "PRODUCTOS_API_KEY": complete.productos_api_key,
        "BATON_SECRET_KEYS": ",".join(complete.secret_keys),
        **_praetor_tokens(complete),
        "PREVIEW_URL": preview_base(complete),
        "FLOWER_URL": f"http://{FLOWER_HOST}:{complete.flower_port}",
        "FLOWER_USER": complete.flower_user,
        "FLOWER_PASSWORD": complete.flower_password,
    }


def _database_keys(complete: Settings, kept: Mapping[str, str]) -> dict[str, str]:
    """Keys that the database knows, kept from the last start while they open something."""
    return {
        "PROMPT_REGISTRY_API_KEY": development_key(complete.database_url, kept=kept.get("PROMPT_REGISTRY_API_KEY", "")),
        "OPENCOMPUTER_API_KEY": opencomputer_key(complete.database_url, kept=kept.get("OPENCOMPUTER_API_KEY", "")),
    }


def _praetor_tokens(complete: Settings) -> dict[str, str]:
    """Logins to try things out with; where the database is somebody else's, people have accounts of their own."""
    return {} if settings().database_url else development_tokens(complete)


def _url(complete: Settings) -> str:
    """The API's address for clients on this machine; who listens everywhere also listens on loopback."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(complete.host, complete.host)
    return f"http://{f'[{host}]' if ':' in host else host}:{complete.port}"


def _welcome(complete: Settings) -> str:
    return (
        f"\nBaton is ready.\n"
        f"  API      {_url(complete)}  (documentation: /docs)\n"
        f"  Previews {preview_base(complete)}  (each at a host name of its own below it)\n"
        f"  Flower   http://{FLOWER_HOST}:{complete.flower_port}  (user {complete.flower_user})\n"
        f"  Keys     {dev_env_path(complete)}  (in a shell: . {dev_env_path(complete)})\n"
        f"Ctrl-C stops it.\n"
    )
