"""The login of end-to-end tests: there in its mode alone, and the mode only where nobody else can come."""

import os
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest
from flask import Flask

from app.settings import Settings, SettingsError, read_settings
from tests.dialects.praetor.people import PraetorClient, problem
from tests.dialects.praetor.served import answers, served
from tests.support.stack import until

MODE = {"NEXT_PUBLIC_E2E_TEST_MODE": "true"}
HEADER = {"X-E2E-Test-Mode": "true"}


def me(url: str, headers: Mapping[str, str]) -> httpx.Response:
    return httpx.get(f"{url}/api/auth/me", headers=dict(headers), timeout=30, trust_env=False)


def test_in_its_mode_and_on_loopback_the_header_is_an_administrator(api_settings: Settings, tmp_path: Path) -> None:
    with served(api_settings, tmp_path, MODE) as (process, url):
        until(lambda: answers(process, url), what="the API")

        first, second = me(url, HEADER), me(url, HEADER)
        assert (first.status_code, first.json()["data"]["role"]) == (200, "administrator")
        assert second.json()["data"] == first.json()["data"]
        flags = httpx.patch(
            f"{url}/api/admin/tenant", json={"flags": {"kits_enabled": True}}, headers=HEADER, timeout=30
        )
        assert flags.json()["data"]["flags"]["kits_enabled"] is True

        assert me(url, {}).status_code == 401
        assert me(url, {"X-E2E-Test-Mode": "false"}).status_code == 401
        assert me(url, {**HEADER, "X-Forwarded-For": "203.0.113.1"}).status_code == 401


@pytest.mark.parametrize(
    ("environment", "bind", "named"),
    [
        ({"APP_ENV": "production"}, "127.0.0.1", "APP_ENV"),
        ({"APP_ENV": "staging"}, "127.0.0.1", "APP_ENV"),
        ({"HOST": "0.0.0.0"}, "127.0.0.1", "HOST"),
        ({}, "0.0.0.0", "listen"),
    ],
    ids=["production", "staging", "named host", "bound socket"],
)
def test_anywhere_else_the_start_aborts_and_says_why(
    api_settings: Settings, tmp_path: Path, environment: dict[str, str], bind: str, named: str
) -> None:
    with served(api_settings, tmp_path, {**MODE, **environment}, bind=bind) as (process, _):
        until(lambda: not process.alive, what="the API to give up")

        assert process.stop() != 0
        assert "NEXT_PUBLIC_E2E_TEST_MODE: lets everybody in" in process.logged()
        assert named in process.logged()


def test_in_production_no_spelling_of_the_header_is_anybody(api_settings: Settings, tmp_path: Path) -> None:
    with served(api_settings, tmp_path, {"APP_ENV": "production"}) as (process, url):
        until(lambda: answers(process, url), what="the API")

        for name in ("X-E2E-Test-Mode", "x-e2e-test-mode", "X_E2E_TEST_MODE", "X-E2E-Test-Mode "):
            for value in ("true", "True", "1", "on"):
                assert me(url, {name.strip(): value}).status_code == 401


def test_without_the_mode_the_header_alone_is_nobody(app: Flask) -> None:
    for value in ("true", "TRUE", "1"):
        assert problem(PraetorClient(app).get("/api/auth/me", X_E2E_Test_Mode=value)) == (401, "UNAUTHORIZED")


@pytest.mark.parametrize("environment", [{"APP_ENV": "production"}, {"HOST": "0.0.0.0"}, {"HOST": "example.com"}])
def test_no_part_of_the_stack_starts_with_such_settings(environment: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="lets everybody in"):
        read_settings({**MODE, **environment})


def test_the_mode_is_off_by_default() -> None:
    assert not read_settings(
        {name: value for name, value in os.environ.items() if name in ("PATH", "HOME")}
    ).e2e_test_mode
