"""The conversing agent: one opening step, then the same step again and again until it answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from workers.agents.agent import Step
from workers.agents.chat.composition import Composition
from workers.agents.chat.opening import open_conversation
from workers.agents.chat.turning import conclude, next_thing, settle


@dataclass(frozen=True, kw_only=True)
class ChatAgent(Composition):
    """A composition as an agent."""

    open_ended: ClassVar[bool] = True

    def steps(
        self,
        *,
        input: Mapping[str, Any],  # noqa: ARG002 - every agent is asked with both; these steps never vary
        session: Mapping[str, Any],  # noqa: ARG002
    ) -> Sequence[Step]:
        """As many as the run may have. Only a model's turn leaves events behind, and only text can be continued."""
        turn = partial(next_thing, self)
        return (
            Step(name="opening", run=partial(open_conversation, self)),
            *(Step(name=f"turn-{number}", run=turn, broken="continue") for number in range(1, self.turns + 1)),
            Step(name="settling", run=partial(settle, self)),
            Step(name="closing", run=partial(conclude, self), broken="continue"),
        )
