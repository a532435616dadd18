"""A workspace's files over HTTP: what works, and what hostile paths and sizes are told."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from app.settings import Settings
from tests.dialects.ptc.clients import PtcClient, found, multipart, new_client, refused

MIB = 1024 * 1024
FOREIGN_PATHS = [
    "../x",
    "a/../../x",
    "/etc/passwd",
    "/workspace/../x",
    "/workspacex/a",
    "/tmp/a",
    "x\0y",
    "a" * 300,
    "link/passwd",
    "inner",
]


class Files:
    """The files of one workspace, with its folder on disk."""

    def __init__(self, client: PtcClient, settings: Settings) -> None:
        self.client = client
        self.workspace = client.workspace()
        self.key = self.workspace.rsplit("/", 1)[1]
        self.path = f"{self.workspace}/files"
        sandbox_id = found(client.get(self.workspace))["sandbox_id"]
        self.folder = Path(settings.workspaces_dir, sandbox_id, "files")

    def list(self, query: str = "") -> Any:
        return found(self.client.get(f"{self.path}{query}"))

    def write(self, path: str, content: str = "x") -> TestResponse:
        return self.client.put(f"{self.path}/write?path={quote(path)}", {"content": content})

    def read(self, path: str, query: str = "") -> TestResponse:
        return self.client.get(f"{self.path}/read?path={quote(path)}{query}")

    def download(self, path: str) -> TestResponse:
        return self.client.get(f"{self.path}/download?path={quote(path)}")

    def upload(self, name: str, content: bytes, query: str = "", **form: Any) -> TestResponse:
        return self.client.send("POST", f"{self.path}/upload{query}", **multipart(name, content, **form))

    def delete(self, *paths: str) -> Any:
        return found(self.client.delete(self.path, {"paths": paths}))

    def status(self) -> str:
        return str(found(self.client.get(self.workspace))["status"])


@pytest.fixture
def files(ptc: PtcClient, ptc_settings: Settings) -> Files:
    return Files(ptc, ptc_settings)


def test_what_was_written_is_listed_read_downloaded_and_deleted(files: Files) -> None:
    text = "first\r\nsecond \u2028 still second\n\x0cthird"
    assert found(files.write("/workspace/results/x.txt", text)) == {
        "workspace_id": files.key,
        "path": "results/x.txt",
        "size": len(text.encode()),
    }
    assert files.list() == {
        "workspace_id": files.key,
        "path": ".",
        "files": ["results/x.txt"],
        "sandbox_ready": True,
    }
    for path in ("results/x.txt", "/home/workspace/results/x.txt", "./results//x.txt"):
        assert found(files.read(path)) == {
            "workspace_id": files.key,
            "path": "results/x.txt",
            "offset": 0,
            "limit": 20000,
            "content": text,
            "mime": "text/plain",
            "truncated": False,
        }
    part = found(files.read("results/x.txt", "&offset=1&limit=1"))
    assert (part["content"], part["truncated"]) == ("second \u2028 still second\n", True)
    downloaded = files.download("results/x.txt")
    assert downloaded.data == text.encode()
    assert files.delete("/workspace/results/x.txt", "gone.txt", "../x", "results", ".") == {
        "deleted": ["results/x.txt", "results"],
        "errors": [
            {"path": "gone.txt", "detail": "File not found"},
            {"path": "../x", "detail": "Access denied: the path is outside of the workspace"},
            {"path": ".", "detail": "The workspace itself cannot be deleted here"},
        ],
    }
    assert files.list()["files"] == []


def test_lists_hide_what_belongs_to_the_system_and_match_patterns(files: Files) -> None:
    for path in ("a.py", "b/c.py", "b/d/e.txt", "b/__init__.py", "b/x.pyc", "__pycache__/a.txt", "skills/s/SKILL.md"):
        files.write(path)
    files.write("_internal/log.txt")
    (files.folder / "link.py").symlink_to("a.py")

    assert files.list()["files"] == ["a.py", "b/c.py", "b/d/e.txt"]
    assert files.list("?include_system=true")["files"] == [
        "_internal/log.txt",
        "a.py",
        "b/c.py",
        "b/d/e.txt",
        "skills/s/SKILL.md",
    ]
    assert files.list("?pattern=*.py")["files"] == ["a.py"]
    assert files.list("?pattern=**/*.py")["files"] == ["a.py", "b/c.py"]
    assert files.list("?path=/workspace/b&pattern=**/**/[a-f].*")["files"] == ["b/c.py", "b/d/e.txt"]
    assert files.list("?path=b&pattern=d/**")["path"] == "b"
    assert files.list("?pattern=" + "**/*/" * 40 + "x")["files"] == []
    assert refused(files.client.get(f"{files.path}?path=nowhere"), 404)


def test_a_file_that_is_no_text_is_downloaded_and_not_read(files: Files) -> None:
    picture, latin = b"\x89PNG\r\n\x1a\n\0\0" + bytes(range(256)), "grün".encode("latin-1")
    assert found(files.upload("C:\\pictures\\a.png", picture, path="charts/")) == {
        "workspace_id": files.key,
        "path": "charts/a.png",
        "size": len(picture),
        "filename": "a.png",
    }
    found(files.upload("latin.txt", latin))
    for path in ("charts/a.png", "latin.txt"):
        assert "download it" in refused(files.read(path), 415)
    downloaded = files.download("charts/a.png")
    assert downloaded.data == picture
    assert downloaded.headers["Content-Type"] == "image/png"
    assert downloaded.headers["Content-Disposition"] == 'attachment; filename="a.png"'
    assert downloaded.headers["X-Content-Type-Options"] == "nosniff"


def test_a_download_keeps_a_strange_name_out_of_its_headers(files: Files) -> None:
    name = 'a"b\r\nX-Evil: 1;é.html'
    found(files.write(name, "<script>alert(1)</script>"))
    downloaded = files.download(name)

    shown = downloaded.headers["Content-Disposition"].partition("; filename*=")[0]
    assert shown == 'attachment; filename="a_b__X-Evil: 1;_.html"'
    assert "X-Evil" not in downloaded.headers
    assert files.client.send("HEAD", f"{files.path}/download?path={quote(name)}").status_code == 200


@pytest.mark.parametrize("path", FOREIGN_PATHS, ids=lambda path: path[:12].replace("\0", "NUL"))
def test_no_path_leads_outside(files: Files, path: str) -> None:
    (files.folder / "link").symlink_to("/etc")
    (files.folder / "inner").mkdir()
    os.mkfifo(files.folder / "inner" / "pipe")

    for answer in (files.read(path), files.download(path), files.write(path), files.upload("x", b"x", path=path)):
        refused(answer, 403)
    assert not Path("/etc/x").exists()
    assert files.delete(path if path != "inner" else "link/passwd")["deleted"] == []
    refused(files.read("inner/pipe"), 403)
    refused(files.client.get(f"{files.path}?path=link"), 403)


def test_sizes_are_limited_and_bodies_of_files_larger_than_others(files: Files, ptc_settings: Settings) -> None:
    assert ptc_settings.max_body_bytes < MIB
    large = bytes(50 * MIB)
    assert found(files.upload("large.bin", large))["size"] == 50 * MIB
    refused(files.upload("larger.bin", large + b"x"), 413)
    refused(files.upload("largest.bin", large + bytes(MIB)), 413)
    assert "no room" in refused(files.upload("again.bin", large), 409)
    files.delete("large.bin")
    assert found(files.write("text.txt", '"' * (10 * MIB)))["size"] == 10 * MIB
    refused(files.write("text.txt", "x" * (10 * MIB + 1)), 413)
    refused(files.client.post("/workspaces", {"name": "x" * 400_000}), 413)
    assert files.list()["files"] == ["text.txt"]


def test_what_is_not_asked_for_rightly_is_told(files: Files) -> None:
    refused(files.read("nothing.txt"), 404)
    refused(files.download("nothing.txt"), 404)
    refused(files.client.post(f"{files.path}/upload"), 400)
    refused(files.upload("x/", b"x"), 400)
    for answer in (
        files.client.get(f"{files.path}/read"),
        files.read("a", "&limit=20001"),
        files.client.put(f"{files.path}/write?path=a", {}),
        files.client.delete(files.path, {"paths": []}),
        files.client.delete(files.path, {"paths": ["x"] * 101}),
        files.client.as_user(None).get(files.path),
    ):
        assert answer.status_code == 422
        assert answer.get_json()["detail"][0]["msg"]


def test_a_stopped_workspace_starts_at_its_use_but_is_neither_polled_awake_nor_written_to(files: Files) -> None:
    files.write("a.txt")
    found(files.client.post(f"{files.workspace}/stop"))

    assert files.list() == {"workspace_id": files.key, "path": ".", "files": [], "sandbox_ready": False}
    assert "stopped" in refused(files.write("b.txt"), 409)
    assert files.status() == "stopped"
    assert files.list("?wait_for_sandbox=true")["files"] == ["a.txt"]
    assert files.status() == "running"
    uses: list[Callable[[], TestResponse]] = [
        lambda: files.read("a.txt"),
        lambda: files.upload("b", b"b"),
        lambda: files.download("b"),
    ]
    for use in uses:
        found(files.client.post(f"{files.workspace}/stop"))
        assert use().status_code == 200
        assert files.status() == "running"


def test_files_are_their_users_alone(files: Files, ptc_app: Flask, owner: Engine) -> None:
    files.write("secret.txt")
    for client, status in ((files.client.as_user("grace"), 403), (new_client(ptc_app, owner), 404)):
        for answer in (
            client.get(files.path),
            client.get(f"{files.path}/read?path=secret.txt"),
            client.get(f"{files.path}/download?path=secret.txt"),
            client.put(f"{files.path}/write?path=secret.txt", {"content": "mine"}),
            client.send("POST", f"{files.path}/upload", **multipart("secret.txt", b"x")),
            client.delete(files.path, {"paths": ["secret.txt"]}),
        ):
            refused(answer, status)
    assert found(files.read("secret.txt"))["content"] == "x"
