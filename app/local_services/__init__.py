"""Embedded Postgres and Valkey, so that a fresh machine needs no services of its own.

They are started when DATABASE_URL or REDIS_URL is empty. One process owns them (a file lock); others
of the same folder join while it lives. Nothing outlives its owner, and whatever a kill -9 left behind
is found and stopped by the next owner: by its own folder, never by name.
"""

from app.local_services.owner import LocalServices, local_services
from app.local_services.services import Services, remove_services, start_services, temporary_services

__all__ = [
    "LocalServices",
    "Services",
    "local_services",
    "remove_services",
    "start_services",
    "temporary_services",
]
