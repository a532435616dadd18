"""The filter of system calls, run as the kernel runs it: a few lines of arithmetic on what a call looks like."""

import struct

import pytest

from app.errors import SandboxRefused
from app.sandboxes.local.seccomp import seccomp_filter
from app.sandboxes.local.system_calls import NEW_TO_ALL, PRIVILEGED, UNCOUNTED_OR_NEW, numbers_of

MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
USUAL = {"x86_64": {"read": 0, "openat": 257, "execve": 59}, "aarch64": {"read": 63, "openat": 56, "execve": 221}}
ALLOWED, NOT_PERMITTED, NO_SUCH_CALL, NO_FAMILY, NO_PROTOCOL = 0, 1, 38, 97, 93


def answer(machine: str, number: int, *arguments: int, other_machine: int | None = None) -> int:
    """The error number that the call gets; 0 if it is let through."""
    padded = [*arguments, *[0] * (6 - len(arguments))]
    call = struct.pack("=IIQ6Q", number, other_machine or MACHINES[machine], 0, *padded)
    program = list(struct.iter_unpack("=HBBI", seccomp_filter(machine)))
    position, value = 0, 0
    while True:
        code, if_true, if_false, constant = program[position]
        position += 1
        if code == 0x20:
            [value] = struct.unpack_from("=I", call, constant)
        elif code == 0x06:
            return int(constant & 0xFFFF) if constant != 0x7FFF0000 else ALLOWED
        else:
            holds = {0x15: value == constant, 0x35: value >= constant, 0x45: bool(value & constant)}[code]
            position += if_true if holds else if_false


@pytest.mark.parametrize("machine", MACHINES)
class TestFilter:
    def test_usual_calls_pass(self, machine: str) -> None:
        assert {answer(machine, number) for number in USUAL[machine].values()} == {ALLOWED}

    def test_listed_calls_do_not(self, machine: str) -> None:
        numbers = numbers_of(machine)

        assert {answer(machine, numbers[name]) for name in PRIVILEGED if name in numbers} == {NOT_PERMITTED}
        assert {answer(machine, numbers[name]) for name in (*UNCOUNTED_OR_NEW, *NEW_TO_ALL)} == {NO_SUCH_CALL}

    def test_processes_and_threads_can_be_made_and_namespaces_cannot(self, machine: str) -> None:
        clone = numbers_of(machine)["clone"]

        assert answer(machine, clone, 0x11) == ALLOWED
        assert answer(machine, clone, 0x3D0F00) == ALLOWED  # as the C library makes a thread
        for bit in (0x00020000 << 8, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000):
            assert answer(machine, clone, bit | 0x11) == NOT_PERMITTED

    def test_only_some_families_of_sockets_exist(self, machine: str) -> None:
        socket = numbers_of(machine)["socket"]

        assert [family for family in range(50) if answer(machine, socket, family) == ALLOWED] == [1, 2, 10, 16]
        assert answer(machine, socket, 16, 3, 0) == ALLOWED
        assert answer(machine, socket, 16, 3, 12) == NO_PROTOCOL
        assert answer(machine, socket, 38) == NO_FAMILY

    def test_a_terminals_input_cannot_be_forged_with_other_bits_set_either(self, machine: str) -> None:
        ioctl = numbers_of(machine)["ioctl"]

        for request in (0x5412, 0x541C, 0x5412 | 7 << 32):
            assert answer(machine, ioctl, 0, request) == NOT_PERMITTED
        assert answer(machine, ioctl, 0, 0x5413) == ALLOWED

    def test_other_numberings_are_no_calls(self, machine: str) -> None:
        assert answer(machine, 0x40000000) == NO_SUCH_CALL
        assert answer(machine, 0, other_machine=0x40000003) == NO_SUCH_CALL


def test_an_unknown_machine_runs_nothing() -> None:
    with pytest.raises(SandboxRefused, match="riscv64"):
        seccomp_filter("riscv64")
