"""What a tenant's agents are to say: of each slug the version in the first project that has one.

The projects are asked in this order: the one that the tenant is linked to, the one of the installation
(BATON_PROMPT_PROJECT), the built-in one. All of it is one read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, text

from app.domain.prompts.records import AGENTS_OWN, UNSAID, Weight
from app.domain.prompts.rollouts import version_for


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedVersion:
    """A version with a system prompt; ``project_id`` is the tenant that its use is noted for."""

    id: UUID
    project_id: UUID
    slug: str
    number: int
    system_prompt: str
    model: str
    temperature: float

    @property
    def named_model(self) -> str | None:
        """The model that whoever made the version wants it to be used with; None where he left that to the agent."""
        return None if self.model in (AGENTS_OWN, UNSAID) else self.model

    @property
    def own_temperature(self) -> float | None:
        """The temperature that it is to be used with; None where that is left to the agent."""
        return None if self.model == AGENTS_OWN else self.temperature


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What one project has in force under a slug: one version, or several by weight."""

    prompt_id: UUID
    environment: str
    versions: Mapping[UUID, ServedVersion | None]
    """None: this version has no system prompt."""
    weights: Sequence[Weight]

    def version_for(self, key: str) -> ServedVersion | None:
        """The one that ``key`` gets, always the same."""
        if not self.weights:
            return next(iter(self.versions.values()))
        chosen = version_for(key, prompt_id=self.prompt_id, environment=self.environment, weights=self.weights)
        return self.versions[chosen]


def offers(
    connection: Connection,
    *,
    tenant_id: UUID,
    slugs: Sequence[str],
    environment: str,
    project_id: UUID | None,
    built_in: UUID,
) -> Mapping[str, Sequence[Offer]]:
    """What the tenant's projects have in force under each of ``slugs``, the project asked first coming first."""
    rows = connection.execute(
        _OFFERS,
        {
            "tenant": tenant_id,
            "project": project_id,
            "built_in": built_in,
            "slugs": list(slugs),
            "environment": environment,
        },
    ).all()
    found: dict[str, list[Offer]] = {slug: [] for slug in slugs}
    for (_, slug), same in groupby(rows, key=lambda row: (row.rank, row.slug)):
        found[slug].append(_offer(list(same), environment))
    return found


def chosen(offered: Sequence[Offer], *, key: str) -> ServedVersion | None:
    """The first that has a system prompt for ``key``; None: no project has."""
    return next((version for offer in offered if (version := offer.version_for(key))), None)


def find_version(connection: Connection, *, version_id: UUID) -> ServedVersion | None:
    """A version of any project, in force or not."""
    row = connection.execute(
        text(
            """SELECT v.id, v.tenant_id AS project_id, p.slug, v.number, v.system_prompt,
                      v.model, v.temperature
                 FROM prompt_versions v JOIN prompts p ON p.id = v.prompt_id WHERE v.id = :id"""
        ),
        {"id": version_id},
    ).first()
    return None if row is None else _version(row)


_OFFERS = text(
    """WITH chain AS (
         SELECT project_id, min(rank) AS rank
           FROM (SELECT project_id, 1 AS rank FROM prompt_project_links WHERE tenant_id = :tenant
                 UNION ALL SELECT CAST(:project AS uuid), 2 UNION ALL SELECT CAST(:built_in AS uuid), 3) asked
          WHERE project_id IS NOT NULL GROUP BY project_id)
       SELECT c.rank, p.slug, p.id AS prompt_id, c.project_id, r.weight, v.id, v.number, v.system_prompt,
              v.model, v.temperature
         FROM chain c
         JOIN prompts p ON p.tenant_id = c.project_id AND p.slug = ANY(:slugs)
        CROSS JOIN LATERAL (SELECT id, version_id, weighted FROM prompt_deployments
                             WHERE prompt_id = p.id AND environment = :environment
                             ORDER BY number DESC LIMIT 1) d
         LEFT JOIN prompt_rollouts r ON d.weighted AND r.deployment_id = d.id
         JOIN prompt_versions v ON v.id = coalesce(r.version_id, d.version_id)
        ORDER BY c.rank, p.slug"""
)


def _offer(rows: Sequence[Row[Any]], environment: str) -> Offer:
    return Offer(
        prompt_id=rows[0].prompt_id,
        environment=environment,
        versions={row.id: _version(row) for row in rows},
        weights=[Weight(row.id, row.weight) for row in rows if row.weight is not None],
    )


def _version(row: Row[Any]) -> ServedVersion | None:
    if row.system_prompt is None:
        return None
    fields = ServedVersion.__dataclass_fields__
    return ServedVersion(**{name: value for name, value in row._mapping.items() if name in fields})
