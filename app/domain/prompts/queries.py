"""Reads of projects, prompts and versions, and of what an environment serves."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, text

from app.domain.prompts.records import ActivePrompt, DayOfUse, ProjectRecord, PromptRecord, VersionRecord, weights_of
from app.domain.prompts.rollouts import version_for
from app.errors import NotFound
from app.storage.identifiers import parsed_id

PROJECT_COLUMNS = "tenant_id AS id, name, require_approval, created_at"
PROMPT_COLUMNS = "id, slug, name, description, last_version, created_at"
VERSION_COLUMNS = (
    "id, prompt_id, number, system_prompt, user_template, model, temperature, max_tokens,"
    " metadata AS details, created_at"
)
_LARGEST_NUMBER = 2**31 - 1


def get_project(connection: Connection, *, tenant_id: UUID) -> ProjectRecord:
    """The tenant's project.

    Raises:
        NotFound: the tenant is no project.
    """
    row = connection.execute(
        text(f"SELECT {PROJECT_COLUMNS} FROM prompt_projects WHERE tenant_id = :tenant"), {"tenant": tenant_id}
    ).first()
    if row is None:
        raise NotFound("Project not found")
    return ProjectRecord(**row._mapping)


def count_prompts(connection: Connection, *, tenant_id: UUID) -> int:
    """How many prompts the project has."""
    return int(
        connection.execute(
            text("SELECT count(*) FROM prompts WHERE tenant_id = :tenant"), {"tenant": tenant_id}
        ).scalar_one()
    )


def list_prompts(connection: Connection, *, tenant_id: UUID, limit: int, offset: int = 0) -> list[PromptRecord]:
    """The project's prompts, newest first."""
    rows = connection.execute(
        text(
            f"""SELECT {PROMPT_COLUMNS} FROM prompts WHERE tenant_id = :tenant
                 ORDER BY created_at DESC, id DESC LIMIT :limit OFFSET :offset"""
        ),
        {"tenant": tenant_id, "limit": limit, "offset": offset},
    )
    return [PromptRecord(**row._mapping) for row in rows]


def get_prompt(connection: Connection, *, tenant_id: UUID, prompt_id: UUID) -> PromptRecord:
    """The project's prompt.

    Raises:
        NotFound: there is none with this id in this project.
    """
    row = connection.execute(
        text(f"SELECT {PROMPT_COLUMNS} FROM prompts WHERE id = :id AND tenant_id = :tenant"),
        {"id": prompt_id, "tenant": tenant_id},
    ).first()
    if row is None:
        raise NotFound("Prompt not found")
    return PromptRecord(**row._mapping)


def get_prompt_by_slug(connection: Connection, *, tenant_id: UUID, slug: str) -> PromptRecord:
    """The project's prompt with this slug.

    Raises:
        NotFound: there is none.
    """
    row = connection.execute(
        text(f"SELECT {PROMPT_COLUMNS} FROM prompts WHERE tenant_id = :tenant AND slug = :slug"),
        {"tenant": tenant_id, "slug": slug},
    ).first()
    if row is None:
        raise NotFound("Prompt not found")
    return PromptRecord(**row._mapping)


def list_versions(
    connection: Connection, *, tenant_id: UUID, prompt_id: UUID, limit: int, offset: int = 0
) -> list[VersionRecord]:
    """A prompt's versions, newest first."""
    rows = connection.execute(
        text(
            f"""SELECT {VERSION_COLUMNS} FROM prompt_versions WHERE prompt_id = :prompt AND tenant_id = :tenant
                 ORDER BY number DESC LIMIT :limit OFFSET :offset"""
        ),
        {"prompt": prompt_id, "tenant": tenant_id, "limit": limit, "offset": offset},
    )
    return [VersionRecord(**row._mapping) for row in rows]


