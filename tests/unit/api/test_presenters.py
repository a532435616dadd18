"""What ProductOS's clients read of events and runs."""

from typing import Any
from uuid import UUID

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.dialects.productos.dialect import frame
from app.api.streaming.event_objects import event_page
from app.engine.event_log import Event
from app.storage.json import dumps

RUN = UUID(int=1)
payloads = st.dictionaries(
    st.text(max_size=5).filter(lambda key: key not in ("type", "cursor")),
    st.recursive(st.none() | st.booleans() | st.text() | st.integers(-(2**53), 2**53), st.lists, max_leaves=5),
)


@given(type=st.text(min_size=1), cursor=st.integers(1, 2**63 - 1), payload=payloads)
def test_a_frame_is_read_back_by_the_rules_of_the_documents_client(
    type: str, cursor: int, payload: dict[str, Any]
) -> None:
    stored = dumps(payload)
    framed = frame(Event(cursor, RUN, type, stored)).decode()

    assert framed.startswith("data: ")
    assert framed.endswith("\n\n")
    assert framed.count("\n") == 2
    assert orjson.loads(framed[6:]) == {"type": type, "cursor": cursor, **orjson.loads(stored)}


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_page_is_json(count: int) -> None:
    events = [Event(number, RUN, "text_delta", b'{"delta":"x"}') for number in range(1, count + 1)]

    page = orjson.loads(event_page(events, cursor=count, has_more=True))

    assert [event["cursor"] for event in page["events"]] == list(range(1, count + 1))
    assert (page["cursor"], page["hasMore"]) == (count, True)
