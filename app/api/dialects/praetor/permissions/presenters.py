"""Roles, policies, decisions and the trail as Praetor's clients see them."""

from collections.abc import Sequence
from typing import Any

from app.domain.access_policies.audit import AuditRecord
from app.domain.access_policies.policies import Decision, PolicyFinding
from app.domain.access_policies.queries import PolicyRecord, RoleMember, RoleRecord


def role_data(role: RoleRecord) -> dict[str, Any]:
    return {
        "id": role.id,
        "name": role.name,
        "description": role.description,
        "capabilities": list(role.capabilities),
        "isSystemRole": role.is_system,
        "createdAt": role.created_at,
    }


def role_detail(role: RoleRecord, members: Sequence[RoleMember], *, total: int) -> dict[str, Any]:
    return {**role_data(role), "users": [_member(each) for each in members], "totalUsers": total}


def policy_data(policy: PolicyRecord) -> dict[str, Any]:
    return {
        "id": policy.id,
        "name": policy.name,
        "description": policy.description,
        "effect": policy.effect,
        "actions": list(policy.actions),
        "resources": list(policy.resources),
        "conditions": policy.conditions,
        "priority": policy.priority,
        "enabled": policy.enabled,
        "createdAt": policy.created_at,
        "updatedAt": policy.updated_at,
    }


def decision_data(decision: Decision, *, milliseconds: float, dry_run: bool, explain: bool) -> dict[str, Any]:
    data = {
        "allowed": decision.allowed,
        "matchedPolicies": list(decision.matched),
        "evaluationTimeMs": round(milliseconds, 3),
        "reason": decision.reason,
        "decidedBy": list(decision.decided_by),
        "dryRun": dry_run,
    }
    if explain:
        data["explanation"] = {
            "grantingRoles": list(decision.granting_roles),
            "policies": [_reason(finding) for finding in decision.findings],
        }
    return data


def audit_data(entry: AuditRecord) -> dict[str, Any]:
    return {
        "id": entry.id,
        "at": entry.at,
        "kind": entry.kind,
        "actorId": entry.actor_id,
        "actorEmail": entry.actor_email,
        "requestId": entry.request_id,
        "action": entry.action,
        "subjectType": entry.subject_type,
        "subjectId": entry.subject_id,
        "before": entry.before,
        "after": entry.after,
        "details": entry.details,
    }


def _member(member: RoleMember) -> dict[str, Any]:
    return {
        "id": member.user_id,
        "email": member.email,
        "name": member.name,
        "organizationId": member.organization_id,
        "projectId": member.project_id,
        "assignedAt": member.assigned_at,
    }


def _reason(finding: PolicyFinding) -> dict[str, Any]:
    return {
        "id": finding.policy.id,
        "name": finding.policy.name,
        "effect": finding.policy.effect,
        "priority": finding.policy.priority,
        "actionMatches": finding.action_matches,
        "resourceMatches": finding.resource_matches,
        "conditions": [
            {
                "attribute": condition.path,
                "operator": condition.operator,
                "expected": condition.expected,
                "found": condition.found,
                "present": condition.is_there,
                "holds": condition.holds,
            }
            for condition in finding.conditions
        ],
        "applies": finding.applies,
    }
