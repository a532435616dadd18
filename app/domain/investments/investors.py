"""Profiles and preferences of investors."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, text

from app.domain.investments.models import Investor, InvestorPreferences
from app.domain.investments.records import InvestorRecord, PreferencesRecord
from app.domain.investments.rows import Owner, Rows
from app.errors import InvalidRequest
from app.storage.identifiers import new_id
from app.storage.json import dumps

PREFERENCES = ("risk_preference", "investment_preference", "agent_preference", "other_preference")
LARGEST_PREFERENCES = 64 * 1024
"""Bytes of JSON; merging would let them grow for ever."""

_investors = Rows(Investor, InvestorRecord, missing="User not found", taken="User already exists")
_preferences = Rows(
    InvestorPreferences, PreferencesRecord, missing="Preferences not found", taken="Preferences already exist"
)


def create_investor(connection: Connection, *, owner: Owner, profile: Mapping[str, Any]) -> InvestorRecord:
    """Make the user's profile.

    Raises:
        Conflict: he has one.
    """
    return _investors.add(connection, owner=owner, values=profile)


def get_investor(connection: Connection, *, owner: Owner) -> InvestorRecord:
    """The user's profile.

    Raises:
        NotFound: he has none.
    """
    return _investors.get(connection, owner=owner)


def update_investor(connection: Connection, *, owner: Owner, changes: Mapping[str, Any]) -> InvestorRecord:
    """The user's profile, changed in what is given.

    Raises:
        NotFound: he has none.
    """
    return _investors.change(connection, owner=owner, values=changes)


def find_preferences(connection: Connection, *, owner: Owner) -> PreferencesRecord | None:
    """The user's preferences, if he has ever given any."""
    return _preferences.find(connection, owner=owner)


def get_preferences(connection: Connection, *, owner: Owner) -> PreferencesRecord:
    """The user's preferences.

    Raises:
        NotFound: he has never given any.
    """
    return _preferences.get(connection, owner=owner)


def merge_preferences(
    connection: Connection, *, owner: Owner, changes: Mapping[str, Mapping[str, Any]]
) -> PreferencesRecord:
    """The user's preferences with ``changes`` in them: objects are merged by key, null takes a key out.

    Raises:
        NotFound: the user has no profile.
        InvalidRequest: they would be too large.
    """
    get_investor(connection, owner=owner)
    given = ", ".join(f"jsonb_strip_nulls(CAST(:{name} AS jsonb))" for name in PREFERENCES)
    merged = ", ".join(f"{name} = jsonb_strip_nulls(p.{name} || CAST(:{name} AS jsonb))" for name in PREFERENCES)
    connection.execute(
        text(
            f"""INSERT INTO investor_preferences AS p (id, tenant_id, user_id, {", ".join(PREFERENCES)})
                VALUES (:id, :tenant, :user, {given})
                ON CONFLICT (tenant_id, user_id) DO UPDATE SET {merged}, updated_at = now()"""
        ),
        {
            "id": new_id(),
            "tenant": owner.tenant_id,
            "user": owner.user_id,
            **{name: dumps(changes.get(name, {})).decode() for name in PREFERENCES},
        },
    )
    found = get_preferences(connection, owner=owner)
    if sum(len(dumps(getattr(found, name))) for name in PREFERENCES) > LARGEST_PREFERENCES:
        raise InvalidRequest(f"Preferences must be at most {LARGEST_PREFERENCES} bytes of JSON")
    return found
