"""Which role may do what: the evaluation asked for every role and capability.

Each answer is that for somebody who has this role alone and no other attribute; policies that ask for
others can still make it another for single users.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from app.domain.access_policies.access import Attributes, role_request
from app.domain.access_policies.evaluation import evaluate
from app.domain.access_policies.policies import Question
from app.domain.access_policies.rules import TenantRules


def capabilities_of(rules: TenantRules, *, known: Iterable[str]) -> list[str]:
    """The ``known`` capabilities and those that roles name; patterns stand for others and are none themselves."""
    named = {each for role in rules.roles.values() for each in role.capabilities if "*" not in each}
    return sorted({*known, *named})


def matrix(
    rules: TenantRules, *, capabilities: Iterable[str], project_id: UUID, project: Attributes
) -> Mapping[str, Mapping[str, bool]]:
    """By role id and capability: whether it is allowed on the project or, for other types, within it."""
    within = {**project, "projectId": str(project_id)}
    questions = [_question(each, project_id) for each in capabilities]
    return {
        str(id): {
            question.action: evaluate(
                role_request(question, role=role, resource=within), rules.policies, every_reason=False
            ).allowed
            for question in questions
        }
        for id, role in rules.roles.items()
    }


def _question(capability: str, project_id: UUID) -> Question:
    kind = capability.partition(":")[0]
    return Question(action=capability, resource_type=kind, resource_id=str(project_id) if kind == "project" else None)
