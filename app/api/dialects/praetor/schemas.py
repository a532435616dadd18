"""What clients send to several of Praetor's resources, and what they get from them."""

from marshmallow import EXCLUDE, Schema, fields, validate


class ListQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    limit = fields.Integer(load_default=100, validate=validate.Range(1, 200))
    offset = fields.Integer(load_default=0, validate=validate.Range(0, 1_000_000))


class DeletedData(Schema):
    id = fields.UUID(required=True)
    deleted = fields.Constant(True, required=True)
