"""Usage and cost per version, as runs note it."""

from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from app.domain.prompts.operations import note_use
from app.errors import NotFound
from app.storage.database import transaction
from app.storage.identifiers import new_id
from tests.dialects.prompt_registry.registry import Registry, data, problem


def note(owner: Engine, registry: Registry, version: str, *, cost: str = "0.001") -> None:
    project = UUID(data(registry.get("/projects/me"))["id"])
    with transaction(owner) as connection:
        note_use(
            connection,
            tenant_id=project,
            version_id=UUID(version),
            calls=2,
            tokens_in=100,
            tokens_out=10,
            cost=Decimal(cost),
        )


def test_a_prompt_that_was_never_used_has_no_usage(registry: Registry) -> None:
    prompt = registry.prompt()
    registry.version(prompt)

    found = data(registry.get(f"/prompts/{prompt}/usage"))

    assert found == {
        "promptId": prompt,
        "totals": {"calls": 0, "tokensIn": 0, "tokensOut": 0, "costUSD": 0.0},
        "versions": [],
    }


def test_uses_of_one_day_add_up_per_version(registry: Registry, owner: Engine) -> None:
    prompt = registry.prompt()
    first, second = registry.version(prompt)["id"], registry.version(prompt)["id"]
    for version, cost in ((first, "0.1"), (first, "0.2"), (second, "0.000000001")):
        note(owner, registry, version, cost=cost)

    found = data(registry.get(f"/prompts/{prompt}/usage"))

    assert found["totals"] == {"calls": 6, "tokensIn": 300, "tokensOut": 30, "costUSD": 0.300000001}
    assert [(each["versionId"], each["calls"], each["costUSD"]) for each in found["versions"]] == [
        (second, 2, 1e-9),
        (first, 4, 0.3),
    ]
    assert [len(each["days"]) for each in found["versions"]] == [1, 1]


def test_only_the_asked_for_days_count(registry: Registry, owner: Engine) -> None:
    prompt = registry.prompt()
    version = registry.version(prompt)["id"]
    note(owner, registry, version)
    with owner.begin() as connection:
        connection.execute(text("UPDATE prompt_usage SET day = day - 3 WHERE version_id = :id"), {"id": version})
    note(owner, registry, version)

    calls = {days: data(registry.get(f"/prompts/{prompt}/usage?days={days}"))["totals"]["calls"] for days in (1, 3, 4)}

    assert calls == {1: 2, 3: 2, 4: 4}
    for days in ("0", "367", "x"):
        assert problem(registry.get(f"/prompts/{prompt}/usage?days={days}")) == (400, "validation_failed")


def test_a_version_of_another_project_is_not_found(registry: Registry, owner: Engine) -> None:
    version = registry.version(registry.prompt())["id"]

    with pytest.raises(NotFound), transaction(owner) as connection:
        note_use(connection, tenant_id=new_id(), version_id=UUID(version), tokens_in=1, tokens_out=1, cost=Decimal(0))
