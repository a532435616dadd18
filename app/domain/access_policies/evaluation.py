"""The decision: what applies is gathered, the highest priority decides, and a denial wins a tie.

A role's capability counts as a policy that allows, with priority 0. When nothing applies, the answer is no.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.access_policies.conditions import look_at
from app.domain.access_policies.policies import AccessRequest, Decision, Policy, PolicyFinding

ROLE_PRIORITY = 0


def evaluate(request: AccessRequest, policies: Sequence[Policy]) -> Decision:
    """Whether ``request`` is allowed, with the reason of every enabled policy."""
    findings = [look(policy, request) for policy in policies if policy.enabled]
    applying = [finding.policy for finding in findings if finding.applies]
    roles = [role.name for role in request.roles if any(matches(own, request.action) for own in role.capabilities)]
    votes = [(policy.priority, policy.effect, policy.id) for policy in applying]
    votes += [(ROLE_PRIORITY, "allow", f"role:{name}") for name in roles]
    highest = max((priority for priority, _, _ in votes), default=None)
    deciding = [(effect, name) for priority, effect, name in votes if priority == highest]
    denying = [name for effect, name in deciding if effect == "deny"]
    return Decision(
        allowed=bool(deciding) and not denying,
        decided_by=denying or [name for _, name in deciding],
        findings=findings,
        granting_roles=roles,
    )


def look(policy: Policy, request: AccessRequest) -> PolicyFinding:
    """Why ``policy`` applies to ``request``, or does not."""
    action = any(matches(pattern, request.action) for pattern in policy.actions)
    resource = any(_covers(pattern, request) for pattern in policy.resources)
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
