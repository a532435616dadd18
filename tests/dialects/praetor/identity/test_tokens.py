"""Session tokens: what is taken for one, and how the keys that sign them are replaced."""

import base64
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from sqlalchemy import Engine, text

from app.api.dialects.praetor.identity import authentication
from app.api.factory import create_app
from app.domain.users import signing_keys
from app.settings import Settings
from app.storage.database import transaction
from app.storage.identifiers import new_id
from app.storage.secrets import SecretBox
from tests.dialects.clients import SECRET_KEY, SHARED_KEY, Client, shut_down
from tests.dialects.praetor.people import Person, PraetorClient, data, problem, signed_in

BOX = SecretBox([SECRET_KEY])


@pytest.fixture
def claims(anybody: PraetorClient, ada: Person) -> dict[str, Any]:
    """The claims of a good token of an open session."""
    token = data(anybody.login(ada.email))["token"]
    return dict(jwt.decode(token, options={"verify_signature": False}))


@pytest.fixture
def pair(anybody: PraetorClient, owner: Engine, ada: Person) -> signing_keys.SigningPair:
    data(anybody.login(ada.email))
    with transaction(owner) as connection:
        return signing_keys.signing_pair(connection, box=BOX)


@pytest.fixture
def another_process(api_settings: Settings) -> Iterator[Flask]:
    app = create_app(api_settings)
    yield app
    shut_down(app)


def signed(claims: dict[str, Any], pair: signing_keys.SigningPair, **header: Any) -> str:
    return jwt.encode(claims, pair.private_key, algorithm="EdDSA", headers={"kid": str(pair.id), **header})


def status_with(app: Flask, token: str) -> int:
    return PraetorClient(app, token=token).get("/api/auth/me").status_code


def rotate(owner: Engine) -> str:
    with transaction(owner) as connection:
        return str(signing_keys.rotate(connection, box=BOX))


def forget_known_keys(app: Flask) -> None:
    """Let the time pass for which a process believes what it has read."""
    held: authentication.Identity = app.extensions[authentication.NAME]
    held.keys._read_at = held.keys._in_vain_at = float("-inf")


def test_a_token_says_who_where_and_until_when(claims: dict[str, Any], ada: Person) -> None:
    assert claims["sub"] == str(ada.id)
    assert claims["tenant"] == str(ada.tenant_id)
    assert claims["roles"] == ["administrator"]
    assert claims["exp"] - claims["iat"] == 15 * 60
    assert {"iss", "aud", "sid", "nbf"} <= set(claims)


def test_what_we_sign_opens(app: Flask, claims: dict[str, Any], pair: signing_keys.SigningPair) -> None:
    assert status_with(app, signed(claims, pair)) == 200


@pytest.mark.parametrize(
    "change",
    [
        {"exp": datetime.now(UTC) - timedelta(minutes=1)},
        {"exp": None},
        {"nbf": datetime.now(UTC) + timedelta(days=1)},
        {"nbf": None},
        {"aud": "another"},
        {"aud": None},
        {"iss": "another"},
        {"iss": None},
        {"sid": None},
        {"sid": "nonsense"},
        {"sid": str(new_id())},
        {"sub": str(new_id())},
        {"sub": None},
        {"tenant": str(new_id())},
        {"tenant": 7},
    ],
    ids=lambda change: next(iter(change)),  # the same in every process
)
def test_no_claim_may_be_missing_or_wrong(
    app: Flask, claims: dict[str, Any], pair: signing_keys.SigningPair, change: dict[str, Any]
) -> None:
    changed = {name: value for name, value in {**claims, **change}.items() if value is not None}

    assert status_with(app, signed(changed, pair)) == 401


def test_no_algorithm_but_ours_is_taken(app: Flask, claims: dict[str, Any], pair: signing_keys.SigningPair) -> None:
    public = pair.private_key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    kid = {"kid": str(pair.id)}

    assert status_with(app, jwt.encode(claims, key="", algorithm="none", headers=kid)) == 401
    # The published key as a shared secret.
    assert status_with(app, jwt.encode(claims, public, algorithm="HS256", headers=kid)) == 401


def test_a_key_of_somebody_else_signs_nothing(
    app: Flask, claims: dict[str, Any], pair: signing_keys.SigningPair
) -> None:
    other = signing_keys.SigningPair(id=pair.id, private_key=Ed25519PrivateKey.generate())
    unknown = signing_keys.SigningPair(id=new_id(), private_key=pair.private_key)

    assert status_with(app, signed(claims, other)) == 401
    assert status_with(app, signed(claims, unknown)) == 401


