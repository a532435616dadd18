"""A key that travels in an address: whatever happens to the request, no log of the API holds it."""

import socket
from pathlib import Path

import httpx
from sqlalchemy import Engine

from app.settings import Settings
from tests.dialects.opencomputer.conftest import new_key
from tests.dialects.praetor.served import answers, served
from tests.support.stack import until


def test_no_log_holds_a_key_that_came_in_an_address(api_settings: Settings, owner: Engine, tmp_path: Path) -> None:
    key, odd = new_key(owner, "Logged"), "hunter2-is-no-key"
    with served(api_settings, tmp_path, {"BATON_LOG_LEVEL": "debug"}) as (process, url):
        until(lambda: answers(process, url), what="the API")
        with httpx.Client(base_url=url, headers={"X-API-Key": key}, trust_env=False) as client:
            session = client.post("/v1/sessions", json={"prompt": "Build it", "user_id": "u"}).json()
            client.delete(f"/v1/sessions/{session['id']}")
        path = f"/v1/sessions/{session['id']}/events"
        statuses = [
            httpx.get(f"{url}{at}?{name}={secret}", trust_env=False).status_code
            for at in (path, "/v1/nowhere")
            for name in ("api_key", "ticket")
            for secret in (key, odd)
        ]
        assert statuses == [200, 401, 401, 401, *[404] * 4]
        port = int(url.rsplit(":", 1)[1])
        for line in (
            f"GET {path}?api_key={key} HTTP/9.9",
            f"GET{path}?api_key={odd} HTTP/1.1",
            f"BAD {path}?api_key={key}",
        ):
            with socket.create_connection(("127.0.0.1", port)) as raw:
                raw.sendall(line.encode() + b"\r\n\r\n")
                while raw.recv(4096):
                    pass
        until(lambda: process.logged().count("/v1/nowhere") >= 4, what="the log's lines")
        logged = process.logged()

    assert path in logged
    assert key not in logged
    assert odd not in logged
