"""The first step of every execution: the material and the memories, read once and then the same for everybody."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.domain.executions.memories import recalled
from app.domain.flow.material import project_material
from workers.agents.agent import Step, StepContext, StepOutcome
from workers.agents.coordination.order import Order, order_of
from workers.agents.plain_text import shortened
from workers.agents.specification.catalogue import SPECIALISTS

LONGEST_ANSWER = 4_000
"""Characters of one answer that agents are given."""
CLIENT_INPUT = "input"


async def collect(context: StepContext) -> StepOutcome:
    """Read what the project is, and what each agent kept of its earlier work for it.

    Raises:
        NotFound: the project is gone.
    """
    order = order_of(context.input)
    material, memory = await context.read(partial(_read, order=order, tenant_id=context.tenant_id))
    if order.input:
        material[CLIENT_INPUT] = order.input
    return StepOutcome(output={"material": material, "memory": memory}, events=[("collected", _told(material, memory))])


COLLECTING = Step(name="collecting", run=collect)


def _read(connection: Connection, *, order: Order, tenant_id: UUID) -> tuple[dict[str, Any], dict[str, Any]]:
    material = project_material(connection, tenant_id=tenant_id, project_id=order.project_id)
    material["answers"] = [{**answer, "value": _bounded(answer["value"])} for answer in material["answers"]]
    memory = recalled(connection, tenant_id=tenant_id, project_id=order.project_id, agents=tuple(SPECIALISTS))
    return material, memory


def _bounded(value: Any) -> Any:
    return shortened(value, LONGEST_ANSWER) if isinstance(value, str) else value


def _told(material: Mapping[str, Any], memory: Mapping[str, Any]) -> dict[str, Any]:
    counts = {name: len(material[name]) for name in ("answers", "ontology", "features")}
    return {**counts, "remembering": sorted(memory)}