def get_version(connection: Connection, *, tenant_id: UUID, prompt_id: UUID, name: str) -> VersionRecord:
    """A prompt's version by its id, or by its number in digits.

    Raises:
        NotFound: the prompt has no such version.
    """
    row = connection.execute(
        text(
            f"""SELECT {VERSION_COLUMNS} FROM prompt_versions
                 WHERE prompt_id = :prompt AND tenant_id = :tenant AND (id = :id OR number = :number)"""
        ),
        {"prompt": prompt_id, "tenant": tenant_id, "id": parsed_id(name), "number": _number(name)},
    ).first()
    if row is None:
        raise NotFound("Version not found")
    return VersionRecord(**row._mapping)


def active_prompt(
    connection: Connection, *, project_id: UUID, slug: str, environment: str, key: str | None = None
) -> ActivePrompt:
    """What the environment serves under ``slug``: of a rollout, to ``key`` its own version, else the heaviest.

    One statement, and a second one where a rollout gives ``key`` another version than the heaviest.
    Versions never change, so both together still tell of one moment.

    Raises:
        NotFound: no prompt has this slug, or nothing is deployed there.
    """
    row = connection.execute(_ACTIVE, {"project": project_id, "slug": slug, "environment": environment}).first()
    if row is None:
        raise NotFound(f"Nothing is deployed in {environment} under this slug")
    version = _version_of(row)
    if row.weights and key:
        weights = weights_of(row.weights)
        chosen = version_for(key, prompt_id=row.prompt_id, environment=environment, weights=weights)
        if chosen != version.id:
            version = get_version(connection, tenant_id=project_id, prompt_id=row.prompt_id, name=str(chosen))
    return ActivePrompt(slug=row.slug, deployment=row.deployment, version=version)


def usage_by_day(connection: Connection, *, tenant_id: UUID, prompt_id: UUID, days: int) -> list[DayOfUse]:
    """What the prompt's versions were used for in the last ``days`` days (UTC), newest version and day first."""
    rows = connection.execute(
        text(
            """SELECT v.id AS version_id, v.number AS version_number, u.day,
                      CAST(sum(u.calls) AS bigint) AS calls,
                      CAST(sum(u.tokens_in) AS bigint) AS tokens_in,
                      CAST(sum(u.tokens_out) AS bigint) AS tokens_out, sum(u.cost) AS cost
                 FROM prompt_versions v
                 JOIN (SELECT version_id, day, calls, tokens_in, tokens_out, cost FROM prompt_usage
                        WHERE prompt_id = :prompt AND tenant_id = :tenant
                       UNION ALL
                       SELECT version_id, day, calls, tokens_in, tokens_out, cost FROM prompt_uses
                        WHERE tenant_id = :tenant) u ON u.version_id = v.id
                WHERE v.prompt_id = :prompt AND v.tenant_id = :tenant AND u.day > CAST(now() AS date) - :days
                GROUP BY v.id, v.number, u.day ORDER BY v.number DESC, u.day DESC"""
        ),
        {"prompt": prompt_id, "tenant": tenant_id, "days": days},
    )
    return [DayOfUse(**row._mapping) for row in rows]


_ACTIVE = text(
    """SELECT p.slug, d.number AS deployment,
              CASE WHEN d.weighted
                   THEN (SELECT json_agg(json_build_object('versionId', r.version_id, 'weight', r.weight))
                           FROM prompt_rollouts r WHERE r.deployment_id = d.id)
              END AS weights,
              v.id, v.prompt_id, v.number, v.system_prompt, v.user_template, v.model, v.temperature, v.max_tokens,
              v.metadata AS details, v.created_at
         FROM prompts p
        CROSS JOIN LATERAL (SELECT id, number, version_id, weighted FROM prompt_deployments
                             WHERE prompt_id = p.id AND environment = :environment
                             ORDER BY number DESC LIMIT 1) d
         JOIN prompt_versions v ON v.id = d.version_id
        WHERE p.tenant_id = :project AND p.slug = :slug"""
)


def _version_of(row: Row[Any]) -> VersionRecord:
    fields = dict(row._mapping)
    return VersionRecord(**{name: fields[name] for name in VersionRecord.__dataclass_fields__})


def _number(name: str) -> int | None:
    if not (name.isascii() and name.isdecimal() and len(name) <= 10) or int(name) > _LARGEST_NUMBER:
        return None
    return int(name)
