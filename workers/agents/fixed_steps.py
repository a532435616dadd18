"""Agents whose steps are the same for every request."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from workers.agents.agent import Step


class FixedSteps:
    """An agent that names its steps once; whatever varies, a step decides when it runs."""

    name: str
    fixed: ClassVar[Sequence[Step]]

    def steps(
        self,
        *,
        input: Mapping[str, Any],  # noqa: ARG002 - every agent is asked with both
        session: Mapping[str, Any],  # noqa: ARG002
    ) -> Sequence[Step]:
        """Always the same: a step that wrote to the session must not change the list for the next attempt."""
        return self.fixed
