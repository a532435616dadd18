"""What clients send about users and their preferences, and what they get.

Fields that are not known are ignored, but for preferences, which clients extend. Null is nothing, except inside of
preferences, where it takes a key out.
"""

from marshmallow import Schema, fields, validate

from app.api.answer_schemas import nullable
from app.api.body_schemas import Body, SwitchField
from app.api.dialects.ptc.schemas import OpenObject, check_size, free_object, text


def _word(*words: str) -> fields.String:
    return fields.String(allow_none=True, validate=validate.OneOf(words))


class ProfileBody(Body):
    """A new user; who he is, the header says."""

    email = text(255)
    name = text(255)
    avatar_url = text(2_000)
    timezone = text(100, metadata={"example": "America/New_York"})
    locale = text(20, metadata={"example": "en-US"})


class ProfileChange(ProfileBody):
    onboarding_completed = SwitchField()


class RiskPreference(OpenObject):
    risk_tolerance = _word("low", "medium", "high", "long_term_focus")


class InvestmentPreference(OpenObject):
    company_interest = _word("growth", "stable", "value", "esg")
    holding_period = _word("short_term", "mid_term", "long_term", "flexible")
    analysis_focus = _word("growth", "valuation", "moat", "risk")


class AgentPreference(OpenObject):
    output_style = _word("summary", "data", "deep_dive", "quick")


class PreferencesChange(Body):
    """What is given is merged into what there is, key by key; null takes a key out."""

    risk_preference = fields.Nested(RiskPreference, validate=check_size)
    investment_preference = fields.Nested(InvestmentPreference, validate=check_size)
    agent_preference = fields.Nested(AgentPreference, validate=check_size)
    other_preference = free_object()


class UserItem(Schema):
    user_id = fields.String(required=True)
    email = nullable(fields.String)
    name = nullable(fields.String)
    avatar_url = nullable(fields.String)
    timezone = nullable(fields.String)
    locale = nullable(fields.String)
    onboarding_completed = fields.Boolean(required=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)
    last_login_at = nullable(fields.DateTime)


class PreferencesItem(Schema):
    preference_id = fields.UUID(required=True)
    user_id = fields.String(required=True)
    risk_preference = fields.Dict(required=True)
    investment_preference = fields.Dict(required=True)
    agent_preference = fields.Dict(required=True)
    other_preference = fields.Dict(required=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)


class UserWithPreferences(Schema):
    user = fields.Nested(UserItem, required=True)
    preferences = fields.Nested(PreferencesItem, required=True, allow_none=True)
