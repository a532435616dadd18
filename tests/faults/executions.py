"""Executions whose workers are killed: ``python -m tests.faults.executions --seed 7 --runs 30``.

Each execution, parallel and hierarchical in turn, has one ``kill -9`` of a worker that is at its work, at a moment
that the seed decides by the number of its events. It has to complete once, with the result of an undisturbed one
and with each step charged once. The exit status is 0 only if all of that holds, and everything else the checker knows.
"""

import argparse
import json
import os
import random
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.domain.executions.operations import ExecutionRecord
from app.domain.executions.plans import AUDIT
from app.engine.runs import RunStatus, list_runs
from app.storage.database import transaction
from tests.faults.checker import check, summary
from tests.faults.runs import Runs
from tests.support.projects import discovered_project, start
from tests.support.stack import Stack, running_stack, until

STRATEGIES = ("parallel", "hierarchical")
AGENTS = ["requirements-compiler", "data-model-compiler", "api-compiler", "test-compiler", AUDIT]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What must be the same however often workers died: the specification, and what each step was charged."""

    spec: dict[str, Any]
    charged: Sequence[tuple[str, int, int]]
    events: int


class Executions:
    """Executions on one stack, each for a project of its own that knows the same."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._runs = Runs(stack)

    def undisturbed(self, strategy: str) -> Outcome:
        return self._outcome(self._ended(self._begun(strategy)))

    def struck(self, strategy: str, *, after: int) -> Outcome:
        """One whose worker is killed once it has told of ``after`` events, and started again as a supervisor would."""
        execution = self._begun(strategy)
        until(lambda: self._events(execution) >= after, what=f"{after} events of {execution.id}")
        self._kill_worker(execution)
        return self._outcome(self._ended(execution))

    def _begun(self, strategy: str) -> ExecutionRecord:
        runs = self._runs
        with transaction(runs.engine) as connection:
            project = discovered_project(connection, tenant_id=runs.tenant_id)
            return start(connection, queue=runs.queue, project=project, strategy=strategy, agents=AGENTS)

    def _run(self, execution: ExecutionRecord) -> RunStatus:
        with transaction(self._runs.engine) as connection:
            return list_runs(connection, tenant_id=execution.tenant_id, session_id=execution.id, limit=1)[0]

    def _ended(self, execution: ExecutionRecord) -> RunStatus:
        until(lambda: self._run(execution).ended, what=f"the end of {execution.id}")
        return self._run(execution)

    def _events(self, execution: ExecutionRecord) -> int:
        return int(self._runs.value("SELECT last_cursor FROM session_heads WHERE session_id = %s", execution.id))

    def _kill_worker(self, execution: ExecutionRecord) -> None:
        """That of one of its runs; between two runs, any."""
        pid = self._runs.value(
            """SELECT w.pid FROM runs r JOIN workers w ON w.key = r.worker_key
                WHERE r.session_id = %s AND r.state = 'running' ORDER BY r.id LIMIT 1""",
            execution.id,
        )
        group = None
        with suppress(ProcessLookupError, TypeError):
            group = os.getpgid(pid)
        victim = next((worker for worker in self._stack.workers if worker.pid == group), self._stack.workers[0])
        victim.kill()
        victim.start()

    def _outcome(self, run: RunStatus) -> Outcome:
        assert run.state == "completed", run.error
        return Outcome(
            spec=_without_ids(run.result["spec"]),
            charged=sorted(self._charged(run.session_id)),
            events=int(self._runs.value("SELECT count(*) FROM run_events WHERE session_id = %s", run.session_id)),
        )

    def _charged(self, execution_id: UUID) -> Sequence[tuple[str, int, int]]:
        with self._runs.engine.connect() as connection:
            rows = connection.exec_driver_sql(
                """SELECT coalesce(r.input ->> 'step', '') || coalesce(r.input ->> 'label', r.agent), l.step, l.tokens
                     FROM budget_lines l JOIN runs r ON r.id = l.run_id
                    WHERE r.session_id = %s AND l.kind = 'used'""",
                (execution_id,),
            ).all()
        return [(row[0], row[1], row[2]) for row in rows]


def _without_ids(spec: dict[str, Any]) -> dict[str, Any]:
    """The specification without what differs from project to project."""
    found: dict[str, Any] = json.loads(json.dumps(spec))
    del found["metadata"]["projectId"]
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Strike so many executions; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.executions", description="Workers die at work.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=30)
    chosen = parser.parse_args(arguments)
    dice, wrong = random.Random(chosen.seed), 0
    with running_stack(workers=2, threads=10) as stack:
        executions = Executions(stack)
        whole = {strategy: executions.undisturbed(strategy) for strategy in STRATEGIES}
        for number in range(chosen.runs):
            strategy = STRATEGIES[number % len(STRATEGIES)]
            after = dice.randrange(whole[strategy].events)
            outcome = executions.struck(strategy, after=after)
            same = (outcome.spec, outcome.charged) == (whole[strategy].spec, whole[strategy].charged)
            wrong += not same
            print(
                f"{number + 1}: {strategy}, killed after {after} events: {'same' if same else 'DIFFERENT'}", flush=True
            )
        troubles = check(stack.engine)
    print(f"{chosen.runs} executions, {wrong} different; {summary(troubles)}", *troubles, sep="\n")
    return 1 if wrong or troubles else 0


if __name__ == "__main__":
    sys.exit(main())
