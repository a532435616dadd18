"""Which project a tenant's agents find a prompt in, and how the built-in one follows the releases."""

from collections.abc import Iterator, Mapping
from uuid import UUID

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import Connection, Engine, text

from app.__main__ import baton
from app.domain.accounts.environments import ENVIRONMENTS
from app.domain.accounts.operations import create_key
from app.domain.prompts import deployments
from app.domain.prompts.agent_prompts import ServedVersion, chosen, offers
from app.domain.prompts.built_in import seeding
from app.domain.prompts.built_in.bundled_texts import bundled_texts, family_of
from app.domain.prompts.built_in.seeding import BUILT_IN_PROJECT, seed_prompts
from app.domain.prompts.links import link, list_links
from app.domain.prompts.operations import create_version
from app.domain.prompts.queries import active_prompt, get_prompt_by_slug
from app.domain.prompts.records import Actor, VersionContent
from app.settings import Settings, settings
from app.storage.database import transaction
from app.storage.identifiers import new_id
from tests.dialects.prompt_registry.registry import Registry, data, new_project

SLUG = "baton-prd-writer"
OPERATOR = Actor(key_id=new_id(), label="ops", environment="production")


@pytest.fixture
def connection(owner: Engine) -> Iterator[Connection]:
    """A transaction that is undone: the built-in project is everybody's."""
    with owner.connect() as opened:
        yield opened
        opened.rollback()


def project_of(registry: Registry) -> UUID:
    return UUID(data(registry.get("/projects/me"))["id"])


def found(
    connection: Connection, tenant_id: UUID, *, project_id: UUID | None = None, key: str = "x", slug: str = SLUG
) -> ServedVersion | None:
    offered = offers(
        connection,
        tenant_id=tenant_id,
        slugs=[slug],
        environment="production",
        project_id=project_id,
        built_in=BUILT_IN_PROJECT,
    )
    return chosen(offered[slug], key=key)


def in_force(connection: Connection) -> Mapping[str, tuple[int, str | None]]:
    """Number and text of the built-in SLUG by environment."""
    versions = {
        name: active_prompt(connection, project_id=BUILT_IN_PROJECT, slug=SLUG, environment=name).version
        for name in ENVIRONMENTS
    }
    return {name: (version.number, version.system_prompt) for name, version in versions.items()}


