"""Small parts of the local provider that need no sandbox."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import SandboxRefused
from app.sandboxes.local import accounts, node
from app.sandboxes.local.arguments import Arguments
from app.sandboxes.local.limits import kernel_limits
from app.sandboxes.local.output import Output
from app.sandboxes.local.system import show_system
from app.sandboxes.profiles import CODE, NODE_BUILD
from app.storage.identifiers import new_id


def test_a_private_folder_inside_of_what_every_sandbox_sees_is_covered() -> None:
    with Arguments(mounted_at=None) as arguments:
        show_system(arguments, hidden=(Path("/usr/share"), Path("/nowhere"), Path("/var")))
    line = " ".join(arguments.words)

    assert "--tmpfs /usr/share --remount-ro /usr/share" in line
    assert "/nowhere" not in line
    assert "/var" not in line
    assert line.index("--ro-bind /usr /usr") < line.index("--tmpfs /usr/share")


def test_folders_are_named_by_number_for_root_and_by_descriptor_for_others(tmp_path: Path) -> None:
    with Arguments(mounted_at=Path("/mounts")) as arguments:
        arguments.show_private(tmp_path, "/a", writable=True)
        arguments.show_private(tmp_path, "/b")
        assert arguments.words == ["--bind", "/mounts/0", "/a", "--ro-bind", "/mounts/1", "/b"]
        assert arguments.mounted == [tmp_path, tmp_path]
    with Arguments(mounted_at=None) as arguments:
        arguments.show_private(tmp_path, "/a", writable=True)
        [descriptor] = arguments.descriptors
        assert arguments.words == ["--bind-fd", str(descriptor), "/a"]
    with pytest.raises(OSError, match="Bad file"):
        os.fstat(descriptor)


def test_each_sandbox_has_a_user_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    made = [accounts.account_of(new_id()) for _ in range(100)]

    assert len({account.user for account in made if account}) == 100


@pytest.mark.parametrize(
    ("user_map", "first", "end"),
    [
        ("0 0 4294967295", 1_879_048_192, 1_879_048_192 + 2**27),
        ("0 100000 65536", 32_000, 65_536),
        ("0 1000 1\n1 100000 65536", 32_000, 65_537),
    ],
)
def test_its_number_is_one_that_this_machine_or_container_has(
    tmp_path: Path, user_map: str, first: int, end: int
) -> None:
    (tmp_path / "map").write_text(user_map)
    found, count = accounts._numbers(tmp_path / "map")

    assert first <= found
    assert found + count <= end
    assert count > 30_000


def test_limits_are_those_of_the_profile() -> None:
    assert kernel_limits(CODE)["RLIMIT_AS"] == CODE.memory_bytes
    assert "RLIMIT_AS" not in kernel_limits(NODE_BUILD)
    assert kernel_limits(NODE_BUILD)["RLIMIT_FSIZE"] == NODE_BUILD.file_bytes
    assert kernel_limits(CODE)["RLIMIT_CORE"] == 0


def test_output_is_told_and_kept_up_to_its_limit() -> None:
    heard: list[bytes] = []
    output = Output(most=10, kept=4, tell=heard.append)
    output.take(b"abcdef")
    assert not output.full
    output.take(b"ghijkl")
    output.take(b"more")

    assert output.full
    assert heard == [b"abcdef", b"ghij"]
    assert output.text() == "ghij"


class TestNode:
    @pytest.fixture(autouse=True)
    def forget(self) -> Iterator[None]:
        node.node.cache_clear()
        yield
        node.node.cache_clear()

    def installation(self, folder: Path, version: str) -> Path:
        (folder / "bin").mkdir(parents=True)
        (folder / "lib/node_modules/npm/bin").mkdir(parents=True)
        (folder / "lib/node_modules/npm/bin/npm-cli.js").touch()
        (folder / "bin/node").write_text(f"#!/bin/sh\necho {version}\n")
        (folder / "bin/node").chmod(0o755)
        return folder

    def test_the_one_on_the_path_is_taken(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        folder = self.installation(tmp_path / "new", "v22.1.0")
        monkeypatch.setenv("PATH", f"{folder / 'bin'}:/usr/bin:/bin")

        assert node.node().folder == folder
        assert {program.name for program in node.node().programs} == {"node", "npm", "npx"}

    def test_one_that_is_too_old_is_not(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        folder = self.installation(tmp_path / "old", "v18.20.0")
        monkeypatch.setenv("PATH", str(folder / "bin"))
        monkeypatch.setattr(node, "_of_wheel", lambda: None)
        with pytest.raises(SandboxRefused, match="20 or newer"):
            node.node()

    def test_then_the_wheels_is_taken(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        folder = self.installation(tmp_path / "wheel", "v24.0.0")
        monkeypatch.setenv("PATH", "/nowhere:/bin")
        monkeypatch.setattr(node, "_on_path", lambda: None)
        monkeypatch.setattr(node, "_of_wheel", lambda: folder)

        assert node.node().folder == folder
