"""What a hostile program leaves in its workspace: links that lead out, and things that resist."""

import os
from pathlib import Path

import pytest

from app.errors import InvalidRequest, NotFound
from app.sandboxes.contract import Sandbox, SandboxProvider
from tests.integration.sandboxes.conftest import Attack

PLANT = """
    import os
    os.symlink("/etc/passwd", "file"); os.symlink("/", "folder"); os.symlink(os.environ["VICTIM"], "victim")
    os.symlink("../../lock", "sideways"); os.mkdir("real"); os.symlink("/", "real/inner")
    for target in ("/etc/passwd", "/etc/ld.so.cache", "/usr/bin/env", "/proc/1/environ", "/opt/baton/first.py"):
        try:
            os.link(target, "hard"); print("GOT", target)
        except OSError:
            print("refused")
"""


@pytest.fixture
def victim(tmp_path: Path) -> Path:
    """A folder outside that we may read and write, and a sandbox may not."""
    folder = tmp_path / "victim"
    folder.mkdir()
    (folder / "kept.txt").write_text("kept")
    return folder


@pytest.fixture
def planted(sandbox: Sandbox, attack: Attack, victim: Path) -> Sandbox:
    assert set(attack(PLANT, VICTIM=victim).output.split()) == {"refused"}
    return sandbox


@pytest.mark.parametrize(
    "path", ["file", "victim", "folder/etc/passwd", "victim/kept.txt", "sideways", "real/inner/etc"]
)
def test_no_link_is_read_through(planted: Sandbox, path: str) -> None:
    with pytest.raises((InvalidRequest, NotFound)):
        planted.read(path)
    with pytest.raises((InvalidRequest, NotFound)):
        planted.list(path)


def test_links_are_listed_as_links(planted: Sandbox) -> None:
    kinds = {entry.path: entry.kind for entry in planted.list(recursive=True)}

    assert kinds == {
        "attack.py": "file",
        **dict.fromkeys(["file", "folder", "victim", "sideways", "real/inner"], "link"),
        "real": "folder",
    }


def test_writing_replaces_a_link_and_never_writes_through_it(planted: Sandbox, victim: Path) -> None:
    planted.write({"file": b"ours"})
    with pytest.raises(InvalidRequest):
        planted.write({"victim/kept.txt": b"gone"})
    with pytest.raises(InvalidRequest):
        planted.write({"victim/new/deeper": b"gone"})

    assert planted.read("file") == b"ours"
    assert [path.name for path in victim.iterdir()] == ["kept.txt"]
    assert (victim / "kept.txt").read_text() == "kept"


def test_removing_takes_the_link_and_leaves_its_target(planted: Sandbox, victim: Path) -> None:
    planted.remove("victim")
    planted.remove("real")
    with pytest.raises(InvalidRequest):
        planted.remove("folder/etc/passwd")

    assert (victim / "kept.txt").read_text() == "kept"


def test_destroying_follows_no_link(provider: SandboxProvider, planted: Sandbox, victim: Path) -> None:
    provider.destroy(planted.id)

    assert list(provider.existing()) == []
    assert (victim / "kept.txt").read_text() == "kept"


def test_a_pipe_is_no_file_and_nobody_waits_for_it(sandbox: Sandbox, attack: Attack) -> None:
    attack("import os, socket; os.mkfifo('pipe'); socket.socket(1).bind('socket')")

    for path in ("pipe", "socket"):
        with pytest.raises(InvalidRequest):
            sandbox.read(path)
    sandbox.write({"pipe": b"ours"})
    assert sandbox.read("pipe") == b"ours"


STRANGE = """
    import os
    os.makedirs("locked/inner/deeper"); open("locked/inner/file", "w").close()
    os.mkdir("unsearchable"); open("unsearchable/file", "w").close()
    os.chmod("locked/inner/deeper", 0); os.chmod("locked/inner", 0); os.chmod("locked", 0)
    os.chmod("unsearchable", 0o400)
    open("closed", "w").write("x"); os.chmod("closed", 0)
    os.mkdir(b"not \\xff text"); open(b"not \\xff text/new\\nline", "w").close()
    os.mkdir("many"); open("many/first", "w").write("x" * 4096)
    for number in range(500):
        os.link("many/first", f"many/{number}"); os.symlink(f"{number}", f"many/to-{number}")
    os.mkfifo("many/pipe")
"""


@pytest.fixture
def strange(sandbox: Sandbox, attack: Attack) -> Sandbox:
    result = attack(STRANGE)
    assert result.succeeded, result.output
    return sandbox


def test_strange_files_are_listed_and_counted(strange: Sandbox) -> None:
    paths = [entry.path for entry in strange.list(recursive=True)]

    assert {"locked/inner/deeper", "unsearchable/file", "closed", "not \ufffd text/new\nline", "many/pipe"} <= set(
        paths
    )
    assert strange.usage().files == len(paths)
    assert strange.usage().bytes < 200_000


def test_strange_files_are_removed(strange: Sandbox) -> None:
    for entry in strange.list():
        if entry.path.isascii():
            strange.remove(entry.path)

    assert [entry.path for entry in strange.list()] == ["not \ufffd text"]


def test_strange_files_are_destroyed(provider: SandboxProvider, strange: Sandbox) -> None:
    provider.destroy(strange.id)

    assert list(provider.existing()) == []


def test_a_very_deep_tree_is_listed_removed_and_destroyed(
    provider: SandboxProvider, sandbox: Sandbox, attack: Attack
) -> None:
    attack(
        """
        import os
        for top in ("one", "two"):
            os.chdir("/workspace"); os.mkdir(top); os.chdir(top)
            for _ in range(1200):
                os.mkdir("d" * 100); os.chdir("d" * 100)
            open("bottom", "w").close()
        """
    )
    opened = len(os.listdir("/proc/self/fd"))
    assert len(sandbox.list(recursive=True)) < 200
    sandbox.remove("one")
    assert {entry.path for entry in sandbox.list()} == {"attack.py", "two"}
    provider.destroy(sandbox.id)

    assert list(provider.existing()) == []
    assert len(os.listdir("/proc/self/fd")) == opened
