"""The OpenComputer key of `baton up`: that API has no open mode, so there has to be a key to try it with."""

from app.domain.accounts.key_texts import OPENCOMPUTER
from app.domain.accounts.operations import create_key, use_key
from app.storage import database

OWNER = "Development"


def opencomputer_key(database_url: str, *, kept: str) -> str:
    """The key ``kept`` from an earlier start as long as it opens something; else a new one of the same tenant."""
    engine = database.connect(database_url, pool_size=1, application="baton-up")
    try:
        with database.transaction(engine) as connection:
            if use_key(connection, family=OPENCOMPUTER, key=kept) is not None:
                return kept
            return create_key(connection, family=OPENCOMPUTER, owner=OWNER, label="baton up").text
    finally:
        engine.dispose()
