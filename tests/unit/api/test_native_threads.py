"""Computing beside the gevent loop, in a process that gevent has patched."""

import subprocess
import sys

from app.api.native_threads import NativeThreads
from tests.architecture.sources import ROOT

PROGRAM = """
from gevent import monkey
monkey.patch_all()
import gevent
from app.api.native_threads import NativeThreads

native = monkey.get_original("_thread", "allocate_lock")()
native.acquire()

# What is computed ends only when another greenlet lets it: if it held up the loop, nothing ever would.
gevent.spawn(native.release)
assert NativeThreads(1).computed(lambda: native.acquire(timeout=60)) is True

def fail():
    raise ValueError("told")
try:
    NativeThreads(1).computed(fail)
except ValueError as error:
    print(error)
"""


def test_other_greenlets_run_while_one_computes_and_errors_come_back() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, timeout=100, check=False
    )

    # Nothing on stderr: what a client did wrong is no traceback in the log.
    assert (done.stdout, done.stderr, done.returncode) == ("told\n", "", 0)


def test_without_gevent_it_is_computed_here() -> None:
    assert NativeThreads(1).computed(lambda: 7) == 7
