"""The prompt registry's keys. A key names its project and its environment; the request never does.

It is looked up on every request, so that a revoked key is closed at once.
"""

from dataclasses import dataclass
from uuid import UUID

from app.api.authentication import bearer_token
from app.api.credentials import Credentials, Principal, principal
from app.api.services import services, transaction_for
from app.domain.accounts.environments import PRODUCTION
from app.domain.accounts.key_texts import PROMPT_REGISTRY, is_well_formed
from app.domain.accounts.operations import use_key
from app.domain.prompts.records import Actor
from app.errors import Unauthenticated, WrongEnvironment


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyHolder(Principal):
    """Who calls the registry: a project (the tenant) in one environment."""

    key_id: UUID
    label: str
    environment: str

    @property
    def actor(self) -> Actor:
        """The caller as the one who changes something."""
        return Actor(key_id=self.key_id, label=self.label, environment=self.environment)


def check_registry_key() -> KeyHolder:
    """Who calls the prompt registry.

    Raises:
        Unauthenticated: no key, a revoked one, or one of another API.
    """
    token = bearer_token()
    if not is_well_formed(token, family=PROMPT_REGISTRY):
        raise Unauthenticated
    with transaction_for(services().engine) as connection:
        key = use_key(connection, family=PROMPT_REGISTRY, key=token)
    if key is None or key.environment is None:
        raise Unauthenticated
    return KeyHolder(
        tenant_id=key.tenant_id,
        credential=str(key.id),
        key_id=key.id,
        label=key.label,
        environment=key.environment,
    )


REGISTRY_KEY = Credentials(
    name="registryKey",
    check=check_registry_key,
    scheme={
        "type": "http",
        "scheme": "bearer",
        "description": "A prompt registry key (`po_live_…`); it names the project and the environment.",
    },
)


def caller() -> KeyHolder:
    """Who calls the route at hand, which is open to registry keys alone.

    Raises:
        Unauthenticated: the route lets in others.
    """
    found = principal()
    if not isinstance(found, KeyHolder):
        raise Unauthenticated
    return found


def production_caller() -> KeyHolder:
    """The caller, who must hold a production key.

    Raises:
        WrongEnvironment: it is another environment's.
    """
    found = caller()
    if found.environment != PRODUCTION:
        raise WrongEnvironment("This takes a production key")
    return found
