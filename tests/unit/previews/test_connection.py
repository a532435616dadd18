"""A connection whose other end misbehaves, or whose handler does."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator
from http import HTTPStatus
from pathlib import Path

import pytest

from app.previews.connection import Connection, Handler, Reply
from app.previews.messages import Refused, Request
from app.previews.proxy import pass_on
from app.previews.safety_headers import safety_headers

HEAD = b"POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n"

Client = socket.socket


@pytest.fixture(autouse=True)
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in {
        "connection.HEAD_SECONDS": 0.2,
        "connection.IDLE_SECONDS": 0.2,
        "connection.LINGER_SECONDS": 0.2,
        "proxy.IDLE_SECONDS": 0.2,
    }.items():
        monkeypatch.setattr(f"app.previews.{name}", seconds)


@pytest.fixture
def ends() -> Iterator[tuple[Client, Client]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        for end in (ours, theirs):
            end.setblocking(False)
        yield ours, theirs


async def read_all(client: Client) -> bytes:
    received = b""
    try:
        while piece := await asyncio.get_running_loop().sock_recv(client, 65536):
            received += piece
    except ConnectionResetError:
        received += b"[reset]"
    return received


def talk(ends: tuple[Client, Client], handler: Handler, says: Callable[[Client], Awaitable[None]]) -> bytes:
    """All that the client hears, from what it says first until the connection ends."""

    async def story() -> bytes:
        ours, theirs = ends
        serving = asyncio.create_task(Connection(ours, handler=handler, safety=safety_headers("*")).serve())
        await says(theirs)
        heard = await read_all(theirs)
        await serving
        return heard

    return asyncio.run(story())


def saying(words: bytes) -> Callable[[Client], Awaitable[None]]:
    async def say(client: Client) -> None:
        await asyncio.get_running_loop().sock_sendall(client, words)

    return say


async def echo(request: Request, reply: Reply) -> None:
    await reply.send(HTTPStatus.OK, [], b"".join([piece async for piece in request.body()]))


@pytest.mark.parametrize("words", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n"])
def test_a_head_that_does_not_come_ends_the_connection(ends: tuple[Client, Client], words: bytes) -> None:
    assert talk(ends, echo, saying(words)) == b""


def test_a_body_that_stops_coming_ends_it_too(ends: tuple[Client, Client]) -> None:
    assert b"200" not in talk(ends, echo, saying(HEAD + b"\r\n12345"))


def test_a_client_that_waits_to_be_asked_for_its_body_is_asked(ends: tuple[Client, Client]) -> None:
    async def say(client: Client) -> None:
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(client, HEAD + b"Expect: 100-continue\r\n\r\n")
        assert (await loop.sock_recv(client, 100)).startswith(b"HTTP/1.1 100 ")
        await loop.sock_sendall(client, b"0123456789")

    heard = talk(ends, echo, say)

    assert heard.startswith(b"HTTP/1.1 200 OK\r\n")
    assert heard.endswith(b"\r\n\r\n0123456789")


def test_one_who_never_reads_is_given_up(ends: tuple[Client, Client]) -> None:
    async def pour(_request: Request, reply: Reply) -> None:
        await reply.start(HTTPStatus.OK, [])
        while True:
            await reply.write(bytes(65536))

    async def story() -> None:
        ours, theirs = ends
        await asyncio.get_running_loop().sock_sendall(theirs, b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        await Connection(ours, handler=pour, safety=[]).serve()

    asyncio.run(story())

    assert ends[0].fileno() == -1


def test_a_failing_handler_is_a_page_without_its_reason(ends: tuple[Client, Client]) -> None:
    async def fail(_request: Request, _reply: Reply) -> None:
        raise ValueError("the secret")

    heard = talk(ends, fail, saying(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"))

    assert heard.startswith(b"HTTP/1.1 500 Internal Server Error\r\n")
    assert b"x-content-type-options: nosniff\r\n" in heard
    assert b"secret" not in heard


def test_one_that_fails_in_the_middle_of_its_answer_breaks_it_off(ends: tuple[Client, Client]) -> None:
    async def fail(_request: Request, reply: Reply) -> None:
        await reply.start(HTTPStatus.OK, [])
        await reply.write(b"half")
        raise ValueError

    heard = talk(ends, fail, saying(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"))

    assert b"half" in heard
    assert b"0\r\n\r\n" not in heard


def test_a_refusal_before_the_body_has_come_arrives_and_ends_the_connection(ends: tuple[Client, Client]) -> None:
    async def refuse(_request: Request, _reply: Reply) -> None:
        raise Refused(HTTPStatus.BAD_GATEWAY, "<b>", "a\n<i>")

    heard = talk(ends, refuse, saying(HEAD + b"\r\n"))

    assert heard.startswith(b"HTTP/1.1 502 Bad Gateway\r\n")
    assert b"connection: close\r\n" in heard
    assert b"&lt;b&gt;" in heard
    assert b"<pre>a\n&lt;i&gt;</pre>" in heard


@pytest.mark.parametrize("listens", [True, False])
def test_a_program_that_never_answers_is_a_bad_gateway(
    ends: tuple[Client, Client], tmp_path: Path, listens: bool
) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        if listens:
            listening.bind(str(tmp_path / "socket"))
            listening.listen()

        async def ask(request: Request, reply: Reply) -> None:
            await pass_on(request, reply, tmp_path / "socket")

        heard = talk(ends, ask, saying(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))

    assert heard.startswith(b"HTTP/1.1 502 Bad Gateway\r\n")
