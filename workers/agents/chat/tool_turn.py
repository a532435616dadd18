"""Carrying out one call of a tool: one step, so that no call is made twice once its result is committed.

What depends on a file's present content (an edit) takes two steps. The first reads, and commits the
whole new content; the second puts it in place. A worker that dies between the two, or in the middle of
the second, has another one write the same content: reading first and writing at once would find its own
edit already made, and fail.
"""

from dataclasses import asdict
from typing import Any

from pydantic import ValidationError
from pydantic_ai.messages import ToolCallPart

from workers.agents.agent import StepOutcome
from workers.agents.chat.abilities.ability import REFUSALS, Outcome
from workers.agents.chat.delegation import delegate
from workers.agents.chat.offered_tools import SUBMIT_PLAN, TASK, PlanCall, listed, may_be_called
from workers.agents.chat.plan_review import asked_for_review
from workers.agents.chat.talk import Talk
from workers.agents.chat.tool_results import finished, refused

CUT = "The turn was too long, and its end with the rest of the arguments is lost. Do the work in smaller pieces."


async def tool_turn(talk: Talk) -> StepOutcome:
    """Carry out the first call that is pending (all of them, where they are tasks for sub-agents)."""
    call = talk.transcript.pending[0]
    if call.tool_name == TASK:
        return delegate(talk)
    if call.tool_name == SUBMIT_PLAN:
        return _submit(talk, call)
    return await _call(talk, call)


async def put_in_place(talk: Talk) -> StepOutcome:
    """Write the files of a call that the step before has prepared."""
    call = talk.transcript.pending[0]
    outcome = Outcome(**talk.transcript.last["prepared"])
    bench = await talk.workbench()
    try:
        await bench.sandbox.write(outcome.writes)
    except REFUSALS as error:
        kind, payload = outcome.artifact or ("", {})
        artifact = (kind, {**payload, "error": error.message}) if kind else None
        return finished(talk, call, Outcome(error.message, failed=True, artifact=artifact))
    return finished(talk, call, outcome)


def _submit(talk: Talk, call: ToolCallPart) -> StepOutcome:
    if not talk.plans_first:
        return refused(talk, call, "No plan is asked for.")
    try:
        plan = PlanCall.model_validate(call.args_as_dict(raise_if_invalid=True))
    except (ValidationError, ValueError) as error:
        return refused(talk, call, f"The arguments are not valid: {error}")
    return asked_for_review(talk, plan=plan.plan)


async def _call(talk: Talk, call: ToolCallPart) -> StepOutcome:
    if (problem := _problem(talk, call.tool_name)) is not None:
        return refused(talk, call, problem)
    bench = await talk.workbench()
    context = talk.tool_context(bench)
    toolset = talk.composition.toolset
    tool = (await listed(toolset, context)).get(call.tool_name)
    if tool is None:
        return refused(talk, call, f"There is no tool {call.tool_name}.")
    try:
        arguments: dict[str, Any] = tool.args_validator.validate_python(call.args_as_dict(raise_if_invalid=True))
    except (ValidationError, ValueError, AssertionError) as error:
        return refused(talk, call, CUT if talk.transcript.was_cut else f"The arguments are not valid: {error}")
    outcome: Outcome = await toolset.call_tool(call.tool_name, arguments, context, tool)
    if outcome.writes:
        return StepOutcome(output={"prepared": asdict(outcome)})
    return finished(talk, call, outcome)


def _problem(talk: Talk, name: str) -> str | None:
    if not talk.allows(name):
        return f"The tool {name} is not allowed here."
    if not talk.has_sandbox:
        return "There is no workspace here: this conversation has no tools."
    if not may_be_called(talk, name):
        return f"The plan has to be approved before {name} may be called. Submit it with {SUBMIT_PLAN}."
    return None
