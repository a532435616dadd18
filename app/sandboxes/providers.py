"""The provider that the settings choose."""

from app.sandboxes.blaxel.cloud import BlaxelCloud
from app.sandboxes.contract import SandboxProvider
from app.sandboxes.daytona.cloud import DaytonaCloud
from app.sandboxes.local.provider import LocalProvider
from app.sandboxes.remote.provider import RemoteProvider
from app.settings import Settings


def provider_of(settings: Settings) -> SandboxProvider:
    """The provider; making it starts nothing."""
    match settings.sandbox_provider:
        case "daytona":
            return RemoteProvider(DaytonaCloud(settings), settings)
        case "blaxel":
            return RemoteProvider(BlaxelCloud(settings), settings)
        case _:
            return LocalProvider(settings)
