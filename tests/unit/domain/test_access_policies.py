"""Who may do what: the evaluator against a straightforward one, and what it says of its reasons."""

import fnmatch
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.access_policies.conditions import equal, problems_of
from app.domain.access_policies.evaluation import evaluate, matches
from app.domain.access_policies.policies import AccessRequest, Decision, Policy, Role
from app.domain.access_policies.system_roles import ADMINISTRATORS_ONLY, NEVER_DENIED

VERBS = ("read", "delete", "update")
TYPES = ("project", "task")
DEPARTMENTS = ("engineering", "sales", 1, 1.0, True, "1", None)
PATTERNS = ("*", "project:*", "task:*", "project:read", "project:delete", "*:delete", "*:re*d")


@st.composite
def conditions(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    operator = draw(st.sampled_from(("$eq", "$ne", "$in", "$gt", "$lt", "$regex")))
    value: Any = draw(st.sampled_from(DEPARTMENTS))
    if operator == "$in":
        value = draw(st.lists(st.sampled_from(DEPARTMENTS), max_size=3))
    path = draw(st.sampled_from(("user.department", "context.level", "resource.id", "user.nothing")))
    return draw(st.sampled_from(({}, {path: {operator: value}}, {path: {operator: value}, "user.x": {"$ne": 5}})))


policies = st.builds(
    Policy,
    id=st.uuids().map(str),
    name=st.just("p"),
    effect=st.sampled_from(("allow", "deny")),
    actions=st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=2),
    resources=st.lists(st.sampled_from(("*", "project", "project:*", "project:7", "task:9")), min_size=1, max_size=2),
    conditions=conditions(),
    priority=st.integers(-2, 2),
    enabled=st.booleans(),
)
roles = st.builds(
    Role, id=st.just("r"), name=st.sampled_from(("a", "b")), capabilities=st.lists(st.sampled_from(PATTERNS))
)
requests = st.builds(
    AccessRequest,
    action=st.builds("{}:{}".format, st.sampled_from(TYPES), st.sampled_from(VERBS)),
    resource_type=st.sampled_from(TYPES),
    resource_id=st.sampled_from((None, "7", "9")),
    user=st.fixed_dictionaries({}, optional={"department": st.sampled_from(DEPARTMENTS)}),
    context=st.fixed_dictionaries({}, optional={"level": st.sampled_from(DEPARTMENTS)}),
    roles=st.lists(roles, max_size=2),
)


def reference_condition(effect: str, path: str, operator: str, value: Any, request: AccessRequest) -> bool:
    """Written for nothing but to be plainly right."""
    kind, name = path.split(".")
    table: dict[str, Any] = dict({"user": request.user, "context": request.context, "resource": {}}[kind])
    if kind == "resource":
        table = {"id": request.resource_id}
    if operator == "$regex":
        return effect == "deny"
    if name not in table:
        return operator == "$ne"
    found = table[name]
    if operator in ("$gt", "$lt"):
        comparable = (type(found) in (int, float) and type(value) in (int, float)) or (
            isinstance(found, str) and isinstance(value, str)
        )
        return comparable and (found > value if operator == "$gt" else found < value)
    same = [json_key(found) == json_key(one) for one in (value if operator == "$in" else [value])]
    return any(same) if operator != "$ne" else not any(same)


def json_key(value: Any) -> tuple[str, Any]:
    return ("number", float(value)) if type(value) in (int, float) else (type(value).__name__, value)


def reference(request: AccessRequest, given_policies: list[Policy]) -> bool:
    votes = []
    for policy in given_policies:
        names = {request.resource_type, f"{request.resource_type}:{request.resource_id or ''}"}
        if (
            policy.enabled
            and any(fnmatch.fnmatchcase(request.action, pattern) for pattern in policy.actions)
            and any(fnmatch.fnmatchcase(name, pattern) for pattern in policy.resources for name in names)
            and all(
                reference_condition(policy.effect, path, operator, value, request)
                for path, tests in policy.conditions.items()
                for operator, value in tests.items()
            )
        ):
            votes.append((policy.priority, policy.effect))
    for role in request.roles:
        if any(fnmatch.fnmatchcase(request.action, pattern) for pattern in role.capabilities):
            votes.append((0, "allow"))
    if not votes:
        return False
    top = max(priority for priority, _ in votes)
    return (top, "deny") not in votes


def explained(decision: Decision) -> bool:
    """The answer, worked out again from nothing but the reasons that were given."""
    votes = [
        (finding.policy.priority, finding.policy.effect)
        for finding in decision.findings
        if finding.action_matches
        and finding.resource_matches
        and all(condition.holds for condition in finding.conditions)
    ]
    votes += [(0, "allow")] * len(decision.granting_roles)
    return bool(votes) and (max(priority for priority, _ in votes), "deny") not in votes


@given(requests, st.lists(policies, max_size=6))
def test_the_evaluator_agrees_with_a_straightforward_one_and_with_its_own_reasons(
    request: AccessRequest, given_policies: list[Policy]
) -> None:
    decision = evaluate(request, given_policies)

    assert decision.allowed == reference(request, given_policies) == explained(decision)
    assert set(decision.decided_by) <= {*decision.matched, *(f"role:{name}" for name in decision.granting_roles)}
    assert bool(decision.decided_by) == bool(decision.matched or decision.granting_roles)
    assert (decision.reason == "default") == (decision.decided_by == [])


