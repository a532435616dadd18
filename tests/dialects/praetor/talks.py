"""Talking in discovery chat, the way a client does."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from werkzeug.test import TestResponse

from app.storage.identifiers import new_id
from tests.dialects.praetor.people import Person, PraetorClient, data

CHAT = "/api/discovery-chat"
Frame = dict[str, Any]

BUSINESS = (
    "My target market is small businesses",
    "We sell a bookkeeping service for craftsmen",
    "They waste hours on receipts and forget deadlines",
    "Unlike tax advisors we do it by phone on the same day. We charge 49 euros per month",
    "Other bookkeepers and spreadsheets are our competition",
    "Word of mouth mostly, and a newsletter",
    "We want to grow to 200 customers by next year",
)
IDEA = (
    "An app with which neighbours lend each other tools",
    "Everybody buys a drill and uses it once. It is hard to find somebody who lends one",
    "Tenants in big cities",
    "I don't know",
    "Unlike anything else it has deposits",
    "Lenders pay a commission of 10%",
    "The first version lets people offer a tool and book it",
    "100 active users after three months",
)
PROJECT = (
    "We want to replace the paper calendar of our dental practice so that patients can book online",
    "Patients and the reception staff",
    "A booking service",
    "Users can search a free slot, book it and cancel it",
    "Our success criterion is to reduce missed appointments by 30%",
    "25,000 euros",
    "We launch in March",
    "It must work together with our practice software Dampsoft",
)


class Talk:
    """One talk of a person. ``sent`` is all that was streamed in it, byte for byte."""

    def __init__(
        self, client: PraetorClient, person: Person, context_type: str = "business_profile", **more: Any
    ) -> None:
        self.id = str(new_id())
        self.path = f"{CHAT}/{self.id}"
        self.sent = b""
        self._client = client
        self.body = {
            "sessionId": self.id,
            "contextType": context_type,
            "userId": str(person.id),
            "tenantId": str(person.tenant_id),
            **more,
        }

    def post(self, message: str, changes: Mapping[str, Any] = MappingProxyType({})) -> TestResponse:
        """Send the message; the answer's stream is not read yet. ``changes`` are to the body."""
        return self._client.post(CHAT, {**self.body, "message": message, **changes})

    def say(self, message: str) -> list[Frame]:
        """The frames of the answer, to its end."""
        with self.post(message) as answer:
            assert (answer.status_code, answer.mimetype) == (200, "text/event-stream"), answer.get_data()
            raw = answer.get_data()
        self.sent += without_comments(raw)
        return frames(raw)

    @property
    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = data(self._client.get(self.path))
        return found

    def complete(self) -> TestResponse:
        return self._client.post(f"{self.path}/complete")


def frames(raw: bytes) -> list[Frame]:
    """The events, read by the rules of the document's client: ``data: `` and one line of JSON."""
    whole, rest = without_comments(raw).decode().rsplit("\n\n", 1)
    assert rest == ""
    return [json.loads(frame.removeprefix("data: ")) for frame in whole.split("\n\n")]


def without_comments(raw: bytes) -> bytes:
    return b"".join(frame + b"\n\n" for frame in raw.split(b"\n\n") if frame and not frame.startswith(b":"))


def of_type(told: list[Frame], type: str) -> list[Frame]:
    return [frame for frame in told if frame["type"] == type]
