"""The provider that the settings choose."""

from app.sandboxes.contract import SandboxProvider
from app.sandboxes.local.provider import LocalProvider
from app.settings import Settings


def provider_of(settings: Settings) -> SandboxProvider:
    """The provider; making it starts nothing."""
    return LocalProvider(settings)
