"""Users and their preferences (rows 002-32 to 002-36). Who somebody is, his client says (X-User-Id)."""

from typing import Any

from flask import Response

from app.api.dialects.ptc.blueprint import PtcBlueprint
from app.api.dialects.ptc.dialect import PREFIX
from app.api.dialects.ptc.identity import PTC_KEY
from app.api.dialects.ptc.users import presenters
from app.api.dialects.ptc.users.owner import owner
from app.api.dialects.ptc.users.schemas import (
    PreferencesChange,
    PreferencesItem,
    ProfileBody,
    ProfileChange,
    UserItem,
    UserWithPreferences,
)
from app.api.http.json_bodies import json_response
from app.api.services import transaction
from app.domain.investments import investors

users = PtcBlueprint("ptc-users", __name__, url_prefix=f"{PREFIX}/users", description="PTC: users")


@users.route("", method="POST", credentials=PTC_KEY)
@users.takes(ProfileBody, example={"email": "user@example.com", "name": "John Doe", "timezone": "America/New_York"})
@users.answers(201, UserItem, description="The user")
@users.fails("BAD_REQUEST", "CONFLICT", "UNPROCESSABLE_ENTITY")
def create(body: dict[str, Any]) -> Response:
    """Make a profile for the user whom `X-User-Id` names."""
    whose = owner()
    with transaction() as connection:
        made = investors.create_investor(connection, owner=whose, profile=body)
    return json_response(presenters.user(made), 201)


@users.route("/me", credentials=PTC_KEY)
@users.answers(200, UserWithPreferences, description="The user; `preferences` is null until he has given any")
@users.fails("NOT_FOUND", "UNPROCESSABLE_ENTITY")
def show() -> Response:
    """The user with his preferences."""
    whose = owner()
    with transaction() as connection:
        found = investors.get_investor(connection, owner=whose)
        liked = investors.find_preferences(connection, owner=whose)
    return json_response(presenters.user_with_preferences(found, liked))


@users.route("/me", method="PUT", credentials=PTC_KEY)
@users.takes(ProfileChange, example={"name": "Jane Doe", "onboarding_completed": True})
@users.answers(200, UserWithPreferences, description="The user as he is now")
@users.fails("BAD_REQUEST", "NOT_FOUND", "UNPROCESSABLE_ENTITY")
def change(body: dict[str, Any]) -> Response:
    """Change what is given."""
    whose = owner()
    with transaction() as connection:
        found = investors.update_investor(connection, owner=whose, changes=body)
        liked = investors.find_preferences(connection, owner=whose)
    return json_response(presenters.user_with_preferences(found, liked))


@users.route("/me/preferences", credentials=PTC_KEY)
@users.answers(200, PreferencesItem, description="The preferences")
@users.fails("NOT_FOUND", "UNPROCESSABLE_ENTITY")
def show_preferences() -> Response:
    """What the user likes; 404 until he has said anything."""
    whose = owner()
    with transaction() as connection:
        investors.get_investor(connection, owner=whose)
        found = investors.get_preferences(connection, owner=whose)
    return json_response(presenters.preferences(found))


@users.route("/me/preferences", method="PUT", credentials=PTC_KEY)
@users.takes(PreferencesChange, example={"risk_preference": {"risk_tolerance": "medium"}})
@users.answers(200, PreferencesItem, description="The preferences as they are now")
@users.fails("BAD_REQUEST", "NOT_FOUND", "UNPROCESSABLE_ENTITY")
def change_preferences(body: dict[str, Any]) -> Response:
    """Merge what is given into what there is, key by key; null takes a key out."""
    whose = owner()
    with transaction() as connection:
        found = investors.merge_preferences(connection, owner=whose, changes=body)
    return json_response(presenters.preferences(found))
