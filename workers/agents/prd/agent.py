"""The PRD agent: choose an opportunity, write the document in three parts, put it together."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.engine.agent_names import PRD
from workers.agents.agent import Step
from workers.agents.prd.steps import choose, finish, frame, open_phase, plan_delivery, require


class PrdAgent:
    """Writes ``prd`` for one of the session's opportunities and creates the Project."""

    name: str = PRD

    def steps(
        self,
        *,
        input: Mapping[str, Any],  # noqa: ARG002 - every agent is asked with both; these steps never vary
        session: Mapping[str, Any],  # noqa: ARG002
    ) -> Sequence[Step]:
        """Always the same six: a step that wrote opportunities must not change the list for the next attempt."""
        return (
            Step(name="opening", run=open_phase),
            Step(name="choosing", run=choose),
            Step(name="framing", run=frame),
            Step(name="requirements", run=require),
            Step(name="delivery", run=plan_delivery),
            Step(name="finishing", run=finish),
        )
