"""Writes of projects, prompts and versions, and of what versions were used for."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.accounts.environments import DEV, PRODUCTION
from app.domain.accounts.key_texts import PROMPT_REGISTRY
from app.domain.accounts.operations import CreatedKey, add_key, checked_name, ensure_tenant
from app.domain.prompts import deployment_log
from app.domain.prompts.queries import PROJECT_COLUMNS, PROMPT_COLUMNS, VERSION_COLUMNS, get_project
from app.domain.prompts.records import Actor, ProjectRecord, PromptRecord, VersionContent, VersionRecord
from app.errors import NotFound, SlugTaken, WrongEnvironment
from app.storage.identifiers import new_id
from app.storage.json import dumps

FIRST_KEY_LABEL = "Initial key"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedProject:
    """A project just made, with its first key."""

    project: ProjectRecord
    key: CreatedKey


def create_project(connection: Connection, *, tenant_id: UUID, name: str) -> CreatedProject:
    """Make a project, a tenant of its own, and its first key, which is for production.

    Raises:
        InvalidRequest: the name is empty, too long or not printable.
    """
    name = checked_name(name, "name")
    ensure_tenant(connection, tenant_id=tenant_id, name=name)
    row = connection.execute(
        text(f"INSERT INTO prompt_projects (tenant_id, name) VALUES (:tenant, :name) RETURNING {PROJECT_COLUMNS}"),
        {"tenant": tenant_id, "name": name},
    ).one()
    key = add_key(
        connection,
        tenant_id=tenant_id,
        family=PROMPT_REGISTRY,
        owner=name,
        label=FIRST_KEY_LABEL,
        environment=PRODUCTION,
    )
    return CreatedProject(project=ProjectRecord(**row._mapping), key=key)


def update_project(
    connection: Connection, *, tenant_id: UUID, name: str | None = None, require_approval: bool | None = None
) -> ProjectRecord:
    """Change what is given.

    Raises:
        NotFound: the tenant is no project.
    """
    connection.execute(
        text(
            """UPDATE prompt_projects SET name = coalesce(CAST(:name AS text), name),
                      require_approval = coalesce(CAST(:require AS boolean), require_approval)
                WHERE tenant_id = :tenant"""
        ),
        {"tenant": tenant_id, "name": name, "require": require_approval},
    )
    return get_project(connection, tenant_id=tenant_id)


def create_prompt(
    connection: Connection, *, tenant_id: UUID, slug: str, name: str, description: str | None = None
) -> PromptRecord:
    """Make a prompt, yet without a version.

    Raises:
        SlugTaken: the project has a prompt with this slug.
    """
    row = connection.execute(
        text(
            f"""INSERT INTO prompts (id, tenant_id, slug, name, description)
                VALUES (:id, :tenant, :slug, :name, :description)
                ON CONFLICT (tenant_id, slug) DO NOTHING RETURNING {PROMPT_COLUMNS}"""
        ),
        {"id": new_id(), "tenant": tenant_id, "slug": slug, "name": name, "description": description},
    ).first()
    if row is None:
        raise SlugTaken(f"This project has a prompt with the slug {slug} already", details={"slug": slug})
    return PromptRecord(**row._mapping)


def delete_prompt(connection: Connection, *, tenant_id: UUID, prompt_id: UUID, actor: Actor) -> None:
    """Delete a prompt with its versions, deployments and usage, for good.

    Raises:
        NotFound: there is none with this id in this project.
        WrongEnvironment: the project guards production, the prompt is deployed there, and this is no production key.
    """
    deployment_log.lock_prompt(connection, tenant_id=tenant_id, prompt_id=prompt_id)
    deployed = deployment_log.present(connection, tenant_id=tenant_id, prompt_id=prompt_id, environment=PRODUCTION)
    guarded = get_project(connection, tenant_id=tenant_id).require_approval
    if deployed is not None and guarded and actor.environment != PRODUCTION:
        raise WrongEnvironment("Only a production key deletes what production serves")
    # Before the versions that they refer to, each of which would otherwise look for them.
    connection.execute(text("DELETE FROM prompt_deployments WHERE prompt_id = :id"), {"id": prompt_id})
    connection.execute(text("DELETE FROM prompts WHERE id = :id"), {"id": prompt_id})


def create_version(
    connection: Connection, *, tenant_id: UUID, prompt_id: UUID, content: VersionContent, actor: Actor
) -> VersionRecord:
    """Make the prompt's next version, and deploy it to dev.

    Raises:
        NotFound: there is no prompt with this id in this project.
    """
    version = add_version(connection, tenant_id=tenant_id, prompt_id=prompt_id, content=content, actor=actor)
    deployment_log.append(
        connection,
        tenant_id=tenant_id,
        prompt_id=prompt_id,
        environment=DEV,
        action="create",
        version_id=version.id,
        actor=actor,
    )
    return version


def add_version(
    connection: Connection, *, tenant_id: UUID, prompt_id: UUID, content: VersionContent, actor: Actor
) -> VersionRecord:
    """Make the prompt's next version, deployed nowhere.

    The prompt's lock, held until commit, numbers versions without gaps.

    Raises:
        NotFound: there is no prompt with this id in this project.
    """
    number = connection.execute(
        text(
            """UPDATE prompts SET last_version = last_version + 1 WHERE id = :id AND tenant_id = :tenant
               RETURNING last_version"""
        ),
        {"id": prompt_id, "tenant": tenant_id},
    ).scalar()
    if number is None:
        raise NotFound("Prompt not found")
    return _insert_version(
        connection, tenant_id=tenant_id, prompt_id=prompt_id, number=number, content=content, actor=actor
    )


def note_use(
    connection: Connection,
    *,
    tenant_id: UUID,
    version_id: UUID,
    calls: int = 1,
    tokens_in: int,
    tokens_out: int,
    cost: Decimal,
) -> None:
    """Add to what the version was used for today (UTC); cost in US dollars.

    Raises:
        NotFound: there is no version with this id in this project.
    """
    noted = connection.execute(
        text(
            """INSERT INTO prompt_usage AS u (version_id, day, tenant_id, prompt_id, calls, tokens_in, tokens_out, cost)
               SELECT id, CAST(now() AS date), tenant_id, prompt_id, :calls, :tokens_in, :tokens_out, :cost
                 FROM prompt_versions WHERE id = :version AND tenant_id = :tenant
               ON CONFLICT (version_id, day) DO UPDATE
                  SET calls = u.calls + excluded.calls, tokens_in = u.tokens_in + excluded.tokens_in,
                      tokens_out = u.tokens_out + excluded.tokens_out, cost = u.cost + excluded.cost"""
        ),
        {
            "version": version_id,
            "tenant": tenant_id,
            "calls": calls,
            "tokens_in": tokens_in,
            "tokens_out": tokens_out,
            "cost": cost,
        },
    )
    if not noted.rowcount:
        raise NotFound("Version not found")


def _insert_version(
    connection: Connection, *, tenant_id: UUID, prompt_id: UUID, number: int, content: VersionContent, actor: Actor
) -> VersionRecord:
    row = connection.execute(
        text(
            f"""INSERT INTO prompt_versions (id, tenant_id, prompt_id, number, system_prompt, user_template, model,
                                             temperature, max_tokens, metadata, made_by, created_at)
                VALUES (:id, :tenant, :prompt, :number, :system_prompt, :user_template, :model,
                        :temperature, :max_tokens, CAST(:metadata AS json), :made_by, clock_timestamp())
                RETURNING {VERSION_COLUMNS}"""
        ),
        {
            "id": new_id(),
            "tenant": tenant_id,
            "prompt": prompt_id,
            "number": number,
            "system_prompt": content.system_prompt,
            "user_template": content.user_template,
            "model": content.model,
            "temperature": content.temperature,
            "max_tokens": content.max_tokens,
            "metadata": dumps(dict(content.details)).decode(),
            "made_by": actor.key_id,
        },
    ).one()
    return VersionRecord(**row._mapping)
