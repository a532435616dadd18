"""The prompt registry's project of `baton up`, so that there is a key to try things with.

Made at the first start and found again at every later one, whatever became of its keys.
"""

from uuid import UUID

from sqlalchemy import Connection

from app.domain.accounts.environments import PRODUCTION
from app.domain.accounts.key_texts import PROMPT_REGISTRY
from app.domain.accounts.operations import add_key, use_key
from app.domain.prompts.operations import create_project
from app.domain.prompts.queries import get_project
from app.errors import NotFound
from app.storage import database

PROJECT = UUID("3d6f8a52-41c7-5b0e-8e57-b4a1c92d7f60")
NAME = "Development"


def development_key(database_url: str, *, kept: str) -> str:
    """The key ``kept`` from an earlier start as long as it opens something; else a new production key."""
    engine = database.connect(database_url, pool_size=1, application="baton-up")
    try:
        with database.transaction(engine) as connection:
            if use_key(connection, family=PROMPT_REGISTRY, key=kept) is not None:
                return kept
            return _new_key(connection)
    finally:
        engine.dispose()


def _new_key(connection: Connection) -> str:
    try:
        project = get_project(connection, tenant_id=PROJECT)
    except NotFound:
        return create_project(connection, tenant_id=PROJECT, name=NAME).key.text
    return add_key(
        connection,
        tenant_id=project.id,
        family=PROMPT_REGISTRY,
        owner=project.name,
        label="baton up",
        environment=PRODUCTION,
    ).text
