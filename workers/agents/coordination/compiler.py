"""The agent of a parallel piece of work: a run of its own, which any worker may take."""

from uuid import UUID

from app.engine.agent_names import COMPILER
from workers.agents.agent import Completed, Step, StepContext
from workers.agents.coordination.work import Piece, completed_event, done, kept
from workers.agents.fixed_steps import FixedSteps


async def do_piece(context: StepContext) -> Completed:
    """Do what the coordinating run has put into the input; the result is the work."""
    given = context.input
    todo = Piece(
        agent=given["agent"],
        label=given["label"],
        role=given["role"],
        step=given["step"],
        task=given["task"],
        inputs=given["inputs"],
    )
    finished = await done(context, todo, material=given["material"], memory=given["memory"])
    return Completed(
        terminal="compiler_complete",
        result={**finished},
        events=[completed_event(finished)],
        writes=kept(context, [finished], project_id=UUID(given["projectId"])),
    )


class CompilerAgent(FixedSteps):
    """Does one piece of an execution's work."""

    name: str = COMPILER
    fixed = (Step(name="compiling", run=do_piece),)
