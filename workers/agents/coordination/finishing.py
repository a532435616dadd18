"""The last steps of every execution: the audit, the review, and the specification put together and checked.

Sections that nobody was asked to write follow from the project's answers, and the result says which these are.
"""

from collections.abc import Mapping, Sequence

from app.domain.executions.plans import AUDIT
from app.domain.specifications.assembling import assemble
from app.domain.specifications.checking import validation_of
from app.domain.specifications.published_schemas import V1
from app.domain.tasks.kinds import APPROVE_REJECT, REVIEW
from app.errors import AgentFailed
from workers.agents.agent import Completed, Json, Step, StepContext, StepOutcome, WaitForPerson
from workers.agents.asking import ask_person
from workers.agents.coordination.desk import Desk, desk_of
from workers.agents.coordination.order import Order
from workers.agents.coordination.work import piece
from workers.agents.specification.sections import VERSION, assembled

AUDITING = "completion-audit"


def steps(order: Order) -> Sequence[Step]:
    """The audit and a person's review, where these were asked for, and the end."""
    auditing = [Step(name=AUDITING, run=_audit)] if order.auditor else []
    reviewing = [Step(name="review", run=_ask_for_review)] if order.reviewed else []
    return [*auditing, *reviewing, Step(name="assembling", run=_assemble)]


async def _audit(context: StepContext) -> StepOutcome:
    desk = desk_of(context)
    todo = piece(AUDIT, role="supervisor", step=AUDITING, inputs=desk.outputs(), label=desk.order.auditor)
    audit = (await desk.do(todo))["output"]
    told = {"passed": audit["passed"], "completeness": audit["completeness"], "findings": len(audit["findings"])}
    return desk.outcome(audit=audit, events=[("audited", told)])


async def _ask_for_review(context: StepContext) -> WaitForPerson:
    """The execution is paused until somebody has approved what was written, or rejected it."""
    desk = desk_of(context)
    sections = assembled(desk.outputs(), desk.material, strategy=desk.order.strategy, rulings=_rulings(desk))
    written = ", ".join(name for name, value in sections.items() if value and name != "metadata")
    return ask_person(
        context,
        project_id=desk.order.project_id,
        title="Review the specification",
        description=f"The agents have written: {written}. Approve it, or say what is wrong with it.",
        action={"type": APPROVE_REJECT, "label": "Approve or reject", "config": {}},
        type=REVIEW,
        targets=[{"type": "execution", "id": str(context.session_id)}],
        output={"works": list(desk.found)},
    )


async def _assemble(context: StepContext) -> Completed:
    """Ends the run.

    Raises:
        AgentFailed: the review rejected it.
    """
    desk = desk_of(context)
    if desk.order.reviewed and not context.answer["approved"]:
        raise AgentFailed(f"The review rejected the specification. {context.answer.get('comment') or ''}".strip())
    written = assembled(desk.outputs(), desk.material, strategy=desk.order.strategy, rulings=_rulings(desk))
    whole = assemble(desk.material, written, format=V1, version=VERSION)
    validation = validation_of(whole.spec, format=V1, notes=whole.notes)
    return Completed(
        output={"works": list(desk.found)},
        terminal="execution_complete",
        result={
            "spec": whole.spec,
            "validationPassed": validation["passed"],
            "warnings": validation["warnings"],
            "audit": context.outputs.get(AUDITING, {}).get("audit"),
            "agents": [_share(desk, name) for name in dict.fromkeys(work["agent"] for work in desk.works.values())],
        },
    )


def _rulings(desk: Desk) -> Sequence[Mapping[str, Json]]:
    found = [output["rulings"] for output in desk.context.outputs.values() if output.get("rulings") is not None]
    return found[-1] if found else ()


def _share(desk: Desk, agent: str) -> dict[str, Json]:
    """What an agent has done in all; tokens of all its work, work that was done again included."""
    finished = [work for output in desk.context.outputs.values() for work in output.get("works", ())]
    own = [work for work in (*finished, *desk.found) if work["agent"] == agent]
    return {
        "name": agent,
        "pieces": len(own),
        "tokens": sum(work["tokens"] for work in own),
        "messages": sum(work["messages"] for work in own),
    }
