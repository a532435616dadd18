"""A hostile program turns to the kernel. It gets nothing, and the machine stays as it was."""

import os
import platform
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.sandboxes.contract import Command, Sandbox, SandboxProvider
from app.sandboxes.local.system_calls import NEW_TO_ALL, PRIVILEGED, UNCOUNTED_OR_NEW, numbers_of
from app.storage.identifiers import new_id
from tests.integration.sandboxes.conftest import SMALL, Attack

CALL = """
    import ctypes, os
    library = ctypes.CDLL(None, use_errno=True)
    def call(*arguments):
        ctypes.set_errno(0)
        result = library.syscall(*map(ctypes.c_long, arguments))
        return result if result >= 0 else -ctypes.get_errno()
"""


def test_every_call_of_the_list_is_refused(attack: Attack) -> None:
    numbers = numbers_of(platform.machine())
    asked = {name: numbers[name] for name in (*PRIVILEGED, *UNCOUNTED_OR_NEW, *NEW_TO_ALL) if name in numbers}
    result = attack(
        CALL
        + "\n    print({name: call(number, 0, 0, 0, 0, 0, 0) for name, number in eval(os.environ['ASKED']).items()})",
        ASKED=repr(asked),
    )
    answers = eval(result.output)

    assert {name for name in answers if answers[name] != -1} == {*UNCOUNTED_OR_NEW, *NEW_TO_ALL} & set(asked)
    assert {answers[name] for name in (*UNCOUNTED_OR_NEW, *NEW_TO_ALL) if name in asked} == {-38}


def test_no_namespace_can_be_made(attack: Attack) -> None:
    numbers = numbers_of(platform.machine())
    result = attack(
        CALL
        + f"""
    for bit in (0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000, 0x00020000):
        print(call({numbers["unshare"]}, bit), call({numbers["clone"]}, bit | 17, 0, 0, 0, 0))
    """
    )
    assert set(result.output.splitlines()) == {"-1 -1"}


def test_calls_by_another_machines_numbers_are_none(attack: Attack) -> None:
    """x32 numbers would pass a filter that only knows the usual ones."""
    result = attack(CALL + "\n    print(call(0x40000000 + 39), call(0x40000000 + 521))")

    assert result.output == "-38 -38\n"


