"""The filter of system calls that programs in a sandbox live under, as the kernel reads it (classic BPF).

Namespaces already keep the machine out of sight. The filter takes away what is left to attack the
kernel itself, or to hold memory that nobody counts (memfd, System V IPC). A call that libraries try
and can do without is answered "no such call", the others "not permitted".

Landlock is not used on top: what is mounted is all there is to see, all of it read-only but for the
workspace and what lies in memory, and signals and abstract sockets end at the namespaces' walls.
"""

import errno
import platform
import struct
from collections.abc import Iterable

from app.errors import SandboxRefused
from app.sandboxes.local.system_calls import NEW_TO_ALL, PRIVILEGED, UNCOUNTED_OR_NEW, numbers_of

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _MACHINE = 0, 4
_ALLOW = 0x7FFF0000
_MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32 = 0x40000000
_NEW_NAMESPACES = 0x7E020000
_TERMINAL_INPUT = (0x5412, 0x541C)  # TIOCSTI and TIOCLINUX: typing into somebody else's terminal
_UNIX, _INTERNET, _INTERNET_6, _NETLINK = 1, 2, 10, 16
_PROTOCOL_NOT_SUPPORTED = 93
_FAMILY_NOT_SUPPORTED = 97


def seccomp_filter(machine: str | None = None) -> bytes:
    """The filter for this machine (or the one named).

    Raises:
        SandboxRefused: the numbers of its system calls are not known here.
    """
    machine = machine or platform.machine()
    if machine not in _MACHINES:
        raise SandboxRefused(f"no filter of system calls is known for {machine}, so nothing is run")
    number = numbers_of(machine)
    program = [*_of_machine(machine)]
    for names, refusal in ((PRIVILEGED, errno.EPERM), (UNCOUNTED_OR_NEW, errno.ENOSYS), (NEW_TO_ALL, errno.ENOSYS)):
        for name in names:
            if name in number:
                program += _refuse(number[name], refusal)
    program += _if_called(number["clone"], _refuse_bits(0, _NEW_NAMESPACES, errno.EPERM))
    program += _if_called(number["ioctl"], _refuse_values(1, _TERMINAL_INPUT, errno.EPERM))
    program += _if_called(number["socket"], _sockets())
    program.append(_step(_RETURN, _ALLOW))
    return b"".join(program)


def _of_machine(machine: str) -> Iterable[bytes]:
    """Calls by another machine's numbers (32-bit, x32) are none."""
    yield _step(_LOAD, _MACHINE)
    yield _step(_EQUAL, _MACHINES[machine], 1, 0)
    yield _refusal(errno.ENOSYS)
    yield _step(_LOAD, _NUMBER)
    yield _step(_AT_LEAST, _X32, 0, 1)
    yield _refusal(errno.ENOSYS)


def _refuse(number: int, code: int) -> list[bytes]:
    return [_step(_EQUAL, number, 0, 1), _refusal(code)]


def _if_called(number: int, then: list[bytes]) -> list[bytes]:
    """``then`` for one call only; it may load arguments, so the number is loaded again behind it."""
    return [_step(_EQUAL, number, 0, len(then) + 1), *then, _step(_LOAD, _NUMBER)]


def _refuse_bits(argument: int, bits: int, code: int) -> list[bytes]:
    return [_argument(argument), _step(_ANY_BIT, bits, 0, 1), _refusal(code)]


def _refuse_values(argument: int, values: Iterable[int], code: int) -> list[bytes]:
    steps = [_argument(argument)]
    for value in values:
        steps += [_step(_EQUAL, value, 0, 1), _refusal(code)]
    return steps


def _sockets() -> list[bytes]:
    """Local and internet sockets, and the one question about addresses that the C library asks over netlink."""
    return [
        _argument(0),
        _step(_EQUAL, _UNIX, 7, 0),
        _step(_EQUAL, _INTERNET, 6, 0),
        _step(_EQUAL, _INTERNET_6, 5, 0),
        _step(_EQUAL, _NETLINK, 1, 0),
        _refusal(_FAMILY_NOT_SUPPORTED),
        _argument(2),
        _step(_EQUAL, 0, 1, 0),
        _refusal(_PROTOCOL_NOT_SUPPORTED),
    ]


def _argument(index: int) -> bytes:
    """Loads an argument's lower half (both machines are little-endian); the kernel reads no more of these."""
    return _step(_LOAD, 16 + 8 * index)


def _refusal(code: int) -> bytes:
    return _step(_RETURN, 0x00050000 | code)


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)