def rewritten(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    """The next release, in which one text has changed."""
    monkeypatch.setattr(seeding, "bundled_texts", lambda: {**bundled_texts(), SLUG: said})


def said_by_an_operator(connection: Connection, said: str, *environments: str) -> None:
    prompt = get_prompt_by_slug(connection, tenant_id=BUILT_IN_PROJECT, slug=SLUG)
    content = VersionContent(
        system_prompt=said, user_template=None, model="any", temperature=1.0, max_tokens=None, details={}
    )
    place = {"tenant_id": BUILT_IN_PROJECT, "prompt_id": prompt.id}
    version = create_version(connection, **place, content=content, actor=OPERATOR)
    for environment in environments:
        deployments.promote(connection, **place, environment=environment, version_id=version.id, actor=OPERATOR)


def test_after_the_migration_every_bundled_text_is_version_1_everywhere(connection: Connection) -> None:
    assert len(bundled_texts()) >= 22
    for slug, said in bundled_texts().items():
        for environment in ENVIRONMENTS:
            served = active_prompt(connection, project_id=BUILT_IN_PROJECT, slug=slug, environment=environment)
            assert (served.version.number, served.version.system_prompt) == (1, said)
    assert seed_prompts(connection) == 0


def test_a_later_text_becomes_version_2_where_ours_is_in_force(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewritten(monkeypatch, "Write better.")

    assert (seed_prompts(connection), seed_prompts(connection)) == (1, 0)

    assert in_force(connection) == dict.fromkeys(ENVIRONMENTS, (2, "Write better."))


def test_what_an_operator_has_put_in_force_stays(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    said_by_an_operator(connection, "Write shorter.", "production")
    rewritten(monkeypatch, "Write better.")

    assert seed_prompts(connection) == 1

    assert in_force(connection) == {
        "dev": (2, "Write shorter."),
        "staging": (3, "Write better."),
        "production": (2, "Write shorter."),
    }


def test_production_that_takes_a_second_keys_consent_waits_for_it(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.execute(
        text("UPDATE prompt_projects SET require_approval = true WHERE tenant_id = :id"), {"id": BUILT_IN_PROJECT}
    )
    rewritten(monkeypatch, "Write better.")

    seed_prompts(connection)

    assert {name: number for name, (number, _) in in_force(connection).items()} == {
        "dev": 2,
        "staging": 2,
        "production": 1,
    }


def test_the_tenants_project_comes_first_then_the_installations_then_ours(app: Flask, owner: Engine) -> None:
    own, everybodys = new_project(app), new_project(app)
    with transaction(owner) as connection:
        tenant = create_key(connection, owner=f"somebody {new_id()}").record.tenant_id
        link(connection, tenant_id=tenant, project_id=project_of(own))
    default = project_of(everybodys)

    def look() -> str | None:
        with transaction(owner) as connection:
            version = found(connection, tenant, project_id=default)
        return version.system_prompt if version else None

    assert look() == bundled_texts()[SLUG]
    for registry in (everybodys, own):
        prompt = registry.prompt(SLUG)
        data(registry.promote(prompt, registry.version(prompt, userTemplate="Not a system prompt")["id"]))
        assert look() in (bundled_texts()[SLUG], "everybody's")
        said = "everybody's" if registry is everybodys else "our own"
        data(registry.promote(prompt, registry.version(prompt, systemPrompt=said)["id"]))
        assert look() == said
    with transaction(owner) as connection:
        assert found(connection, tenant, slug="nobodys-slug") is None


def test_in_a_rollout_each_session_gets_one_version_and_all_versions_get_sessions(
    registry: Registry, owner: Engine
) -> None:
    prompt = registry.prompt(SLUG)
    first, second = (registry.version(prompt, systemPrompt=said)["id"] for said in ("one", "two"))
    data(registry.roll_out(prompt, {first: 1, second: 1}))
    project = project_of(registry)

    with transaction(owner) as connection:
        given = [[found(connection, new_id(), project_id=project, key=str(key)) for _ in range(2)] for key in range(20)]

    assert all(once == again for once, again in given)
    assert {version.system_prompt for version, _ in given if version} == {"one", "two"}


def test_prompts_of_one_agent_belong_together() -> None:
    assert family_of("baton-design-plan") == ("baton-design-brand", "baton-design-plan", "baton-design-screen")
    assert family_of("somebody-elses") == ("somebody-elses",)


def test_an_operator_links_tenants_to_projects(
    api_settings: Settings, registry: Registry, owner: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", api_settings.database_url)
    monkeypatch.setenv("REDIS_URL", api_settings.redis_url)
    settings.cache_clear()
    name, project = f"somebody {new_id()}", str(project_of(registry))
    with transaction(owner) as connection:
        tenant = create_key(connection, owner=name).record.tenant_id
    run = CliRunner()

    for called in (name, str(tenant)):
        assert "Linked" in run.invoke(baton, ["prompts", "link", called, project]).stdout
    listed = run.invoke(baton, ["prompts", "list"]).stdout
    assert f"{tenant}  {name}  ->  {project}" in listed
    assert SLUG in listed
    assert "Linked" in run.invoke(baton, ["prompts", "link", "shared", project]).stdout
    for called in (name, "shared"):
        assert run.invoke(baton, ["prompts", "unlink", called]).stdout == "Unlinked.\n"
    assert run.invoke(baton, ["prompts", "unlink", name]).stdout == "There was no link.\n"
    assert run.invoke(baton, ["prompts", "link", "nobody at all", project]).exit_code == 1
    assert run.invoke(baton, ["prompts", "link", name, str(new_id())]).exit_code == 1
    settings.cache_clear()
    with transaction(owner) as connection:
        assert all(each.tenant_id != tenant for each in list_links(connection))
