"""Tokens of a foreign issuer, verified with the keys that it publishes."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import jwt
import pytest
from flask import Flask
from sqlalchemy import Engine, text

from app.api.factory import create_app
from app.domain.users.foreign_tokens import configured_issuer
from app.domain.users.queries import ADMINISTRATOR
from app.settings import Settings, read_settings
from app.storage.identifiers import new_id
from tests.dialects.clients import shut_down
from tests.dialects.praetor.identity.key_server import AUDIENCE, ISSUER, KeyServer, key_server
from tests.dialects.praetor.people import Person, PraetorClient, data, make_person, problem


@pytest.fixture(scope="module")
def issuer() -> Iterator[KeyServer]:
    with key_server() as running:
        yield running


@pytest.fixture
def app_with(api_settings: Settings, issuer: KeyServer, tenant_id: UUID) -> Iterator[Callable[..., Flask]]:
    """Makes applications that take the issuer's tokens."""
    made: list[Flask] = []

    def make(**settings: Any) -> Flask:
        known = {"jwks_url": issuer.url, "jwt_issuer": ISSUER, "jwt_audience": AUDIENCE, "jwt_tenant": tenant_id}
        made.append(create_app(replace(api_settings, **{**known, **settings})))
        return made[-1]

    yield make
    for app in made:
        shut_down(app)


@pytest.fixture
def trusting(app_with: Callable[..., Flask]) -> Flask:
    return app_with()


@pytest.fixture
def subject() -> str:
    return f"user-live-{new_id()}"


def me(app: Flask, token: str) -> Any:
    return PraetorClient(app, token=token).get("/api/auth/me")


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_a_first_call_makes_the_account_and_later_ones_find_it(
    trusting: Flask, issuer: KeyServer, subject: str, tenant_id: UUID, algorithm: str
) -> None:
    first = data(
        me(trusting, issuer.token(subject, algorithm=algorithm, email="Joan@Example.com" + subject, name="Joan"))
    )
    second = data(me(trusting, issuer.token(subject, algorithm=algorithm)))

    assert first["user"]["email"] == "joan@example.com" + subject
    assert first["user"]["name"] == "Joan"
    assert (first["tenant"]["id"], first["role"]) == (str(tenant_id), "member")
    assert second["user"] == first["user"]


def test_stytchs_own_claims_are_understood(trusting: Flask, issuer: KeyServer, subject: str) -> None:
    email = f"{new_id().hex}@example.com"
    session = {
        "id": f"session-live-{subject}",
        "authentication_factors": [{"type": "magic_link", "email_factor": {"email_address": email}}],
    }
    claims: dict[str, Any] = {"https://stytch.com/session": session}
    tokens = [issuer.token(subject, jti=jti, **claims) for jti in "ab"]

    first, second = (data(me(trusting, token)) for token in tokens)

    assert first["user"]["email"] == email
    assert first["sessionId"] == second["sessionId"]


def test_a_logout_closes_the_session_of_all_its_tokens(trusting: Flask, issuer: KeyServer, subject: str) -> None:
    before, after, other = (
        issuer.token(subject, sid=sid, jti=jti) for sid, jti in (("1", "a"), ("1", "b"), ("2", "c"))
    )

    data(PraetorClient(trusting, token=before).post("/api/auth/logout"))

    assert problem(me(trusting, before)) == (401, "UNAUTHORIZED")
    assert problem(me(trusting, after)) == (401, "UNAUTHORIZED")
    assert data(me(trusting, other))


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://another.example"},
        {"aud": "another"},
        {"aud": None},
        {"exp": datetime.now(UTC) - timedelta(minutes=1)},
        {"exp": None},
        {"nbf": datetime.now(UTC) + timedelta(days=1)},
        {"sub": None},
    ],
    ids=lambda claims: next(iter(claims)),
)
def test_no_claim_may_be_missing_or_wrong(
    trusting: Flask, issuer: KeyServer, subject: str, claims: dict[str, Any]
) -> None:
    assert problem(me(trusting, issuer.token(subject, **claims))) == (401, "UNAUTHORIZED")


