"""A real application's loop against gunicorn: resolve a thousand times while somebody promotes and rolls back."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from itertools import cycle
from pathlib import Path
from threading import Event
from typing import Any

import httpx

from app.settings import Settings
from tests.dialects.praetor.served import answers, served
from tests.dialects.prompt_registry.registry import BASE, Registry
from tests.support.stack import until

READERS, EACH = 4, 250
PACE_SECONDS = 0.02
SLUG = "support-bot"


def content(number: int) -> dict[str, Any]:
    """A version whose every field tells which one it is."""
    return {
        "systemPrompt": f"You are number {number}.",
        "userTemplate": f"Ask {number}: {{{{question}}}}",
        "model": f"model-{number}",
        "temperature": number / 10,
        "maxTokens": 100 * number,
        "metadata": {"number": number},
    }


class Application:
    """What an application has of the registry: an address and a key."""

    def __init__(self, url: str, key: str) -> None:
        headers = {"Authorization": f"Bearer {key}"}
        self._client = httpx.Client(base_url=f"{url}{BASE}", headers=headers, timeout=30, trust_env=False)

    def post(self, path: str, body: Any) -> dict[str, Any]:
        answer = self._client.post(path, json=body)
        assert answer.status_code in (200, 201), answer.text
        return dict(answer.json()["data"])

    def resolve(self) -> dict[str, Any]:
        answer = self._client.get(f"/prompts/{SLUG}/resolve")
        assert answer.status_code == 200, answer.text
        return dict(answer.json()["data"])

    def close(self) -> None:
        self._client.close()

    def resolve_often(self) -> list[dict[str, Any]]:
        return [self.resolve() for _ in range(EACH)]


def test_a_thousand_answers_are_each_one_version_as_a_whole(
    api_settings: Settings, registry: Registry, tmp_path: Path
) -> None:
    stop = Event()
    with served(api_settings, tmp_path, {"BATON_API_PROCESSES": "2"}) as (process, url), ExitStack() as clients:
        until(lambda: answers(process, url), what="the API")
        writer, *readers = (
            clients.enter_context(closing(Application(url, str(registry.key)))) for _ in range(READERS + 1)
        )
        prompt = writer.post("/prompts", {"slug": SLUG, "name": "Support"})["id"]
        versions = [writer.post(f"/prompts/{prompt}/versions", content(number)) for number in (1, 2, 3)]
        whole = []

        def put_in_force(version: dict[str, Any]) -> None:
            body = {"environment": "production", "versionId": version["id"]}
            writer.post(f"/prompts/{prompt}/promote", body)

        for version in versions:
            put_in_force(version)
            whole.append(writer.resolve())

        def change() -> int:
            changes = 0
            for version in cycle(versions[:2]):  # the third is in force, and comes back by each rollback
                if stop.wait(PACE_SECONDS):
                    return changes
                put_in_force(version)
                writer.post(f"/prompts/{prompt}/rollback", {"environment": "production"})
                changes += 2
            raise AssertionError("cycles never end")

        with ThreadPoolExecutor(READERS + 1) as pool:
            changing = pool.submit(change)
            try:
                reading = [pool.submit(reader.resolve_often) for reader in readers]
                seen = [answer for each in reading for answer in each.result()]
            finally:
                stop.set()
            assert changing.result() > 10

    assert len(seen) == READERS * EACH
    assert all(answer in whole for answer in seen)
    assert len([one for one in whole if one in seen]) > 1
