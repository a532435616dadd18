"""What the steps share: the sandbox that the run works in, and how it says what it does."""

from typing import Any

from workers.agents.agent import StepContext, StepSandbox
from workers.agents.code.material import sandbox_url
from workers.agents.design.material import product_label
from workers.agents.plain_text import one_line

MESSAGE_LIMIT = 400


async def opened_sandbox(context: StepContext, label: str = "") -> StepSandbox:
    """The sandbox that a message points to, else the session's.

    Raises:
        NotFound: nobody's sandbox, or somebody else's, is at the ``sandboxUrl``.
    """
    name = label or product_label(context.input, context.session)
    return await context.sandbox(label=name, url=sandbox_url(context.input))


async def say(context: StepContext, part: str, message: str) -> None:
    """One ``status`` event, now."""
    await context.emit("status", message=one_line(message, MESSAGE_LIMIT), part=part)


def status(part: str, message: str) -> tuple[str, dict[str, Any]]:
    """One ``status`` event that appears together with the step's checkpoint."""
    return "status", {"message": one_line(message, MESSAGE_LIMIT), "part": part}
