"""Every Praetor route has its row in the table of capabilities, and every row its route."""

from flask import Flask

from app.api.credentials import PUBLIC, declared
from app.api.dialect import owner_of
from app.api.dialects.praetor.capabilities import ADMINISTRATORS_ONLY, CAPABILITIES, OPEN
from app.api.dialects.praetor.dialect import PRAETOR, SESSION
from app.api.factory import DIALECTS


def praetors_routes(app: Flask) -> dict[str, str]:
    """Endpoints by method and rule."""
    return {
        f"{method} {rule.rule}": rule.endpoint
        for rule in app.url_map.iter_rules()
        if owner_of(rule.rule, dialects=DIALECTS) is PRAETOR
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_every_route_has_a_row_and_every_row_a_route(app: Flask) -> None:
    assert set(praetors_routes(app)) == set(CAPABILITIES)


def test_only_open_routes_ask_for_no_session(app: Flask) -> None:
    for route, endpoint in praetors_routes(app).items():
        expected = PUBLIC if CAPABILITIES[route] == OPEN else SESSION
        assert declared(app.view_functions[endpoint]) is expected, route


def test_what_only_administrators_may_do_is_in_the_table() -> None:
    assert set(CAPABILITIES.values()) >= ADMINISTRATORS_ONLY
