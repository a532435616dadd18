"""Settings that are well formed, each by itself, and must not be in force together."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.settings.values import is_loopback

_NEEDED_BY_CLOUDS = {
    "daytona": {"daytona_api_key": "DAYTONA_API_KEY"},
    "blaxel": {"blaxel_api_key": "BL_API_KEY", "blaxel_workspace": "BL_WORKSPACE"},
}


def contradictions(values: Mapping[str, Any]) -> Iterable[str]:
    """What is wrong with the values together; one sentence each, beginning with a variable."""
    environment, host = values.get("app_env"), values.get("host", "")
    if values.get("e2e_test_mode") and environment not in {"development", "test"}:
        yield f"NEXT_PUBLIC_E2E_TEST_MODE: lets everybody in, so it must be off where APP_ENV is {environment}"
    if values.get("e2e_test_mode") and not is_loopback(host):
        yield f"NEXT_PUBLIC_E2E_TEST_MODE: lets everybody in, so HOST must be 127.0.0.1 and not {host}"
    if values.get("auth_mode") == "open" and not is_loopback(host):
        yield f"AUTH_MODE: open lets everybody in, so HOST must be 127.0.0.1 and not {host}"
    yield from _of_clouds(values)
    named = values.get("stytch_project_id") or (values.get("jwt_issuer") and values.get("jwt_audience"))
    if values.get("jwks_url") and not named:
        yield "BATON_JWKS_URL: needs BATON_JWT_ISSUER and BATON_JWT_AUDIENCE too, or tokens for others would open us"


def _of_clouds(values: Mapping[str, Any]) -> Iterable[str]:
    cloud = values.get("sandbox_provider", "")
    for name, variable in _NEEDED_BY_CLOUDS.get(cloud, {}).items():
        if not values.get(name):
            yield f"SANDBOX_PROVIDER: {cloud} needs {variable}"
    if cloud in _NEEDED_BY_CLOUDS and values.get("code_build") and not values.get("npm_registry"):
        yield f"BATON_CODE_BUILD: needs BATON_NPM_REGISTRY, the only address that a build reaches at {cloud}"
