"""Watchlists: one default, made when it is needed; items once each; nobody else's."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from app.storage.database import transaction
from app.storage.identifiers import new_id
from tests.dialects.ptc.callers import Caller, new_caller, refused, sentence, told

PATH = "/users/me/watchlists"
NVIDIA = {"symbol": "nvda", "instrument_type": "stock", "alert_settings": {"price_above": 200.5, "own": "word"}}


def defaults(caller: Caller) -> list[str]:
    return [each["name"] for each in told(caller.get(PATH))["watchlists"] if each["is_default"]]


def test_a_watchlist_is_made_changed_listed_and_deleted(caller: Caller) -> None:
    tech = told(caller.post(PATH, {"name": "Tech", "description": "Chips", "display_order": 2}), 201)
    told(caller.post(PATH, {"name": "First", "display_order": -1}), 201)
    path = f"{PATH}/{tech['watchlist_id']}"

    changed = told(caller.put(path, {"name": "Tech Giants"}))

    assert (changed["name"], changed["description"], changed["display_order"]) == ("Tech Giants", "Chips", 2)
    assert told(caller.get(path)) == changed | {"items": [], "total": 0}
    listed = told(caller.get(PATH))
    assert ([each["name"] for each in listed["watchlists"]], listed["total"]) == (["First", "Tech Giants"], 2)
    assert caller.delete(path).status_code == 204
    for answer in (caller.get(path), caller.put(path, {}), caller.delete(path)):
        assert sentence(answer, 404) == "Watchlist not found"


def test_two_watchlists_of_a_user_differ_in_name(caller: Caller) -> None:
    told(caller.post(PATH, {"name": "A"}), 201)
    other = told(caller.post(PATH, {"name": "B"}), 201)

    assert sentence(caller.post(PATH, {"name": "A"}), 409) == "A watchlist with this name exists already"
    sentence(caller.put(f"{PATH}/{other['watchlist_id']}", {"name": "A"}), 409)
    told(caller.as_user("user-456").post(PATH, {"name": "A"}), 201)


def test_a_new_default_takes_the_place_of_the_old_one(caller: Caller) -> None:
    first = told(caller.post(PATH, {"name": "First", "is_default": True}), 201)
    second = told(caller.post(PATH, {"name": "Second", "is_default": True}), 201)
    assert (first["is_default"], defaults(caller)) == (True, ["Second"])

    told(caller.put(f"{PATH}/{first['watchlist_id']}", {"is_default": True}))
    assert defaults(caller) == ["First"]

    # One that fails leaves the old default in place.
    sentence(caller.post(PATH, {"name": "Second", "is_default": True}), 409)
    sentence(caller.put(f"{PATH}/{new_id()}", {"is_default": True}), 404)
    sentence(caller.put(f"{PATH}/{second['watchlist_id']}", {"name": "First", "is_default": True}), 409)
    assert defaults(caller) == ["First"]


def test_the_default_list_is_made_when_it_is_first_asked_for_by_however_many(caller: Caller) -> None:
    sentence(caller.delete(f"{PATH}/default"), 404)

    with ThreadPoolExecutor(6) as threads:
        found = list(threads.map(lambda _: told(caller.get(f"{PATH}/default"))["watchlist_id"], range(6)))

    assert len(set(found)) == 1
    assert defaults(caller) == ["Default"]
    item = told(caller.post(f"{PATH}/default/items", NVIDIA), 201)
    assert item["watchlist_id"] == found[0]
    assert told(caller.put(f"{PATH}/default", {"description": "Mine"}))["watchlist_id"] == found[0]
    assert caller.delete(f"{PATH}/default").status_code == 204
    assert told(caller.get(PATH))["total"] == 0


def test_a_list_that_is_called_default_becomes_the_default_one(caller: Caller) -> None:
    made = told(caller.post(PATH, {"name": "Default"}), 201)

    assert told(caller.get(f"{PATH}/default"))["watchlist_id"] == made["watchlist_id"]
    assert defaults(caller) == ["Default"]


def test_many_new_defaults_at_once_all_succeed_and_one_stays(caller: Caller) -> None:
    with ThreadPoolExecutor(6) as threads:
        made = threads.map(lambda n: caller.post(PATH, {"name": f"L{n}", "is_default": True}).status_code, range(6))

    assert set(made) == {201}
    assert len(defaults(caller)) == 1


def test_items_are_added_once_changed_and_taken_off(caller: Caller) -> None:
    path = f"{PATH}/{told(caller.post(PATH, {'name': 'Tech'}), 201)['watchlist_id']}"
    item = told(caller.post(f"{path}/items", NVIDIA), 201)

    assert (item["symbol"], item["metadata"]) == ("NVDA", {})
    assert item["alert_settings"] == {
        "price_above": 200.5,
        "price_below": None,
        "percent_change": None,
        "news_alerts": None,
        "own": "word",
    }
    assert "already" in sentence(caller.post(f"{path}/items", NVIDIA), 409)
    told(caller.post(f"{path}/items", NVIDIA | {"instrument_type": "etf"}), 201)
    changed = told(caller.put(f"{path}/items/{item['item_id']}", {"symbol": "X", "notes": "Soon"}))
    assert changed | {"notes": None, "updated_at": item["updated_at"]} == item
    assert told(caller.get(f"{path}/items/{item['item_id']}")) == changed
    listed = told(caller.get(f"{path}/items"))
    assert (listed["items"][0], listed["total"]) == (changed, 2)
    assert told(caller.get(path))["items"] == listed["items"]
    assert caller.delete(f"{path}/items/{item['item_id']}").status_code == 204
    for answer in (
        caller.get(f"{path}/items/{item['item_id']}"),
        caller.put(f"{path}/items/{item['item_id']}", {}),
        caller.delete(f"{path}/items/{item['item_id']}"),
    ):
        assert sentence(answer, 404) == "Watchlist item not found"


def test_a_deleted_watchlist_takes_its_items_along(caller: Caller, owner: Engine) -> None:
    item = told(caller.post(f"{PATH}/default/items", NVIDIA), 201)

    assert caller.delete(f"{PATH}/{item['watchlist_id']}").status_code == 204

    sentence(caller.get(f"{PATH}/{item['watchlist_id']}/items"), 404)
    with transaction(owner) as connection:
        left = connection.execute(text("SELECT count(*) FROM watchlist_items WHERE id = :id"), {"id": item["item_id"]})
        assert left.scalar_one() == 0


def test_another_users_and_another_tenants_list_is_nobodys(app: Flask, owner: Engine, caller: Caller) -> None:
    item = told(caller.post(f"{PATH}/default/items", NVIDIA), 201)
    list_id, item_id = item["watchlist_id"], item["item_id"]

    for other in (caller.as_user("user-456"), new_caller(app, owner)):
        own = told(other.get(f"{PATH}/default"))["watchlist_id"]
        for path in (f"{PATH}/{list_id}", f"{PATH}/{list_id}/items/{item_id}", f"{PATH}/{own}/items/{item_id}"):
            sentence(other.get(path), 404)
            sentence(other.put(path, {"name": "Mine"}), 404)
            sentence(other.delete(path), 404)
        sentence(other.get(f"{PATH}/{list_id}/items"), 404)
        sentence(other.post(f"{PATH}/{list_id}/items", NVIDIA), 404)
    assert told(caller.get(f"{PATH}/{list_id}"))["items"] == [item]


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        (PATH, {}, "name"),
        (PATH, {"name": ""}, "name"),
        (PATH, {"name": "x" * 101}, "name"),
        (PATH, {"name": "A", "display_order": 2**31}, "display_order"),
        (PATH, {"name": "A", "is_default": 1}, "is_default"),
        (f"{PATH}/default/items", {"instrument_type": "stock"}, "symbol"),
        (f"{PATH}/default/items", NVIDIA | {"instrument_type": "bond"}, "instrument_type"),
        (f"{PATH}/default/items", NVIDIA | {"alert_settings": {"price_above": "high"}}, "alert_settings.price_above"),
        (f"{PATH}/default/items", NVIDIA | {"metadata": []}, "metadata"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(caller: Caller, path: str, body: object, field: str) -> None:
    assert refused(caller.post(path, body)) == {field}
