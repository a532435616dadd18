"""Keeping the registry's built-in project at the texts of this release.

Version 1 of each prompt comes with the first ``baton migrate``, a changed text as a further version with
the one after the upgrade. It goes where one of our own versions is in force; what an operator has put in
force stays, as does a rollout, and production where that takes a second key's consent.
"""

from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.accounts.environments import ENVIRONMENTS, PRODUCTION
from app.domain.accounts.operations import ensure_tenant
from app.domain.prompts import deployment_log
from app.domain.prompts.built_in.bundled_texts import bundled_texts, title_of
from app.domain.prompts.operations import add_version, create_prompt
from app.domain.prompts.queries import get_project, get_prompt_by_slug
from app.domain.prompts.records import AGENTS_OWN, BATON, PromptRecord, VersionContent
from app.errors import NotFound

BUILT_IN_PROJECT = UUID("b5a70c1e-6d24-5f38-9c11-2e8f4d7a9b60")
"""The project, a tenant of its own, with the prompts of Baton's agents."""
NAME = "Baton's agents"


def seed_prompts(connection: Connection) -> int:
    """Bring the built-in project to this release's texts. Returns how many versions that took."""
    ensure_tenant(connection, tenant_id=BUILT_IN_PROJECT, name=NAME)
    connection.execute(
        text("INSERT INTO prompt_projects (tenant_id, name) VALUES (:id, :name) ON CONFLICT DO NOTHING"),
        {"id": BUILT_IN_PROJECT, "name": NAME},
    )
    return sum(_seed(connection, slug, said) for slug, said in bundled_texts().items())


def _seed(connection: Connection, slug: str, said: str) -> bool:
    """Whether the prompt lacked the text."""
    prompt = _prompt(connection, slug)
    deployment_log.lock_prompt(connection, tenant_id=BUILT_IN_PROJECT, prompt_id=prompt.id)
    if _newest_of_ours(connection, prompt.id) == said:
        return False
    content = VersionContent(
        system_prompt=said, user_template=None, model=AGENTS_OWN, temperature=1.0, max_tokens=None, details={}
    )
    version = add_version(connection, tenant_id=BUILT_IN_PROJECT, prompt_id=prompt.id, content=content, actor=BATON)
    for environment in ENVIRONMENTS:
        if _is_ours_to_change(connection, prompt.id, environment):
            deployment_log.append(
                connection,
                tenant_id=BUILT_IN_PROJECT,
                prompt_id=prompt.id,
                environment=environment,
                action="promote",
                version_id=version.id,
                actor=BATON,
            )
    return True


def _prompt(connection: Connection, slug: str) -> PromptRecord:
    try:
        return get_prompt_by_slug(connection, tenant_id=BUILT_IN_PROJECT, slug=slug)
    except NotFound:
        return create_prompt(connection, tenant_id=BUILT_IN_PROJECT, slug=slug, name=title_of(slug))


def _newest_of_ours(connection: Connection, prompt_id: UUID) -> str | None:
    return connection.execute(
        text(
            """SELECT system_prompt FROM prompt_versions WHERE prompt_id = :prompt AND made_by IS NULL
                ORDER BY number DESC LIMIT 1"""
        ),
        {"prompt": prompt_id},
    ).scalar()


def _is_ours_to_change(connection: Connection, prompt_id: UUID, environment: str) -> bool:
    present = deployment_log.present(
        connection, tenant_id=BUILT_IN_PROJECT, prompt_id=prompt_id, environment=environment
    )
    if present is None:
        return True
    guarded = get_project(connection, tenant_id=BUILT_IN_PROJECT).require_approval
    if present.weights or (environment == PRODUCTION and guarded):
        return False
    made_by = connection.execute(
        text("SELECT made_by FROM prompt_versions WHERE id = :id"), {"id": present.version_id}
    ).scalar()
    return made_by is None