def test_no_shared_secret_signs_even_if_it_were_published(trusting: Flask, issuer: KeyServer, subject: str) -> None:
    claims = jwt.decode(issuer.token(subject), options={"verify_signature": False})
    secret = b"secret-secret-secret-secret-secret"

    assert problem(me(trusting, jwt.encode(claims, secret, algorithm="HS256", headers={"kid": "shared"})))[0] == 401
    assert problem(me(trusting, jwt.encode(claims, "", algorithm="none", headers={"kid": "rsa"})))[0] == 401


def test_unknown_keys_do_not_have_the_issuer_asked_again_and_again(
    trusting: Flask, issuer: KeyServer, subject: str
) -> None:
    data(me(trusting, issuer.token(subject)))
    before = issuer.fetched
    forged = [
        jwt.encode({"iss": ISSUER, "sub": "x"}, issuer.ec, algorithm="ES256", headers={"kid": str(number)})
        for number in range(20)
    ]

    assert {me(trusting, token).status_code for token in forged} == {401}
    assert issuer.fetched - before <= 1


def test_a_token_does_not_choose_where_its_key_comes_from(trusting: Flask, issuer: KeyServer, subject: str) -> None:
    with key_server() as thief:
        token = jwt.encode(
            jwt.decode(issuer.token(subject), options={"verify_signature": False}),
            thief.rsa,
            algorithm="RS256",
            headers={"kid": "rsa", "jku": thief.url, "jwk": thief.keys[0]},
        )
        assert problem(me(trusting, token)) == (401, "UNAUTHORIZED")
        assert thief.fetched == 0


def test_without_a_tenant_to_join_a_stranger_stays_one(
    app_with: Callable[..., Flask], issuer: KeyServer, subject: str
) -> None:
    assert problem(me(app_with(jwt_tenant=None), issuer.token(subject))) == (401, "UNAUTHORIZED")


def test_an_address_with_an_account_here_is_not_handed_over(
    trusting: Flask, issuer: KeyServer, owner: Engine, subject: str
) -> None:
    known = make_person(owner, role=ADMINISTRATOR)

    assert problem(me(trusting, issuer.token(subject, email=known.email))) == (401, "UNAUTHORIZED")


def test_first_calls_at_the_same_moment_make_one_account(
    trusting: Flask, issuer: KeyServer, owner: Engine, subject: str
) -> None:
    token = issuer.token(subject, sid="1")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: me(trusting, token), range(8)))

    assert len({data(answer)["user"]["id"] for answer in answers}) == 1
    with owner.connect() as connection:
        made = connection.execute(text("SELECT count(*) FROM users WHERE name = :name"), {"name": subject})
        assert made.scalar_one() == 1


def test_an_issuer_that_is_silent_is_an_outage_and_no_refusal(
    app_with: Callable[..., Flask], issuer: KeyServer, subject: str, ada: Person
) -> None:
    app = app_with(jwks_url="http://127.0.0.1:1/keys")

    for _ in range(2):
        answer = me(app, issuer.token(subject))
        assert problem(answer) == (503, "SERVICE_UNAVAILABLE")
        assert int(answer.headers["Retry-After"]) >= 1
    assert data(PraetorClient(app).login(ada.email))


def test_without_a_configured_issuer_nobody_elses_tokens_are_read(app: Flask, issuer: KeyServer, subject: str) -> None:
    assert problem(me(app, issuer.token(subject))) == (401, "UNAUTHORIZED")


@pytest.mark.parametrize(
    ("project", "url"),
    [
        ("project-test-1", "https://test.stytch.com/v1/sessions/jwks/project-test-1"),
        ("project-live-1", "https://api.stytch.com/v1/sessions/jwks/project-live-1"),
    ],
)
def test_a_stytch_project_is_all_that_has_to_be_set(project: str, url: str) -> None:
    made = configured_issuer(read_settings({"BATON_STYTCH_PROJECT_ID": project}))

    assert made is not None
    assert (made._keys.uri, made.issuer, made._audience) == (url, f"stytch.com/{project}", project)
