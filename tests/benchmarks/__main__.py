"""``python -m tests.benchmarks [--only NAME] [--quick]``: measure, print, and say which goals were held.

Exit status 0 whatever the speed; 1 when an event was lost, repeated or refused.
"""

import argparse
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from app.logs import configure_logs
from tests.benchmarks import (
    end_to_end,
    first_event,
    group_commits,
    idle_viewers,
    policies,
    polls,
    registry,
    replays,
    viewers,
)
from tests.benchmarks.measuring import Bench, Broken, Figure, Measurement
from tests.support.stack import running_stack

MEASUREMENTS: Mapping[str, Measurement] = {
    "end_to_end": end_to_end.measure,
    "group_commits": group_commits.measure,
    "first_event": first_event.measure,
    "replays": replays.measure,
    "viewers": viewers.measure,
    "idle_viewers": idle_viewers.measure,
    "polls": polls.measure,
    "registry": registry.measure,
    "policies": policies.measure,
}

_say = partial(print, flush=True)


def main(arguments: Sequence[str]) -> int:
    """Run the chosen measurements one after the other on one stack."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=MEASUREMENTS, help="measure this alone; may be repeated")
    parser.add_argument("--quick", action="store_true", help="a small run that shows whether it works")
    chosen = parser.parse_args(arguments)
    began = time.monotonic()
    environment = {"BATON_EXTRA_AGENTS": "tests.benchmarks.agents", **policies.ENVIRONMENT}
    with running_stack(workers=2, threads=20, **environment) as stack:
        configure_logs(replace(stack.settings, log_level="error"))
        bench = Bench(stack=stack, quick=chosen.quick, say=_say)
        figures, broken = _measure(bench, chosen.only or list(MEASUREMENTS))
    _print_table(figures)
    _say(f"\n{time.monotonic() - began:.0f} s")
    for name, error in broken.items():
        _say(f"BROKEN {name}: {error}")
    return 1 if broken else 0


def _measure(bench: Bench, names: Sequence[str]) -> tuple[list[Figure], dict[str, Broken]]:
    figures: list[Figure] = []
    broken: dict[str, Broken] = {}
    for name in names:
        _say(f"\n{name}")
        try:
            figures.extend(MEASUREMENTS[name](bench))
        except Broken as error:
            broken[name] = error
    return figures, broken


def _print_table(figures: Sequence[Figure]) -> None:
    _say(f"\n{'':56}{'measured':>12}{'goal':>12}  ")
    for figure in figures:
        goal = "" if figure.goal is None else f"{'≥' if figure.better == 'more' else '≤'} {figure.goal:g} {figure.unit}"
        _say(f"{figure.name:56}{figure.value:>9,.2f} {figure.unit:<3}{goal:>11}  {figure.verdict}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
