"""Compiling a specification: collect what is known, put it together, check it, keep it with its documents.

No model is asked: agents have written their sections in executions before, and what they have not written
follows from the project's answers. It is a run nevertheless, so that it has the status, the events and the
recovery of every other slow job.
"""

from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.domain.flow.material import project_material
from app.domain.specifications.assembling import assemble
from app.domain.specifications.checking import validation_of
from app.domain.specifications.documents.runbook import runbook
from app.domain.specifications.documents.task_graph import task_graph
from app.domain.specifications.documents.test_plan import test_plan
from app.domain.specifications.operations import keeping
from app.domain.specifications.queries import agents_specification, get_specification
from app.engine.agent_names import SPECIFICATION
from workers.agents.agent import Completed, Step, StepContext, StepOutcome
from workers.agents.fixed_steps import FixedSteps

_DOCUMENTS = {"testPlan": test_plan, "taskGraph": task_graph, "runbook": runbook}


async def collect(context: StepContext) -> StepOutcome:
    """What is known of the project now, and what agents have written."""
    query = partial(collected, tenant_id=context.tenant_id, specification_id=context.session_id)
    return StepOutcome(output=await context.read(query), events=(("phase", {"phase": "collecting"}),))


async def put_together(context: StepContext) -> StepOutcome:
    """All sections, each from whoever knows it best."""
    found = context.outputs["collecting"]
    assembled = assemble(found["material"], found["written"], format=found["format"], version=found["version"])
    return StepOutcome(
        output={"spec": assembled.spec, "notes": list(assembled.notes)},
        events=(("phase", {"phase": "assembling", "derived": len(assembled.notes)}),),
    )


async def check_and_keep(context: StepContext) -> Completed:
    """Validation against the published schema, documents if asked, and the specification's row."""
    found, made = context.outputs["collecting"], context.outputs["assembling"]
    spec = made["spec"]
    validation = validation_of(spec, format=found["format"], notes=made["notes"])
    # Documents are made of what is known to be whole.
    wanted = [name for name in _DOCUMENTS if found["options"].get(name) and validation["passed"]]
    keep = keeping(
        tenant_id=context.tenant_id,
        specification_id=context.session_id,
        spec=spec,
        validation=validation,
        documents={name: _DOCUMENTS[name](spec) for name in wanted},
    )
    return Completed(
        writes=(keep,),
        terminal="specification_compiled",
        result={
            "specificationId": str(context.session_id),
            "version": found["version"],
            "validation": validation,
        },
    )


def collected(connection: Connection, *, tenant_id: UUID, specification_id: UUID) -> dict[str, Any]:
    """{format, version, options, material, written}; ``written`` is the SpecV1 of the latest execution, or None."""
    specification = get_specification(connection, tenant_id=tenant_id, specification_id=specification_id)
    whose = {"tenant_id": tenant_id, "project_id": specification.project_id}
    return {
        "format": specification.format,
        "version": specification.version,
        "options": dict(specification.options),
        "material": project_material(connection, **whose),
        "written": agents_specification(connection, **whose),
    }


class SpecificationAgent(FixedSteps):
    """Input {projectId, specificationId}; result {specificationId, version, validation}."""

    name = SPECIFICATION
    fixed = (
        Step(name="collecting", run=collect),
        Step(name="assembling", run=put_together),
        Step(name="checking", run=check_and_keep),
    )
