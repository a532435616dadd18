"""The first process inside a sandbox: shows the outside what to watch, runs one command, and takes all with it.

In a process namespace everything ends with the first process, and that process is only gone once all
the others are; so whoever waits for this one knows that nothing is left, orphaned daemons included.
Unconfined it adopts orphans instead and kills them at the end.

It talks over one socket, a JSON object a line: it reads the job, answers ``ready`` together with
descriptors of the sandbox's own /proc and of what lies in memory (so that the outside counts exactly
these processes and bytes), waits for ``go``, and says at last how the command ended. The command can
reach neither the socket nor this process, which is not dumpable.

Usage: first.py SOCKET_DESCRIPTOR
"""

import ctypes
import json
import os
import resource
import signal
import socket
import sys
from typing import Any

PR_SET_DUMPABLE = 4
PR_SET_CHILD_SUBREAPER = 36
SHOWN = ("/proc", "/tmp", "/dev/shm")
NOT_RUN = 127


def main(descriptor: int) -> None:
    _hide()
    control = socket.socket(fileno=descriptor)
    lines = control.makefile("r", encoding="utf-8")
    job = json.loads(lines.readline())
    if not job["confined"]:
        signal.signal(signal.SIGTERM, _end)
    _show(control, job)
    if lines.readline().strip() != "go":
        return
    if job["serve"] is not None:
        _fork(lambda: _bridge(job))
    status = _wait_for(_fork(lambda: _become(job)))
    if not job["confined"]:
        _kill_children()
    control.sendall(json.dumps({"exit": os.waitstatus_to_exitcode(status)}).encode() + b"\n")


def _hide() -> None:
    """Keep what we hold from the command, and come first when the kernel runs out of memory."""
    if sys.platform == "linux":
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")
        library = ctypes.CDLL(None, use_errno=True)
        library.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
        library.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        for descriptor in map(int, os.listdir("/dev/fd")):
            if descriptor > 2 and _is_open(descriptor):
                os.set_inheritable(descriptor, False)


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def _show(control: socket.socket, job: dict[str, Any]) -> None:
    shown = [os.open(path, os.O_RDONLY | os.O_DIRECTORY) for path in SHOWN] if job["confined"] else []
    if job["listen"] is not None:
        shown.append(_listening(job["listen"]).detach())
    message = json.dumps({"ready": os.getpid()}).encode() + b"\n"
    if shown:
        socket.send_fds(control, [message], shown)
    else:
        control.sendall(message)
    for descriptor in shown:
        os.close(descriptor)


def _listening(port: int) -> socket.socket:
    """A listener on the sandbox's own loopback; the outside answers it, though it has no other way in."""
    return socket.create_server(("127.0.0.1", port), backlog=64)


def _fork(body: Any) -> int:
    child = os.fork()
    if child:
        return child
    try:
        body()
    except BaseException as error:
        os.write(2, f"{error}\n".encode(errors="replace"))
    os._exit(NOT_RUN)


def _bridge(job: dict[str, Any]) -> None:
    os.set_inheritable(job["serve"], True)
    os.execv(sys.executable, [sys.executable, "-I", "-S", job["bridge"], str(job["serve"]), str(job["port"])])


def _become(job: dict[str, Any]) -> None:
    os.setsid()
    os.umask(0o022)
    _lower_limits(job["limits"])
    for number in (signal.SIGPIPE, signal.SIGXFSZ, signal.SIGTERM):  # what Python ignores, programs inherit
        signal.signal(number, signal.SIG_DFL)
    command = job["arguments"]
    try:
        os.chdir(job["folder"])
        os.execvpe(command[0], command, job["environment"])
    except OSError as error:
        raise SystemExit(f"{command[0]}: {error.strerror}") from None


def _lower_limits(limits: dict[str, int]) -> None:
    for name, value in limits.items():
        limit = getattr(resource, name, None)
        if limit is not None:
            _, hard = resource.getrlimit(limit)
            allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
            # The processor's soft limit sends a signal that says so; the hard one, a second later, just kills.
            most = allowed + 1 if name == "RLIMIT_CPU" and allowed == value != hard else allowed
            resource.setrlimit(limit, (allowed, most))
    os.nice(5)


def _wait_for(command: int) -> int:
    while True:
        try:
            ended, status = os.wait()
        except ChildProcessError:
            return NOT_RUN << 8
        if ended == command:
            return status


def _end(_number: int, _frame: Any) -> None:
    _kill_children()
    os._exit(0)


def _kill_children() -> None:
    """Ours and those adopted, again until there are none: each that dies may leave us some more."""
    while True:
        for child in _children():
            os.kill(child, signal.SIGKILL)
        try:
            os.wait()
        except ChildProcessError:
            return


def _children() -> list[int]:
    try:
        with open(f"/proc/self/task/{os.getpid()}/children") as file:
            return [int(child) for child in file.read().split()]
    except OSError:
        return []


if __name__ == "__main__":
    main(int(sys.argv[1]))