@given(requests, st.lists(policies, max_size=6))
def test_the_decision_without_every_reason_is_the_same(request: AccessRequest, given_policies: list[Policy]) -> None:
    short, whole = (evaluate(request, given_policies, every_reason=every) for every in (False, True))

    assert (short.allowed, short.reason, short.decided_by) == (whole.allowed, whole.reason, whole.decided_by)
    assert (short.matched, short.granting_roles) == (whole.matched, whole.granting_roles)


@given(st.sampled_from(sorted(ADMINISTRATORS_ONLY)), st.lists(roles, max_size=2), st.lists(policies, max_size=6))
def test_nothing_gives_anybody_else_what_is_for_administrators_only(
    action: str, given_roles: list[Role], given_policies: list[Policy]
) -> None:
    everything = Role(id="all", name="all", capabilities=["*"])
    allow = Policy(id="all", name="all", effect="allow", actions=["*"], resources=["*"], priority=9)
    request = AccessRequest(action=action, resource_type="tenant", roles=[everything, *given_roles])

    decision = evaluate(request, [*given_policies, allow])

    assert (decision.allowed, decision.reason) == (False, "administrators_only")


@given(st.sampled_from(sorted(NEVER_DENIED)), st.lists(policies, max_size=6))
def test_no_policy_shuts_an_administrator_out_of_the_policies(action: str, given_policies: list[Policy]) -> None:
    deny = Policy(id="no", name="no", effect="deny", actions=["*"], resources=["*"], priority=9)
    request = AccessRequest(action=action, resource_type="permission", is_administrator=True)

    decision = evaluate(request, [*given_policies, deny])

    assert (decision.allowed, decision.reason) == (True, "administrator")


def test_other_things_can_be_denied_to_an_administrator_too() -> None:
    deny = Policy(id="no", name="no", effect="deny", actions=["project:delete"], resources=["project:7"], priority=1)
    administrator = Role(id="a", name="administrator", capabilities=["*"])
    request = AccessRequest(
        action="project:delete",
        resource_type="project",
        resource_id="7",
        roles=[administrator],
        is_administrator=True,
    )

    assert (evaluate(request, [deny]).allowed, evaluate(request, [deny]).reason) == (False, "policy")


@given(st.text("ab:*", max_size=8), st.text("ab:", max_size=8))
def test_patterns_know_nothing_but_the_star(pattern: str, name: str) -> None:
    assert matches(pattern, name) == fnmatch.fnmatchcase(name, pattern)


def test_nobody_may_do_anything_by_default() -> None:
    decision = evaluate(AccessRequest(action="project:delete", resource_type="project"), [])

    assert not decision.allowed
    assert decision.decided_by == []


def test_a_denial_wins_a_tie_and_loses_to_a_higher_priority() -> None:
    request = AccessRequest(action="project:delete", resource_type="project", resource_id="7")
    deny = Policy(id="no", name="no", effect="deny", actions=["*"], resources=["*"], priority=5)
    tie = Policy(id="yes", name="yes", effect="allow", actions=["*"], resources=["*"], priority=5)
    higher = Policy(id="still", name="still", effect="allow", actions=["*"], resources=["*"], priority=6)

    assert evaluate(request, [tie, deny]).decided_by == ["no"]
    assert evaluate(request, [tie, deny, higher]).decided_by == ["still"]


def test_a_disabled_policy_has_no_say() -> None:
    allow = Policy(id="a", name="a", effect="allow", actions=["*"], resources=["*"], enabled=False)

    assert not evaluate(AccessRequest(action="task:read", resource_type="task"), [allow]).allowed


def test_a_reason_names_what_was_expected_and_what_was_found() -> None:
    policy = Policy(
        id="p",
        name="p",
        effect="allow",
        actions=["project:*"],
        resources=["project:*"],
        conditions={"user.department": {"$eq": "engineering"}, "context.level": {"$gt": 3}},
    )
    request = AccessRequest(action="project:read", resource_type="project", user={"department": "sales"})

    (finding,) = evaluate(request, [policy]).findings

    assert (finding.action_matches, finding.resource_matches, finding.applies) == (True, True, False)
    assert [(c.path, c.expected, c.found, c.is_there, c.holds) for c in finding.conditions] == [
        ("user.department", "engineering", "sales", True, False),
        ("context.level", 3, None, False, False),
    ]


@pytest.mark.parametrize(
    ("conditions", "problems"),
    [
        ({}, 0),
        ({"user.department": {"$eq": "x"}}, 0),
        ({"user.department": {"$regex": ".*"}}, 1),
        ({"user.department": "x", "user.age": {}}, 2),
        ({"user.department": {"$in": "abc"}}, 1),
        ({"user.age": {"$gt": True}}, 1),
        ({"user.age": {"$lt": None, "$gt": 3}}, 1),
        ({"department": {"$eq": "x"}}, 1),
        ({"user.": {"$eq": "x"}, "user..x": {"$eq": "x"}}, 2),
        ({"action": {"$in": ["project:read"]}}, 0),
    ],
)
def test_conditions_that_cannot_be_understood_are_named(conditions: Any, problems: int) -> None:
    assert len(problems_of(conditions)) == problems


@pytest.mark.parametrize(("one", "other"), [(1, True), (0, False), ("1", 1), (None, False), ([1], [True]), ({}, [])])
def test_values_of_different_types_are_never_equal(one: Any, other: Any) -> None:
    assert not equal(one, other)
    assert equal(one, one)
