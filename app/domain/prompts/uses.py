"""What runs used versions for: noted row by row beside a step's checkpoint, added up per day afterwards.

A step must wait for nobody but its own run, and the one row of a version and day would be everybody's; two
commits of many steps each could even wait for each other. So steps only append, and the housekeeper adds
up. What reads usage counts both, so that a use shows as soon as its step is committed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Connection, text

from app.storage.identifiers import new_id

_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """Calls of a model with one version as their system prompt; cost in US dollars."""

    project_id: UUID
    version_id: UUID
    calls: int
    tokens_in: int
    tokens_out: int
    cost: Decimal


def append_uses(connection: Connection, *, uses: Sequence[Use]) -> None:
    """Note the uses. A version that is gone by now does no harm: nothing refers to it."""
    if uses:
        connection.execute(
            text(
                """INSERT INTO prompt_uses (id, tenant_id, version_id, day, calls, tokens_in, tokens_out, cost)
                   VALUES (:id, :tenant, :version, CAST(now() AS date), :calls, :tokens_in, :tokens_out, :cost)"""
            ),
            [
                {
                    "id": new_id(),
                    "tenant": use.project_id,
                    "version": use.version_id,
                    "calls": use.calls,
                    "tokens_in": use.tokens_in,
                    "tokens_out": use.tokens_out,
                    "cost": use.cost,
                }
                for use in uses
            ],
        )


def add_up_uses(connection: Connection) -> int:
    """Move the oldest noted uses into the sums per version and day. Returns how many were moved."""
    return int(connection.execute(_ADD_UP, {"limit": _AT_ONCE}).scalar_one())


_ADD_UP = text(
    """WITH taken AS (
         DELETE FROM prompt_uses
          WHERE id IN (SELECT id FROM prompt_uses ORDER BY id LIMIT :limit FOR UPDATE SKIP LOCKED)
         RETURNING *),
       added AS (
         INSERT INTO prompt_usage AS u (version_id, day, tenant_id, prompt_id, calls, tokens_in, tokens_out, cost)
         SELECT t.version_id, t.day, v.tenant_id, v.prompt_id,
                sum(t.calls), sum(t.tokens_in), sum(t.tokens_out), sum(t.cost)
           FROM taken t JOIN prompt_versions v ON v.id = t.version_id AND v.tenant_id = t.tenant_id
          GROUP BY t.version_id, t.day, v.tenant_id, v.prompt_id ORDER BY t.version_id, t.day
         ON CONFLICT (version_id, day) DO UPDATE
            SET calls = u.calls + excluded.calls, tokens_in = u.tokens_in + excluded.tokens_in,
                tokens_out = u.tokens_out + excluded.tokens_out, cost = u.cost + excluded.cost)
       SELECT count(*) FROM taken"""
)
