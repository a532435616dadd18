"""Executions whose workers are killed are what they would have been, and pay for nothing twice."""

import pytest

from tests.faults.executions import Executions
from tests.support.stack import Stack


@pytest.mark.parametrize("strategy", ["parallel", "hierarchical"])
def test_an_execution_whose_worker_is_killed_is_what_it_would_have_been(house: Stack, strategy: str) -> None:
    executions = Executions(house)
    whole = executions.undisturbed(strategy)

    for part in (0.2, 0.6):
        struck = executions.struck(strategy, after=int(whole.events * part))

        assert struck.spec == whole.spec
        assert struck.charged == whole.charged
