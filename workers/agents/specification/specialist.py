"""What a specialist is, and how it is put to work.

Who saw what is the difference between the ways in which specialists work together, so the prompt says it: the
inputs are named in the task and stand in the material under the names of those who wrote them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic_ai.models import Model

from app.domain.prompts.built_in.bundled_texts import bundled_texts
from workers.language_models.briefs import render_brief
from workers.language_models.texts import write

INPUTS = "inputs"
"""The block of the material that holds what others wrote, by name."""
DRAFT = "draft"
"""Among the inputs: what the specialist itself wrote before, when it is to do it again."""
REMARKS = "remarks"
"""Among the inputs: a list of texts, what the supervisor or a critic wants changed in the draft."""

MOST_TOKENS = 16_000
"""Output tokens of one piece of work at most: a section of a large project has hundreds of entries."""

_ALONE = "You have seen nobody else's work: say what you take for granted."


@dataclass(frozen=True, slots=True, kw_only=True)
class Specialist:
    """An agent of the catalogue: one kind of output, one system prompt."""

    name: str
    section: str
    """Of SpecV1; '' for those who write none."""
    output_type: type[BaseModel]
    assignment: str
    """What it is asked for each time, before the task at hand."""
    least_output_tokens: int
    """The fewest with which its answer can be whole."""

    @property
    def prompt_slug(self) -> str:
        """Of its system prompt in the registry."""
        return f"baton-specification-{self.name}"

    def prompt(self, material: Mapping[str, Any], inputs: Mapping[str, Any], task: str = "") -> str:
        """The prompt for one piece of work.

        ``material`` is a project's (``app.domain.flow.material``), with whatever else is to be known, by name;
        ``inputs`` the outputs that it may see as JSON, by the names or labels of those who wrote them.
        """
        seen = f"You have seen the work of: {', '.join(inputs)}." if inputs else _ALONE
        told = "\n\n".join(part.strip() for part in (self.assignment, task, seen) if part.strip())
        return render_brief(told, {**material, INPUTS: dict(inputs)})


async def work(
    specialist: Specialist,
    *,
    model: Model,
    material: Mapping[str, Any],
    inputs: Mapping[str, Any],
    task: str = "",
    system: str | None = None,
) -> BaseModel:
    """What the specialist writes, an ``output_type`` of its own.

    ``system`` is the text of its system prompt; without one it is the text that comes with this release.

    Raises:
        BudgetExceeded: a call does not fit, or what was left of the budget cut the answer.
        AgentFailed: the model failed, or gave no valid answer.
    """
    return await write(
        model=model,
        output_type=specialist.output_type,
        system=bundled_texts()[specialist.prompt_slug] if system is None else system,
        prompt=specialist.prompt(material, inputs, task),
        max_tokens=MOST_TOKENS,
        least_output_tokens=specialist.least_output_tokens,
    )
