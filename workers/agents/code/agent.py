"""The code agent: plan an app or an edit, have pages written, write the files, build, show."""

from app.engine.agent_names import CODE
from workers.agents.agent import Step
from workers.agents.code.steps.pages import slot_name, write_page
from workers.agents.code.steps.planning import open_phase, plan, revise
from workers.agents.code.steps.producing import build_app, finish, write_files
from workers.agents.code.undertaking import SLOTS
from workers.agents.fixed_steps import FixedSteps


class CodeAgent(FixedSteps):
    """Builds a Next.js app in the session's sandbox, or changes the one that is there, which a step finds out."""

    name: str = CODE
    fixed = (
        Step(name="opening", run=open_phase),
        Step(name="planning", run=plan),
        Step(name="revising", run=revise),
        *(Step(name=slot_name(slot), run=write_page(slot)) for slot in range(SLOTS)),
        Step(name="writing", run=write_files),
        Step(name="building", run=build_app),
        Step(name="finishing", run=finish),
    )
