"""What the registry's reads and writes hand out and take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.domain.accounts.environments import PRODUCTION


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who changes something: a key, or (without a key) Baton itself."""

    key_id: UUID | None
    label: str
    environment: str


BATON = Actor(key_id=None, label="Baton", environment=PRODUCTION)

AGENTS_OWN = "agent-default"
"""What a version names as its model that leaves model and temperature to the agent's settings, as all of ours do."""
UNSAID = "gpt-4"
"""What a version names that was made without naming a model, as the registry's document has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRecord:
    """A project; ``id`` is its tenant's."""

    id: UUID
    name: str
    require_approval: bool
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptRecord:
    """A prompt; ``last_version`` is 0 as long as it has none."""

    id: UUID
    slug: str
    name: str
    description: str | None
    last_version: int
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionContent:
    """What a version says. At least one of the texts is there."""

    system_prompt: str | None
    user_template: str | None
    model: str
    temperature: float
    max_tokens: int | None
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRecord(VersionContent):
    """A version; ``number`` counts from 1 in its prompt."""

    id: UUID
    prompt_id: UUID
    number: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Weight:
    """One version's part in a rollout, relative to the others' weights."""

    version_id: UUID
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentRecord:
    """One change of what an environment serves. ``weights`` is empty unless it is a rollout."""

    id: UUID
    prompt_id: UUID
    environment: str
    number: int
    action: str
    version_id: UUID
    version_number: int
    from_version_id: UUID | None
    from_version_number: int | None
    back_to: int | None
    weights: Sequence[Weight]
    made_by: UUID | None
    made_by_label: str
    approval_id: UUID | None
    approved_by: UUID | None
    approved_by_label: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRecord:
    """A request to change production. ``weights`` is empty unless it asks for a rollout."""

    id: UUID
    prompt_id: UUID
    environment: str
    version_id: UUID
    version_number: int
    weights: Sequence[Weight]
    state: str
    requested_by: UUID
    requested_by_label: str
    requested_at: datetime
    decided_by: UUID | None
    decided_by_label: str | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivePrompt:
    """What an environment serves under a slug, as of the deployment with this number."""

    slug: str
    deployment: int
    version: VersionRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfUse:
    """What one version was used for on one day (UTC); cost in US dollars."""

    version_id: UUID
    version_number: int
    day: date
    calls: int
    tokens_in: int
    tokens_out: int
    cost: Decimal


def weights_of(listed: Sequence[Mapping[str, Any]] | None) -> list[Weight]:
    """Weights as they are stored and sent, each ``{"versionId", "weight"}``."""
    return [Weight(UUID(str(each["versionId"])), each["weight"]) for each in listed or ()]
