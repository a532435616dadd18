"""Every Praetor route has its row in the table of capabilities, and every row its route."""

from flask import Flask

from app.api.credentials import PUBLIC, declared
from app.api.dialect import owner_of
from app.api.dialects.praetor.capabilities import CAPABILITIES, OPEN, OWN, known_capabilities
from app.api.dialects.praetor.dialect import PRAETOR, SESSION
from app.api.factory import DIALECTS
from app.domain.access_policies.checks import ACTION
from app.domain.access_policies.system_roles import ADMINISTRATORS_ONLY, NEVER_DENIED


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


def test_what_stands_above_all_policies_is_in_the_table() -> None:
    assert known_capabilities() >= ADMINISTRATORS_ONLY | NEVER_DENIED


def test_every_capability_names_a_type_and_a_verb() -> None:
    assert [each for each in known_capabilities() if not ACTION.match(each)] == []
    assert not known_capabilities() & {OPEN, OWN}
