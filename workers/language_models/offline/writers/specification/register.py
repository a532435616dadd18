"""Which writer answers for which part of a specification, and for which word of those who coordinate."""

from collections.abc import Callable, Mapping
from typing import Any

from workers.language_models.offline import specification_shapes as shapes
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.writers.specification.api import api_design
from workers.language_models.offline.writers.specification.architecture import architecture_design
from workers.language_models.offline.writers.specification.audit import completion_audit
from workers.language_models.offline.writers.specification.data_model import data_model
from workers.language_models.offline.writers.specification.debate import critique, verdict
from workers.language_models.offline.writers.specification.design import design_outline
from workers.language_models.offline.writers.specification.overview import project_overview
from workers.language_models.offline.writers.specification.requirements import compiled_requirements
from workers.language_models.offline.writers.specification.rulings import resolution
from workers.language_models.offline.writers.specification.supervision import delegation_plan, supervisor_review
from workers.language_models.offline.writers.specification.test_cases import test_plan
from workers.language_models.offline.writers.specification.workflows import workflow_set

SPECIFICATION_WRITERS: Mapping[type, Callable[[Reading], Mapping[str, Any]]] = {
    shapes.CompiledRequirements: compiled_requirements,
    shapes.ArchitectureDesign: architecture_design,
    shapes.DataModel: data_model,
    shapes.ApiDesign: api_design,
    shapes.WorkflowSet: workflow_set,
    shapes.DesignOutline: design_outline,
    shapes.TestPlan: test_plan,
    shapes.ProjectOverview: project_overview,
    shapes.CompletionAudit: completion_audit,
    shapes.Resolution: resolution,
    shapes.DelegationPlan: delegation_plan,
    shapes.SupervisorReview: supervisor_review,
    shapes.Critique: critique,
    shapes.Verdict: verdict,
}
