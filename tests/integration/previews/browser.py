"""Headless Chromium on a page that makes attempts, and somebody else's website, which hears what came of them.

The page ends by going to that website: so everything takes its real time, workers and frames included.
"""

import json
import queue
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from app.child_process import signal_group, spawn

CHROMIUM = shutil.which("chromium")
COOKIE = "secret=crumb"
LONGEST_VISIT_SECONDS = 100

PAGE = """<!doctype html><meta charset="utf-8"><title>Attempts</title><body>
<script>
const told = {};
async function attempt(name, act) {
  try { told[name] = String(await act()); } catch (error) { told[name] = "refused: " + error.name; }
}
const status = async (url, options) => {
  const answer = await fetch(url, options);
  return answer.type + " " + answer.status + " " + await answer.text();
};
const framed = (url) => new Promise((resolve, reject) => {
  const frame = document.createElement("iframe");
  frame.onload = () => {
    try { resolve("read: " + frame.contentWindow.document.body.innerHTML); } catch (error) { reject(error); }
  };
  frame.src = url;
  document.body.append(frame);
});
addEventListener("load", async () => {
  ATTEMPTS
  location.href = "BACK" + encodeURIComponent(JSON.stringify(told));
});
</script>"""


@dataclass
class Website:
    """Shows its page at every path, gives the cookie out at ``/cookie``, and hears at ``/told``."""

    port: int
    page: str = ""
    told: "queue.Queue[tuple[dict[str, str], str]]" = field(default_factory=queue.Queue)
    """What came of a page's attempts, and the cookies with which the browser came to tell it."""

    def page_of(self, attempts: Mapping[str, str]) -> str:
        """A page that makes each attempt (a JavaScript function) in turn."""
        lines = [f"await attempt({json.dumps(name)}, {act});" for name, act in attempts.items()]
        return PAGE.replace("ATTEMPTS", "\n".join(lines)).replace("BACK", f"http://localhost:{self.port}/told?")

    def by_way_of_cookies(self, url: str) -> str:
        """An address that leads to ``url`` once the browser has the cookie of both names of this machine."""
        for host in ("localhost", "127.0.0.1"):
            url = f"http://{host}:{self.port}/cookie?{quote(url, safe='')}"
        return url


def visit(site: Website, url: str, *, profile: Path) -> tuple[dict[str, str], str]:
    """What came of the attempts of the page at ``url``, and the website's cookies at the end."""
    with browsing(site.by_way_of_cookies(url), profile=profile):
        return heard(site, profile=profile)


def heard(site: Website, *, profile: Path) -> tuple[dict[str, str], str]:
    """What the website is told next, and the cookies with which the browser came."""
    try:
        return site.told.get(timeout=LONGEST_VISIT_SECONDS)
    except queue.Empty:
        raise AssertionError((profile.parent / "chromium.log").read_text(errors="replace")[-3000:]) from None


@contextmanager
def browsing(url: str, *, profile: Path) -> Iterator[None]:
    """A browser that has opened the page at ``url``."""
    assert CHROMIUM is not None
    command = [CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
    command += ["--disable-background-networking", "--no-proxy-server", "--remote-debugging-port=0"]
    command += [f"--user-data-dir={profile}", url]
    with (profile.parent / "chromium.log").open("wb") as log:
        chromium = spawn(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        yield
    finally:
        signal_group(chromium.pid, signal.SIGKILL)
        chromium.wait()


@contextmanager
def website() -> Iterator[Website]:
    """A website on loopback, under whatever name a browser finds it."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        site = _Handler.site = Website(server.server_address[1])
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            yield site
        finally:
            server.shutdown()
            serving.join()


class _Handler(BaseHTTPRequestHandler):
    site: Website

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if path == "/cookie":
            self._answer(302, {"Location": unquote(query), "Set-Cookie": f"{COOKIE}; Max-Age=3600; Path=/"}, "")
            return
        self._answer(200, {"Content-Type": "text/html; charset=utf-8"}, "" if path == "/told" else self.site.page)
        if path == "/told":
            self.site.told.put((json.loads(unquote(query)), self.headers.get("Cookie", "")))

    def _answer(self, status: int, headers: Mapping[str, str], body: str) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body.encode()))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: Any) -> None:
        return
