"""The research agent: sources → signals → synthesis → ranked opportunities → validation → bias check."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from httpx2 import AsyncBaseTransport

from app.engine.agent_names import RESEARCH
from app.settings import Settings, settings
from workers.agents.agent import Step
from workers.agents.research.exploration import exploration_of
from workers.agents.research.steps.bias_check import check_bias
from workers.agents.research.steps.explore import explore
from workers.agents.research.steps.rank import rank
from workers.agents.research.steps.synthesize import synthesize
from workers.agents.research.steps.validate import VALIDATIONS, validate, validation_step


class ResearchAgent:
    """Finds three or four opportunities behind an idea and says how good they are.

    ``read_settings`` says which sources are asked, ``transport`` carries the questions (tests give one
    that touches no network).
    """

    name: str = RESEARCH

    def __init__(
        self, *, read_settings: Callable[[], Settings] = settings, transport: AsyncBaseTransport | None = None
    ) -> None:
        self._explore = partial(explore, read_settings=read_settings, transport=transport)

    def steps(self, *, input: Mapping[str, Any], session: Mapping[str, Any]) -> Sequence[Step]:
        """Four, and one for each opportunity that there can be unless the request turned validation off."""
        validations = VALIDATIONS if exploration_of(input, session).validates else 0
        return (
            Step(name="researching", run=self._explore),
            Step(name="synthesizing", run=synthesize),
            Step(name="ranking", run=rank),
            *(Step(name=validation_step(index), run=partial(validate, index=index)) for index in range(validations)),
            Step(name="bias_check", run=check_bias),
        )
