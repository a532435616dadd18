"""What is asked of threads, and sent to change them."""

from marshmallow import EXCLUDE, Schema, fields, validate

from app.api.body_schemas import Body
from app.api.run_requests import QueryCount
from app.domain.conversations.operations import LONGEST_TITLE

MOST_OFFSET = 1_000_000

TICKET = {"description": "A stream ticket instead of a key, for EventSource"}


class TicketQuery(Schema):
    ticket = fields.String(metadata=TICKET)


class ThreadsQuery(Schema):
    limit = QueryCount(load_default=20, validate=validate.Range(1, 100))
    offset = QueryCount(load_default=0, validate=validate.Range(0, MOST_OFFSET))
    sort_by = fields.String(load_default="updated_at", validate=validate.OneOf(("created_at", "updated_at")))
    sort_order = fields.String(load_default="desc", validate=validate.OneOf(("asc", "desc")))


class MessagesQuery(Schema):
    limit = QueryCount(load_default=50, validate=validate.Range(1, 200))
    offset = QueryCount(load_default=0, validate=validate.Range(0, MOST_OFFSET))


class ThreadTitleBody(Schema):
    """Null is a value here: it takes the title away."""

    class Meta:
        unknown = EXCLUDE

    title = fields.String(required=True, allow_none=True, validate=validate.Length(max=LONGEST_TITLE))


class ThreadRetryBody(Body):
    checkpoint_id = fields.String(metadata={"description": "Ask again from there instead of behind the last step"})
