"""The shapes of answers about users and their preferences, for the OpenAPI document."""

from marshmallow import Schema, fields

from app.api.answer_schemas import nullable


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
