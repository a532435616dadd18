"""Holdings: exact amounts, one per account, and nobody else's."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine

from app.storage.identifiers import new_id
from tests.dialects.ptc.callers import Caller, new_caller, refused, sentence, told

PATH = "/users/me/portfolio"
APPLE = {
    "symbol": " aapl ",
    "instrument_type": "stock",
    "quantity": 100,
    "exchange": "NASDAQ",
    "name": "Apple Inc.",
    "average_cost": "150.00",
    "account_name": "Main Brokerage",
    "notes": "Long-term hold",
    "metadata": {"lot": 1},
    "first_purchased_at": "2024-01-15T10:30:00Z",
}


def test_a_holding_comes_back_as_it_was_given(caller: Caller) -> None:
    made = told(caller.post(PATH, APPLE), 201)

    given = APPLE | {
        "symbol": "AAPL",
        "quantity": "100",
        "currency": "USD",
        "first_purchased_at": "2024-01-15T10:30:00.000Z",
        "user_id": "user-123",
    }
    assert made | given == made
    assert told(caller.get(f"{PATH}/{made['holding_id']}")) == made
    assert told(caller.get(PATH)) == {"holdings": [made], "total": 1}


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("0.1", "0.1"),
        ("12345678901234567.123456789", "12345678901234567.123456789"),
        ("1e-18", "0.000000000000000001"),
        ("1.50", "1.50"),
        ("-3", "-3"),
        ("12345678901234567890", "12345678901234567890"),
    ],
)
def test_no_digit_of_an_amount_is_lost_as_a_number_or_as_a_string(caller: Caller, written: str, shown: str) -> None:
    start = '{"symbol": "BTC", "instrument_type": "crypto", "quantity": '

    as_number = told(caller.post(PATH, f"{start}{written}}}".encode()), 201)
    changed = told(caller.put(f"{PATH}/{as_number['holding_id']}", {"average_cost": written}))

    assert (as_number["quantity"], changed["average_cost"], changed["quantity"]) == (shown, shown, shown)


@pytest.mark.parametrize("amount", ["", "many", "NaN", "Infinity", "1" * 21, "1e-21", "1e999999999", True, [1], {}])
def test_what_is_no_amount_is_refused(caller: Caller, amount: Any) -> None:
    assert refused(caller.post(PATH, APPLE | {"quantity": amount})) == {"quantity"}


def test_a_number_of_hundreds_of_digits_is_refused_too(caller: Caller) -> None:
    body = json.dumps(APPLE | {"quantity": 0}).replace('"quantity": 0', f'"quantity": {"9" * 300}')

    assert refused(caller.post(PATH, body.encode())) == {"quantity"}


@pytest.mark.parametrize(
    "field", ["symbol", "instrument_type", "exchange", "currency", "account_name", "metadata", "first_purchased_at"]
)
def test_what_does_not_fit_is_refused_by_name(caller: Caller, field: str) -> None:
    assert refused(caller.post(PATH, APPLE | {field: "x" * 101})) == {field}


def test_symbol_type_and_quantity_are_needed(caller: Caller) -> None:
    assert refused(caller.post(PATH, {})) == {"symbol", "instrument_type", "quantity"}
    assert refused(caller.post(PATH, APPLE | {"symbol": "  "})) == {"symbol"}


def test_an_account_holds_a_symbol_of_a_type_once(caller: Caller) -> None:
    told(caller.post(PATH, APPLE), 201)
    without = {name: value for name, value in APPLE.items() if name != "account_name"}

    assert "already" in sentence(caller.post(PATH, APPLE | {"symbol": "AAPL", "quantity": 1}), 409)
    told(caller.post(PATH, APPLE | {"account_name": "Another"}), 201)
    told(caller.post(PATH, APPLE | {"instrument_type": "etf"}), 201)
    told(caller.post(PATH, without), 201)
    with ThreadPoolExecutor(4) as threads:
        statuses = list(threads.map(lambda _: caller.post(PATH, without | {"symbol": "B"}).status_code, range(4)))
    assert sorted(statuses) == [201, 409, 409, 409]
    assert told(caller.get(PATH))["total"] == 5


def test_a_change_touches_what_it_names_and_never_what_a_holding_is(caller: Caller) -> None:
    made = told(caller.post(PATH, APPLE), 201)
    path = f"{PATH}/{made['holding_id']}"

    fixed = {"symbol": "MSFT", "instrument_type": "etf", "exchange": "NYSE", "account_name": "Other"}
    changed = told(caller.put(path, {**fixed, "quantity": "120.5", "notes": "More"}))

    assert changed | {"quantity": "100", "notes": APPLE["notes"], "updated_at": made["updated_at"]} == made
    assert (changed["quantity"], changed["notes"]) == ("120.5", "More")
    assert caller.delete(path).status_code == 204
    for answer in (caller.get(path), caller.put(path, {"notes": "x"}), caller.delete(path)):
        assert sentence(answer, 404) == "Holding not found"


def test_another_users_and_another_tenants_holding_is_nobodys(app: Flask, owner: Engine, caller: Caller) -> None:
    made = told(caller.post(PATH, APPLE), 201)

    for other in (caller.as_user("user-456"), new_caller(app, owner)):
        assert told(other.get(PATH)) == {"holdings": [], "total": 0}
        for holding_id in (made["holding_id"], new_id(), "no-id"):
            sentence(other.get(f"{PATH}/{holding_id}"), 404)
            sentence(other.put(f"{PATH}/{holding_id}", {"quantity": 1}), 404)
            sentence(other.delete(f"{PATH}/{holding_id}"), 404)
    assert told(caller.get(PATH))["holdings"] == [made]
