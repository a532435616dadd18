"""The API as gunicorn serves it, on the services of the other tests."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx

from app.commands.stack import listen, parts_of
from app.settings import Settings
from tests.support.stack import StackProcess

GENEROUS = {"BATON_PRAETOR_REQUESTS_PER_MINUTE": "100000", "BATON_LOGIN_ATTEMPTS_PER_ADDRESS": "100000"}
"""The counts are shared with all other tests."""


@contextmanager
def served(
    settings: Settings, folder: Path, environment: Mapping[str, str], *, bind: str = "127.0.0.1"
) -> Iterator[tuple[StackProcess, str]]:
    """The API as gunicorn serves it, with more environment; it may not stay up."""
    listener = listen(bind, 0)
    part = parts_of(replace(settings, port=listener.port), api=listener, previews=listener)[0]
    process = StackProcess(
        replace(part, environment={**part.environment, **GENEROUS, **environment}), folder / "api.log"
    )
    process.start()
    try:
        yield process, f"http://127.0.0.1:{listener.port}"
    finally:
        process.kill()
        listener.listening.close()


def answers(process: StackProcess, url: str) -> bool:
    assert process.alive, process.logged()
    try:
        return httpx.get(f"{url}/health", timeout=5, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False