def test_there_are_no_capabilities_and_no_way_to_new_rights(attack: Attack) -> None:
    status = dict(
        line.split(":\t", 1)
        for line in attack("print(open('/proc/self/status').read())").output.splitlines()
        if "\t" in line
    )
    assert {status[name] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {"0" * 16}
    assert (status["NoNewPrivs"], status["Seccomp"]) == ("1", "2")
    assert set(status["Uid"].split()) == {"1000"}


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user has no other user to become")
def test_root_gives_each_sandbox_a_user_of_its_own(provider: SandboxProvider, confinable: None) -> None:
    owners = set()
    for _ in range(2):
        sandbox = provider.create(new_id())
        sandbox.start(Command(arguments=["touch", "made"], profile=SMALL)).wait(60)
        sandbox.write({"written": b""})
        files = provider._root / str(sandbox.id) / "files"  # type: ignore[attr-defined]
        found = {(files / name).stat().st_uid for name in ("made", "written")} | {files.stat().st_uid}
        assert len(found) == 1
        owners |= found

    assert len(owners) == 2
    assert min(owners) > 1_000_000


def test_programs_that_change_the_user_change_nothing(attack: Attack) -> None:
    result = attack(
        """
        import glob, os, shutil, stat, subprocess
        shutil.copy("/bin/sh", "own"); os.chmod("own", 0o6755)
        found = [p for p in glob.glob("/usr/bin/*") + glob.glob("/usr/sbin/*") if os.stat(p).st_mode & stat.S_ISUID]
        print([subprocess.run(["./own", "-pc", "id -u"], capture_output=True, text=True).stdout])
        for change in (lambda: os.setuid(0), lambda: os.setgroups([0]), lambda: os.setgid(0), lambda: os.chroot(".")):
            try:
                change(); print("GOT")
            except OSError:
                print("refused")
        for path in found:
            if path.endswith(("/su", "/sudo", "/mount", "/newgrp")):
                done = subprocess.run([path, "--version"], capture_output=True, stdin=subprocess.DEVNULL)
        print(os.geteuid(), os.getresuid())
        """
    )
    assert result.output == "['1000\\n']\nrefused\nrefused\nrefused\nrefused\n1000 (1000, 1000, 1000)\n"


SETTINGS = ("/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname", "/proc/sys/vm/overcommit_memory")


def test_no_setting_of_the_kernel_can_be_written(attack: Attack) -> None:
    before = [Path(path).read_text() for path in SETTINGS]
    result = attack(
        """
        import glob, os
        tried = 0
        # Those belong to its own IPC and process namespaces, and are of no use even there.
        own = ("shm", "msg", "sem", "auto_msg", "ns_last", "pid_max")
        for folder, _, files in os.walk("/proc/sys"):
            for name in files:
                if folder.endswith("mqueue") or name.startswith(own):
                    continue
                tried += 1
                try:
                    os.open(os.path.join(folder, name), os.O_WRONLY)
                    print("GOT", folder, name)
                except OSError:
                    pass
        for path in ("/proc/sysrq-trigger", "/proc/1/oom_score_adj", "/proc/1/uid_map", "/proc/kcore", "/proc/kmsg"):
            try:
                os.open(path, os.O_RDWR); print("GOT", path)
            except OSError:
                pass
        print(tried > 100)
        """
    )
    assert result.output == "True\n"
    assert [Path(path).read_text() for path in SETTINGS] == before


def test_nothing_but_the_workspace_and_memory_can_be_written(attack: Attack) -> None:
    result = attack(
        """
        import os, sys
        places = ["/", "/usr", "/usr/bin", "/etc", "/etc/ssl/certs", "/opt", "/opt/baton", "/opt/baton/bin", "/dev",
                  sys.base_prefix, sys.base_prefix + "/lib", "/proc", "/bin", "/workspace/..", "/dev/pts"]
        for place in places:
            try:
                open(place + "/planted", "w"); print("GOT", place)
            except OSError:
                pass
        for path in ("/etc/passwd", "/opt/baton/first.py", sys.executable, os.path.realpath(sys.executable)):
            for act in (lambda: open(path, "a"), lambda: os.unlink(path), lambda: os.chmod(path, 0o777)):
                try:
                    act(); print("GOT", path)
                except OSError:
                    pass
        open("/tmp/fine", "w"); open("/dev/shm/fine", "w"); open("/workspace/fine", "w"); print("fine")
        """
    )
    assert result.output == "fine\n"


def test_there_are_no_devices_and_none_can_be_made(attack: Attack) -> None:
    result = attack(
        """
        import os, stat
        print(sorted(os.listdir("/dev")))
        for place in ("/workspace", "/tmp", "/dev/shm", "/dev"):
            for kind in (stat.S_IFBLK, stat.S_IFCHR):
                try:
                    os.mknod(f"{place}/disk", kind | 0o666, os.makedev(1, 1)); print("GOT", place)
                except OSError:
                    pass
        """
    )
    devices, *got = result.output.splitlines()
    assert got == []
    assert set(eval(devices)) <= {
        "core", "fd", "full", "null", "ptmx", "pts", "random", "shm", "stderr", "stdin", "stdout", "tty",
        "urandom", "zero",
    }  # fmt: skip


def test_signals_reach_nobody_outside(provider: SandboxProvider, sandbox: Sandbox, attack: Attack) -> None:
    neighbour = provider.create(new_id()).start(Command(arguments=["sleep", "1000"], profile=SMALL))
    own = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE)
    result = attack(
        f"""
        import os, signal
        for target in ({own.pid}, {os.getpid()}, {os.getppid()}, 1):
            try:
                os.kill(target, signal.SIGKILL if target != 1 else signal.SIGTERM); print(target == 1)
            except ProcessLookupError:
                print("nobody")
        try:
            os.kill(-1, signal.SIGKILL)
        except OSError:
            print("nobody")
        """
    )
    assert result.output == "nobody\nnobody\nnobody\nTrue\nnobody\n"
    assert own.poll() is None
    with pytest.raises(TimeoutError):
        neighbour.wait(0)
    own.send_signal(signal.SIGKILL)
    own.communicate()
    neighbour.stop()
    assert neighbour.wait(60).ended == "stopped"


def test_nothing_can_be_typed_into_a_terminal(attack: Attack) -> None:
    result = attack(
        """
        import fcntl, os
        try:
            os.open("/dev/tty", os.O_RDWR); print("GOT a terminal")
        except OSError:
            print("refused")
        outer, inner = os.openpty()
        for request in (0x5412, 0x541C, 0x5412 | 1 << 32):
            try:
                fcntl.ioctl(inner, request, b"x"); print("GOT", request)
            except (OSError, OverflowError):
                print("refused")
        """
    )
    assert set(result.output.splitlines()) == {"refused"}
