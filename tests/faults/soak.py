"""A minute of runs under random faults: ``python -m tests.faults.soak --seed 7``.

Everything is decided by the seed but the machine's own timing. Processes that die are started again as
a supervisor would. At the end the invariants are checked, and what every viewer saw is compared with a
replay, byte for byte. The exit status is 0 only if nothing was lost, repeated, stuck or wrong.
"""

import argparse
import shutil
import sys
import time
from collections import Counter
from collections.abc import Sequence

from tests.faults.checker import Trouble, check, compare, summary
from tests.faults.errands import Errand
from tests.faults.injector import Injector
from tests.faults.runs import Runs
from tests.faults.schedule import Schedule, plan
from tests.faults.watchers import replay_of
from tests.support.stack import Stack, running_stack

WORKERS = 2
PATIENCE_SECONDS = 150.0
_MOST_SHOWN = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one soak; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak", description="Random faults for a minute.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=150)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--keep-logs", metavar="FOLDER", help="copy the processes' logs there when anything is wrong")
    chosen = parser.parse_args(arguments)
    schedule = plan(seed=chosen.seed, runs=chosen.runs, seconds=chosen.seconds, workers=WORKERS)
    print(f"seed {schedule.seed}: {len(schedule.runs)} runs, {len(schedule.faults)} faults\n{schedule}", flush=True)
    with running_stack(workers=WORKERS, threads=10, BATON_EXTRA_AGENTS="tests.faults.paying_agents") as stack:
        began = time.monotonic()
        errands, injector = _soak(stack, schedule)
        print(f"all at rest after {time.monotonic() - began:.0f} s", flush=True)
        troubles = [*_troubles(stack, errands), *(Trouble("wrong", f"{name} ended") for name in injector.unbidden)]
        _report(stack, errands, troubles)
        if troubles and chosen.keep_logs:
            _keep_logs(stack, chosen.keep_logs)
    return 1 if troubles else 0


def _soak(stack: Stack, schedule: Schedule) -> tuple[list[Errand], Injector]:
    """Carry the schedule out, and wait until everything has come to rest or patience ends."""
    runs, injector = Runs(stack), Injector(stack)
    errands = [Errand(stack, runs, planned) for planned in schedule.runs]
    to_start, to_strike = list(errands), list(schedule.faults)
    began = time.monotonic()
    while to_start or to_strike:
        now = time.monotonic() - began
        while to_start and to_start[0].planned.at <= now:
            to_start.pop(0).start()
        if to_strike and to_strike[0].at <= now:
            injector.strike(to_strike.pop(0))
        injector.supervise()
        time.sleep(0.02)
    injector.relent()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while any(errand.is_alive() for errand in errands) and time.monotonic() < deadline:
        injector.supervise()
        time.sleep(0.1)
    for errand in errands:
        errand.giving_up.set()
    return errands, injector


def _troubles(stack: Stack, errands: Sequence[Errand]) -> list[Trouble]:
    troubles = [*check(stack.engine), *_failures(stack)]
    with stack.engine.connect() as connection:
        known = {str(run) for (run,) in connection.exec_driver_sql("SELECT id FROM runs")}
    for errand in errands:
        errand.join(5)
        if not errand.deleted:
            troubles += _viewers(stack, errand, known)
    return troubles


def _failures(stack: Stack) -> list[Trouble]:
    """A run may fail only because its process was killed three times in one step."""
    with stack.engine.connect() as connection:
        failed = connection.exec_driver_sql(
            """SELECT id, agent, error FROM runs WHERE state = 'failed' AND error->>'code' <> 'worker_died'"""
        ).all()
    return [Trouble("lost", f"run {run.id} ({run.agent}) failed: {run.error}") for run in failed]


def _viewers(stack: Stack, errand: Errand, known: set[str]) -> list[Trouble]:
    who = f"a viewer of run {errand.run_id} in session {errand.session_id}"
    if errand.run_id not in known:
        return [Trouble("lost", f"run {errand.run_id} of errand {errand.planned.number}")]
    replayed = replay_of(stack, errand.session_id)
    troubles = [] if all(watcher.done for watcher in errand.watchers) else [Trouble("stuck", who)]
    for watcher in errand.watchers:
        troubles += compare(watcher.frames, replayed, who=who)
    return troubles


def _report(stack: Stack, errands: Sequence[Errand], troubles: Sequence[Trouble]) -> None:
    with stack.engine.connect() as connection:
        states = Counter(state for (state,) in connection.exec_driver_sql("SELECT state FROM runs"))
        again = connection.exec_driver_sql("SELECT count(*) FROM runs WHERE attempt > 1").scalar_one()
    watchers = [watcher for errand in errands for watcher in errand.watchers]
    print(", ".join(f"{count} {state}" for state, count in sorted(states.items())), end=", ")
    print(f"{sum(errand.deleted for errand in errands)} deleted; {again} went on in another attempt")
    print(
        f"{sum(len(watcher.frames) for watcher in watchers)} frames seen by {len(watchers)} viewers"
        f" through {sum(watcher.connections for watcher in watchers)} connections"
    )
    for trouble in troubles[:_MOST_SHOWN]:
        print(f"  {trouble}")
    print(summary(troubles), flush=True)


def _keep_logs(stack: Stack, folder: str) -> None:

    shutil.copytree(stack.folder, folder, dirs_exist_ok=True)


if __name__ == "__main__":
    sys.exit(main())
