"""What is asked of workflows."""

from marshmallow import Schema, validate

from app.api.run_requests import QueryCount


class CheckpointsQuery(Schema):
    limit = QueryCount(load_default=10, validate=validate.Range(1, 50))


class SummarizeQuery(Schema):
    keep_messages = QueryCount(load_default=5, validate=validate.Range(1, 20))
