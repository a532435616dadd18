"""`baton previews` as it ships: a site's command is served from inside its sandbox."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import SandboxRefused
from app.sandboxes.records import Site
from tests.integration.previews.show import Show, running_show
from tests.integration.rig import Rig

PROGRAM = """
import http.server, os, sys

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = " ".join([self.path, os.getcwd(), os.environ.get("DATABASE_URL", "no secret")]).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Set-Cookie", "a=b")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

if sys.argv[1] == "fails":
    sys.exit("no such module: left-pad")
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""


@pytest.fixture
def show(rig: Rig, tmp_path: Path) -> Iterator[Show]:
    tmp_path.chmod(0o711)
    with running_show(rig.services.database_url, tmp_path, bare=False) as running:
        try:
            running.provider.check()
        except SandboxRefused as refused:
            pytest.skip(f"programs cannot be confined here: {refused.message}")
        running.rig = rig
        yield running


def site(manner: str) -> Site:
    return Site(folder="app", command=["python3", "server.py", manner])


def test_a_program_inside_its_sandbox_is_seen_from_outside(show: Show) -> None:
    shown = show.sandbox({"app/server.py": PROGRAM}, site=site("works"))

    answer = show.ask(shown.host, "/a?b=c")

    assert (answer.status_code, answer.text) == (200, "/a?b=c /workspace/app no secret")
    assert "set-cookie" not in answer.headers
    assert show.ask(shown.host, "/again").status_code == 200
    assert show.process.stop() == 0


def test_one_that_fails_shows_its_own_words(show: Show) -> None:
    shown = show.sandbox({"app/server.py": PROGRAM}, site=site("fails"))

    answer = show.ask(shown.host)

    assert answer.status_code == 502
    assert "no such module: left-pad" in answer.text


def test_a_destroyed_sandbox_ends_its_program(show: Show) -> None:
    shown = show.sandbox({"app/server.py": PROGRAM}, site=site("works"))
    assert show.ask(shown.host).status_code == 200

    show.rig.execute("DELETE FROM sessions WHERE id = :id", id=shown.session_id)
    show.provider.destroy(shown.id)

    assert show.ask(shown.host).status_code == 404
    assert list(show.provider.existing()) == []
