"""The first step of every run: the sandbox is there. A session's first run tells of it and of its configuration."""

from app.domain.computer_sessions.records import ROOT, SKILLS_FOLDER
from workers.agents.agent import StepContext, StepOutcome

LABEL = "sb"


async def prepare(context: StepContext) -> StepOutcome:
    """Open the sandbox; it was named when the session was made, and is made now."""
    sandbox = await context.sandbox(label=LABEL)
    if context.session.get("ready"):
        return StepOutcome(output={})
    skills = sorted(context.input.get("skills") or ())
    configured = {
        "cwd": context.input.get("cwd"),
        "allowedTools": context.input.get("allowedTools"),
        "skills": [f"{ROOT}/{SKILLS_FOLDER}/{path}" for path in skills],
    }
    return StepOutcome(
        output={},
        events=(("ready", {"sandbox": sandbox.name}), ("configured", configured)),
        session={"ready": True},
    )
