"""The decision: what applies is gathered, the highest priority decides, and a denial wins a tie.

A role's capability counts as a policy that allows, with priority 0. When nothing applies, the answer is no.
Two rules stand above all policies: what is for administrators only is nobody else's, and the management of
permissions cannot be denied to administrators, who could not undo it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.domain.access_policies.conditions import look_at
from app.domain.access_policies.policies import AccessRequest, Decision, Policy, PolicyFinding, Reason
from app.domain.access_policies.system_roles import ADMINISTRATORS_ONLY, NEVER_DENIED
from app.domain.users.queries import ADMINISTRATOR

ROLE_PRIORITY = 0


def evaluate(request: AccessRequest, policies: Sequence[Policy], *, every_reason: bool = True) -> Decision:
    """Whether ``request`` is allowed.

    The findings are those of every enabled policy, or with ``every_reason`` off only of those that are about
    such an action on such a resource, which is all that the decision needs.
    """
    decision = _voted(request, policies, every_reason=every_reason)
    if request.action in ADMINISTRATORS_ONLY and not request.is_administrator:
        return replace(decision, allowed=False, reason="administrators_only", decided_by=[])
    if request.action in NEVER_DENIED and request.is_administrator:
        return replace(decision, allowed=True, reason="administrator", decided_by=[f"role:{ADMINISTRATOR}"])
    return decision


def look(policy: Policy, request: AccessRequest) -> PolicyFinding:
    """Why ``policy`` applies to ``request``, or does not."""
    action, resource = _is_about_action(policy, request), _is_about_resource(policy, request)
    conditions = look_at(policy.conditions, _attributes(request), effect=policy.effect)
    return PolicyFinding(
        policy=policy,
        action_matches=action,
        resource_matches=resource,
        conditions=conditions,
        applies=action and resource and all(condition.holds for condition in conditions),
    )


def matches(pattern: str, name: str) -> bool:
    """Whether ``name`` fits ``pattern``, in which ``*`` stands for any characters, also none."""
    first, *others = pattern.split("*")
    if not others:
        return pattern == name
    *middle, last = others
    if not name.startswith(first) or len(name) < len(first) + len(last) or not name.endswith(last):
        return False
    position, end = len(first), len(name) - len(last)
    for part in middle:
        found = name.find(part, position, end)
        if found < 0:
            return False
        position = found + len(part)
    return True


def _voted(request: AccessRequest, policies: Sequence[Policy], *, every_reason: bool) -> Decision:
    looked_at = [policy for policy in policies if policy.enabled and (every_reason or _is_about(policy, request))]
    findings = [look(policy, request) for policy in looked_at]
    applying = [finding.policy for finding in findings if finding.applies]
    roles = [role.name for role in request.roles if any(matches(own, request.action) for own in role.capabilities)]
    votes = [(policy.priority, policy.effect, policy.id) for policy in applying]
    votes += [(ROLE_PRIORITY, "allow", f"role:{name}") for name in roles]
    highest = max((priority for priority, _, _ in votes), default=None)
    deciding = [(effect, name) for priority, effect, name in votes if priority == highest]
    denying = [name for effect, name in deciding if effect == "deny"]
    return Decision(
        allowed=bool(deciding) and not denying,
        reason=_reason(highest, applying, roles),
        decided_by=denying or [name for _, name in deciding],
        findings=findings,
        granting_roles=roles,
    )


def _reason(highest: int | None, applying: Sequence[Policy], roles: Sequence[str]) -> Reason:
    if any(policy.priority == highest for policy in applying):
        return "policy"
    return "role" if roles else "default"


def _is_about(policy: Policy, request: AccessRequest) -> bool:
    return _is_about_action(policy, request) and _is_about_resource(policy, request)


def _is_about_action(policy: Policy, request: AccessRequest) -> bool:
    return any(matches(pattern, request.action) for pattern in policy.actions)


def _is_about_resource(policy: Policy, request: AccessRequest) -> bool:
    return any(_covers(pattern, request) for pattern in policy.resources)


def _covers(pattern: str, request: AccessRequest) -> bool:
    """A type alone covers all of its resources, as ``project:*`` does; so does the request without an id."""
    return (
        matches(pattern, request.resource_name)
        or matches(pattern, request.resource_type)
        or (request.resource_id is None and pattern == f"{request.resource_type}:*")
    )


def _attributes(request: AccessRequest) -> Mapping[str, Any]:
    return {
        "user": request.user,
        "resource": {**request.resource, "type": request.resource_type, "id": request.resource_id},
        "context": request.context,
        "action": request.action,
    }
