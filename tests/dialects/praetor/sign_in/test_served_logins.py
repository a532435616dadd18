"""Logins as gunicorn serves them: hashing beside the loop, many at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
from sqlalchemy import Engine

from app.settings import Settings
from tests.dialects.praetor.people import PASSWORD, make_person
from tests.dialects.praetor.served import answers, served
from tests.support.stack import until


def test_many_sign_in_at_once_and_each_is_who_he_is(api_settings: Settings, owner: Engine, tmp_path: Path) -> None:
    people = [make_person(owner) for _ in range(12)]
    with served(api_settings, tmp_path, {}) as (process, url):
        until(lambda: answers(process, url), what="the API")

        def who(email: str) -> str:
            with httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
                opened = client.post("/api/auth/login", json={"email": email, "password": PASSWORD}).json()["data"]
                me = client.get("/api/auth/me", headers={"Authorization": f"Bearer {opened['token']}"})
                return str(me.json()["data"]["user"]["id"])

        with ThreadPoolExecutor(12) as pool:
            assert list(pool.map(who, [person.email for person in people])) == [str(person.id) for person in people]
