"""Settings of the services that Baton stands on."""

from dataclasses import dataclass

from app.settings.declaring import declare
from app.settings.values import text


@dataclass(frozen=True, kw_only=True)
class ServiceSettings:
    """What Baton stands on."""

    database_url: str = declare(
        "DATABASE_URL", text, "", "Postgres address; empty starts the embedded one", secret=True
    )
    redis_url: str = declare(
        "REDIS_URL", text, "", "Redis or Valkey address; empty starts the embedded one", secret=True
    )
    data_dir: str = declare("BATON_DATA_DIR", text, ".baton", "Folder of the embedded services and of dev.env")
