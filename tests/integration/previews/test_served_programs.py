"""What a sandbox's own server says, through a preview: started on demand, proxied, stopped."""

import json
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from app.sandboxes.records import Site
from tests.integration.previews.show import Show, Shown, gone, wait_until_gone
from tests.support.stack import until


@pytest.fixture
def shown(show: Show) -> Shown:
    return show.program()


def told(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_the_first_request_starts_it_and_the_next_finds_it_running(show: Show, shown: Shown) -> None:
    assert show.starts(shown) == []

    first, second = told(show.ask(shown.host, "/a?b=%20c")), told(show.ask(shown.host))

    assert (first["method"], first["target"]) == ("GET", "/a?b=%20c")
    assert first["pid"] == second["pid"]
    assert show.starts(shown) == [first["pid"]]


def test_many_who_come_at_once_share_one_start(show: Show) -> None:
    shown = show.program("late")

    with ThreadPoolExecutor(10) as pool:
        answers = [pool.submit(show.ask, shown.host) for _ in range(10)]
        until(lambda: show.starts(shown), what="a start")
        (shown.folder / "work/go").touch()
        pids = {told(answer.result())["pid"] for answer in answers}

    assert len(pids) == 1
    assert show.starts(shown) == list(pids)


def test_one_that_ends_before_it_listens_shows_what_it_said_and_is_not_started_for_every_request(show: Show) -> None:
    shown = show.program("broken")

    answers = [show.ask(shown.host) for _ in range(3)]

    assert {answer.status_code for answer in answers} == {502}
    assert "cannot find &lt;module&gt; &#x27;left-pad&#x27;" in answers[0].text
    assert len(show.starts(shown)) == 1


def test_one_that_died_is_started_again(show: Show, shown: Shown) -> None:
    first = told(show.ask(shown.host))["pid"]
    os.kill(first, signal.SIGKILL)
    wait_until_gone(first)

    assert told(show.ask(shown.host))["pid"] != first


def test_dying_in_the_middle_of_a_request_is_a_bad_gateway(show: Show, shown: Shown) -> None:
    assert show.ask(shown.host, "/die").status_code == 502
    assert show.ask(shown.host, "/nonsense").status_code == 502
    assert told(show.ask(shown.host))


def test_another_site_on_the_same_port_ends_it(show: Show, shown: Shown) -> None:
    first = told(show.ask(shown.host))["pid"]
    show.provider.open(shown.id).write({"out/index.html": b"static now"})
    show.set_site(shown, Site(folder="out"))

    assert show.ask(shown.host).text == "static now"
    wait_until_gone(first)


def test_another_command_takes_its_place_at_the_next_request(show: Show, shown: Shown) -> None:
    first = told(show.ask(shown.host))["pid"]
    other = show.program("other")
    with show.rig.transaction() as connection:
        sites = connection.exec_driver_sql("SELECT sites FROM sandboxes WHERE id = %s", (other.id,)).scalar_one()
    show.set_site(shown, Site(**sites["3000"]))

    assert told(show.ask(shown.host))["pid"] != first
    assert gone(first)


def test_it_ends_when_nobody_has_asked_for_a_while(show: Show, shown: Shown) -> None:
    pid = told(show.ask(shown.host))["pid"]

    wait_until_gone(pid)

    assert told(show.ask(shown.host))["pid"] != pid


def test_it_ends_with_its_sandbox(show: Show, shown: Shown) -> None:
    pid = told(show.ask(shown.host))["pid"]
    show.rig.execute("DELETE FROM sessions WHERE id = :id", id=shown.session_id)

    wait_until_gone(pid)

    assert show.ask(shown.host).status_code == 404


def test_it_sees_the_request_without_what_is_the_visitors_own(show: Show, shown: Shown) -> None:
    sent = {
        "Cookie": "session=mine",
        "Authorization": "Bearer mine",
        "Proxy-Authorization": "Basic mine",
        "X-Forwarded-For": "10.0.0.1",
        "X_Forwarded_For": "10.0.0.1",
        "Forwarded": "for=10.0.0.1",
        "X-Real-IP": "10.0.0.1",
        "Via": "1.1 proxy",
        "Connection": "close, X-Hop",
        "X-Hop": "1",
        "TE": "trailers",
        "Upgrade": "websocket",
        "X-Own": "kept",
        "Accept-Language": "de",
    }

    found = {name.lower(): value for name, value in told(show.ask(shown.host, headers=sent))["headers"]}

    assert found == {
        "host": shown.host,
        "accept": "*/*",
        "accept-encoding": "identity",
        "user-agent": found["user-agent"],
        "x-own": "kept",
        "accept-language": "de",
        "connection": "close",
    }


def test_its_answer_passes_without_what_it_may_not_say(show: Show, shown: Shown) -> None:
    answer = show.ask(shown.host, "/headers")

    assert answer.text == "<p>hello</p>"
    assert (answer.headers["x-own"], answer.headers["etag"]) == ("kept", '"kept"')
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert answer.headers.get_list("content-security-policy") == [
        show.ask("example.com").headers["content-security-policy"]
    ]
    for name in (
        "set-cookie",
        "set-cookie2",
        "access-control-allow-origin",
        "strict-transport-security",
        "service-worker-allowed",
        "x-accel-redirect",
        "report-to",
        "x-hop",
        "server",
    ):
        assert name not in answer.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_bodies_reach_it_whole(show: Show, shown: Shown, method: str) -> None:
    found = told(show.ask(shown.host, "/", method, content=b"x" * 3_000_000))

    assert (found["method"], found["length"]) == (method, 3_000_000)


def test_a_body_of_unknown_length_is_read_once_and_framed_anew(show: Show, shown: Shown) -> None:
    found = told(show.ask(shown.host, "/", "POST", content=iter([b"GET /admin HTTP/1.1\r\n", b"Host: a\r\n\r\n"])))

    assert (found["length"], found["target"]) == (32, "/")


def test_a_body_over_the_limit_is_refused_however_it_is_sent(show: Show, shown: Shown) -> None:
    def endless() -> Any:
        for _ in range(200):
            yield b"x" * 100_000

    assert show.ask(shown.host, "/", "POST", content=b"x" * (10 * 1024 * 1024 + 1)).status_code == 413
    head = f"POST / HTTP/1.1\r\nHost: {shown.host}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    with show.connection() as client:
        client.sendall(head)
        sending = threading.Thread(target=_send_chunks, args=(client, endless()))
        sending.start()
        assert client.recv(12) == b"HTTP/1.1 413"
        sending.join(60)


def _send_chunks(client: Any, pieces: Any) -> None:
    try:
        for piece in pieces:
            client.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
    except OSError:
        return


def test_one_that_answers_before_it_has_read_all_is_heard(show: Show, shown: Shown) -> None:
    answer = show.ask(shown.host, "/refuses", "POST", content=b"x" * 5_000_000)

    assert (answer.status_code, answer.text) == (418, "no")


def test_pieces_arrive_as_they_are_written(show: Show, shown: Shown) -> None:
    work = shown.folder / "work"
    url, headers = f"http://127.0.0.1:{show.port}/stream", {"Host": shown.host}
    with httpx.stream("GET", url, headers=headers, timeout=60, trust_env=False) as answer:
        pieces = answer.iter_raw()
        for piece in ("one", "two", "three"):
            (work / piece).touch()
            assert next(pieces) == piece.encode()
        assert list(pieces) == []


def test_an_answer_that_breaks_off_is_not_taken_for_whole(show: Show, shown: Shown) -> None:
    with pytest.raises(httpx.TransportError):
        show.ask(shown.host, "/short")


def test_head_has_no_body_and_the_connection_goes_on(show: Show, shown: Shown) -> None:
    request = f"HEAD / HTTP/1.1\r\nHost: {shown.host}\r\n\r\nGET /second HTTP/1.1\r\nHost: {shown.host}\r\n\r\n"

    answer = show.raw(request.encode())

    assert answer.count(b"HTTP/1.1 200 ") == 2
    assert json.loads(answer.rpartition(b"\r\n\r\n")[2])["target"] == "/second"


def test_strange_methods_never_reach_it(show: Show, shown: Shown) -> None:
    assert show.ask(shown.host, "/", "TRACE").status_code == 405
    assert show.starts(shown) == [] or told(show.ask(shown.host))


def test_a_missing_program_is_told_without_a_trace(show: Show) -> None:
    shown = show.sandbox({"work/a": ""}, site=Site(folder="work", command=["/does/not/exist"]))

    answer = show.ask(shown.host)

    assert answer.status_code == 502
    assert "Traceback" not in answer.text
