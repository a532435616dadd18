"""The public keys of our session tokens, where verifiers look for them."""

from flask import Response

from app.api.blueprints import ApiBlueprint
from app.api.credentials import PUBLIC
from app.api.dialects.praetor.identity.authentication import identity
from app.api.http.json_bodies import json_response

published_keys = ApiBlueprint("published_keys", __name__, description="For those who verify our session tokens")


@published_keys.route("/.well-known/jwks.json", credentials=PUBLIC)
@published_keys.answers(200, {"type": "object"}, description="A JSON Web Key Set; empty before the first login")
def key_set() -> Response:
    """The keys that verify session tokens."""
    return json_response(identity().keys.key_set())
