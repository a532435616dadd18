"""Policies, requests and decisions as values; how they are stored is another matter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Effect = Literal["allow", "deny"]
Operator = str
Reason = Literal["policy", "role", "default", "administrator", "administrators_only"]
"""What decided: policies, a role alone, nothing at all, or one of the two rules above all policies."""
Conditions = Mapping[str, Mapping[Operator, Any]]
"""By dotted path into the request, e.g. ``{"user.department": {"$eq": "engineering"}}``; all must hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A rule. ``actions`` and ``resources`` are patterns, in which ``*`` stands for any characters."""

    id: str
    name: str
    effect: Effect
    actions: Sequence[str]
    resources: Sequence[str]
    conditions: Conditions = field(default_factory=dict)
    priority: int = 0
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A named set of capabilities; each is a pattern of actions, e.g. ``project:*``."""

    id: str
    name: str
    capabilities: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRequest:
    """Somebody wants to do something: what conditions look at under ``user``, ``resource`` and ``context``."""

    action: str
    """``<resource type>:<verb>``, e.g. ``project:delete``."""
    resource_type: str
    resource_id: str | None = None
    user: Mapping[str, Any] = field(default_factory=dict)
    resource: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
    roles: Sequence[Role] = ()
    is_administrator: bool = False
    """Of the tenant; see ``evaluation`` for what that means besides his role."""

    @property
    def resource_name(self) -> str:
        """What patterns of resources are held against: ``project:<id>``, or ``project`` when no id is named."""
        return self.resource_type if self.resource_id is None else f"{self.resource_type}:{self.resource_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked about somebody: may he do this, to that."""

    action: str
    resource_type: str
    resource_id: str | None = None
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionFinding:
    """One operator of one condition: what was expected, what was found, and whether it holds."""

    path: str
    operator: Operator
    expected: Any
    found: Any
    is_there: bool
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyFinding:
    """Why a policy applies to a request, or does not."""

    policy: Policy
    action_matches: bool
    resource_matches: bool
    conditions: Sequence[ConditionFinding]
    applies: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The answer to a request.

    ``decided_by`` names the policies of the highest priority that applies (``role:<name>`` for a role's
    grant), none when nothing applied and the request is refused by default.
    """

    allowed: bool
    reason: Reason
    decided_by: Sequence[str]
    findings: Sequence[PolicyFinding]
    granting_roles: Sequence[str]

    @property
    def matched(self) -> Sequence[str]:
        """The ids of all policies that apply."""
        return [finding.policy.id for finding in self.findings if finding.applies]
