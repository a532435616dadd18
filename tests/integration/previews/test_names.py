"""Which host names open something, and that all others look alike."""

import uuid

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from app.sandboxes.records import Site
from app.storage.database import PREVIEWS_ROLE, connect
from tests.integration.previews.show import Show, Shown
from tests.support.stack import until

SAFETY = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-robots-tag": "noindex, nofollow",
    "cache-control": "no-cache",
}


@pytest.fixture
def shown(show: Show) -> Shown:
    return show.sandbox({"index.html": "Hello"})


def nothing(show: Show, host: str, path: str = "/") -> bytes:
    answer = show.ask(host, path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer.content


def test_a_preview_opens_under_its_own_host_name_in_any_case(show: Show, shown: Shown) -> None:
    assert show.ask(shown.host).text == "Hello"
    assert show.ask(shown.host.upper()).text == "Hello"
    assert show.ask(shown.host.partition(":")[0]).text == "Hello"


def test_every_other_host_shows_the_same_page(show: Show, shown: Shown) -> None:
    pages = {
        nothing(show, host)
        for host in (
            f"127.0.0.1:{show.port}",
            "localhost",
            "[::1]",
            "example.com",
            "preview.localhost",
            f"{shown.name}.preview.localhost",
            f"{shown.name}-p3001.preview.localhost",
            f"{shown.name}-p03000.preview.localhost",
            f"{shown.name}-p3000.preview.localhost.evil.com",
            f"{shown.name}-p3000.localhost",
            f"www.{shown.host}",
            "nobody-abcdefgh23456789-p3000.preview.localhost",
            f"x{shown.host}",
            f"{shown.id}-p3000.preview.localhost",
        )
    }
    assert len(pages) == 1


def test_an_expired_preview_and_one_without_a_session_look_like_an_unknown_one(show: Show, shown: Shown) -> None:
    unknown = nothing(show, "nobody-abcdefgh23456789-p3000.preview.localhost")

    show.rig.execute("UPDATE sandboxes SET used_at = now() - interval '31 days' WHERE id = :id", id=shown.id)
    assert nothing(show, shown.host) == unknown
    show.rig.execute("UPDATE sandboxes SET used_at = now() - interval '29 days' WHERE id = :id", id=shown.id)
    assert show.ask(shown.host).text == "Hello"
    show.rig.execute("DELETE FROM sessions WHERE id = :id", id=shown.session_id)
    assert nothing(show, shown.host) == unknown


def test_a_sandbox_whose_files_are_gone_is_not_found(show: Show, shown: Shown) -> None:
    show.provider.destroy(shown.id)

    nothing(show, shown.host)


def test_another_site_is_shown_from_the_next_request_on(show: Show, shown: Shown) -> None:
    show.provider.open(shown.id).write({"app/out/index.html": b"Built"})
    show.set_site(shown, Site(folder="app/out", label="app"))

    assert show.ask(shown.host).text == "Built"


def test_health_is_told_under_bare_addresses_alone(show: Show) -> None:
    shown = show.sandbox({"healthz": "mine"})

    for host in ("127.0.0.1", f"localhost:{show.port}", "[::1]:1"):
        assert show.ask(host, "/healthz").text == "ok\n"
    assert show.ask(shown.host, "/healthz").text == "mine"
    assert show.ask("example.com", "/healthz").status_code == 404


def test_every_answer_bears_the_safety_headers_and_no_cookie(show: Show, shown: Shown) -> None:
    for host, path, method in (
        (shown.host, "/", "GET"),
        (shown.host, "/missing", "GET"),
        (shown.host, "/", "POST"),
        ("example.com", "/", "GET"),
        ("127.0.0.1", "/healthz", "GET"),
    ):
        answer = show.ask(host, path, method)
        assert {name: answer.headers[name] for name in SAFETY} == SAFETY
        assert set(answer.headers["content-security-policy"].split("; ")) == {
            "default-src 'self' 'unsafe-inline' data: blob:",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "object-src 'none'",
            "frame-ancestors *",
        }
        assert "set-cookie" not in answer.headers
        assert "server" not in answer.headers


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET http://example.com/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"CONNECT example.com:443 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 40_000 + b"\r\n\r\n", 431),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n", 413),
    ],
)
def test_what_is_malformed_is_refused_with_all_headers(show: Show, request_bytes: bytes, status: int) -> None:
    answer = show.raw(request_bytes)

    assert answer.startswith(b"HTTP/1.1 %d " % status)
    assert all(f"{name}: {value}\r\n".encode() in answer for name, value in SAFETY.items())


def test_a_slow_client_holds_up_nobody(show: Show, shown: Shown) -> None:
    big = show.sandbox({"big.bin": bytes(8 * 1024 * 1024)})
    silent = [show.connection() for _ in range(50)]
    for number, client in enumerate(silent):
        client.sendall(
            b"GET /big.bin HTTP/1.1\r\nHost: " + big.host.encode() + (b"\r\n\r\n" if number % 2 else b"\r\n")
        )
    try:
        assert show.ask(shown.host).text == "Hello"
        assert len(show.ask(big.host, "/big.bin").content) == 8 * 1024 * 1024
    finally:
        for client in silent:
            client.close()


def test_one_connection_carries_many_requests_in_their_order(show: Show, shown: Shown) -> None:
    request = f"GET /%s HTTP/1.1\r\nHost: {shown.host}\r\n\r\n"

    answer = show.raw("".join(request % path for path in ("", "index.html", "missing")).encode())

    assert answer.count(b"HTTP/1.1 200 ") == 2
    assert answer.index(b"Hello") < answer.index(b"HTTP/1.1 404 ")


def test_an_outage_of_postgres_is_told_and_passes(show: Show, shown: Shown) -> None:
    assert show.ask(shown.host).text == "Hello"
    show.rig.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'baton-previews'")

    until(lambda: show.ask(shown.host).text == "Hello", what="a new connection")


def test_its_role_reads_sandboxes_and_nothing_else(show: Show, shown: Shown) -> None:
    engine = connect(show.rig.services.database_url, role=PREVIEWS_ROLE, pool_size=1)
    try:
        with engine.connect() as connection:
            assert connection.execute(text("SELECT name FROM sandboxes")).scalars().all() == [shown.name]
        for statement in (
            "SELECT 1 FROM sessions",
            "SELECT 1 FROM run_events",
            "SELECT 1 FROM api_keys",
            "SELECT 1 FROM tenants",
            "UPDATE sandboxes SET used_at = now()",
            "DELETE FROM sandboxes",
            f"INSERT INTO sandboxes (id) VALUES ('{uuid.uuid4()}')",
        ):
            with engine.connect() as connection, pytest.raises(ProgrammingError, match="permission denied"):
                connection.execute(text(statement))
    finally:
        engine.dispose()