def test_a_changed_token_is_none(app: Flask, claims: dict[str, Any], pair: signing_keys.SigningPair) -> None:
    header, _, signature = signed(claims, pair).split(".")
    body = base64.urlsafe_b64encode(json.dumps(claims | {"roles": ["owner"]}).encode()).decode().rstrip("=")

    assert status_with(app, f"{header}.{body}.{signature}") == 401


@pytest.mark.parametrize(
    "token", ["x", "a.b.c", "..", "\u00e4.\u00e4.\u00e4", "e30.e30.", "x" * 9000, "br_" + "x" * 43]
)
def test_what_is_no_token_opens_nothing(app: Flask, token: str) -> None:
    assert problem(PraetorClient(app, token=token).get("/api/auth/me")) == (401, "UNAUTHORIZED")


@pytest.mark.parametrize("depth", [50, 2500])
@pytest.mark.parametrize("part", [0, 1])
def test_a_deeply_nested_token_opens_nothing(app: Flask, depth: int, part: int) -> None:
    parts = [b'{"alg": "EdDSA", "kid": "x"}', b'{"iss": "baton"}', b"x"]
    parts[part] = b'{"iss": ' + b"[" * depth + b"]" * depth + b"}"
    token = ".".join(base64.urlsafe_b64encode(each).decode().rstrip("=") for each in parts)

    assert len(token) < 8192
    assert status_with(app, token) == 401


def test_a_token_of_one_api_opens_no_other(app: Flask, anybody: PraetorClient, ada: Person) -> None:
    token = data(anybody.login(ada.email))["token"]

    assert Client(app, key=token).get("/api/v1/sessions/x").status_code == 401
    assert status_with(app, SHARED_KEY) == 401


def test_after_a_rotation_old_tokens_stay_good_and_new_ones_have_the_new_key(
    app: Flask, another_process: Flask, anybody: PraetorClient, owner: Engine, ada: Person
) -> None:
    old = data(anybody.login(ada.email))["token"]
    assert status_with(another_process, old) == 200

    kid = rotate(owner)
    new = data(anybody.login(ada.email))["token"]
    forget_known_keys(another_process)

    assert jwt.get_unverified_header(new)["kid"] == kid != jwt.get_unverified_header(old)["kid"]
    assert [status_with(process, token) for process in (app, another_process) for token in (old, new)] == [200] * 4


def test_forged_tokens_do_not_hold_up_those_of_a_new_key(
    app: Flask, owner: Engine, claims: dict[str, Any], pair: signing_keys.SigningPair, ada: Person
) -> None:
    rotate(owner)
    assert status_with(app, signed(claims, signing_keys.SigningPair(id=new_id(), private_key=pair.private_key))) == 401

    assert signed_in(app, ada).get("/api/auth/me").status_code == 200


def test_a_key_verifies_nothing_once_its_last_token_is_over(
    app: Flask, anybody: PraetorClient, owner: Engine, ada: Person
) -> None:
    old = data(anybody.login(ada.email))["token"]
    rotate(owner)
    with transaction(owner) as connection:
        connection.execute(text("UPDATE signing_keys SET retired_at = retired_at - interval '1 hour'"))
    forget_known_keys(app)

    assert status_with(app, old) == 401
    published = anybody.get("/.well-known/jwks.json").get_json()["keys"]
    assert jwt.get_unverified_header(old)["kid"] not in {key["kid"] for key in published}


def test_others_can_verify_our_tokens_with_the_published_keys(anybody: PraetorClient, ada: Person) -> None:
    token = data(anybody.login(ada.email))["token"]
    published = anybody.get("/.well-known/jwks.json").get_json()

    assert all(set(key) == {"kty", "crv", "x", "kid", "use", "alg"} for key in published["keys"])
    key = jwt.PyJWKSet.from_dict(published)[jwt.get_unverified_header(token)["kid"]]
    assert jwt.decode(token, key, algorithms=["EdDSA"], audience="praetor", issuer="baton")["sub"] == str(ada.id)


def test_the_private_key_is_stored_encrypted(owner: Engine, pair: signing_keys.SigningPair) -> None:
    with owner.connect() as connection:
        rows = connection.execute(text("SELECT private_key FROM signing_keys")).scalars().all()

    assert not any(pair.private_key.private_bytes_raw() in bytes(row) for row in rows)


def test_processes_that_need_a_first_key_at_the_same_moment_make_one(app: Flask, owner: Engine, ada: Person) -> None:
    with transaction(owner) as connection:
        connection.execute(text("DELETE FROM signing_keys"))

    with ThreadPoolExecutor(6) as pool:
        clients = list(pool.map(lambda _: signed_in(app, ada), range(6)))

    assert {client.get("/api/auth/me").status_code for client in clients} == {200}
    with owner.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM signing_keys")).scalar_one() == 1
