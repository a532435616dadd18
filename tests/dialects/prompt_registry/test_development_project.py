"""The development project of `baton up`."""

from flask import Flask

from app.commands.development_project import development_key
from app.settings import Settings
from tests.dialects.prompt_registry.registry import Registry, data


def test_its_key_is_kept_while_it_opens_and_replaced_in_the_same_project_when_it_does_not(
    app: Flask, api_settings: Settings
) -> None:
    def key(kept: str) -> str:
        return development_key(api_settings.database_url, kept=kept)

    first = key("")
    registry = Registry(app, key=first)
    me = data(registry.get("/projects/me"))
    assert (me["name"], me["environment"]) == ("Development", "production")
    assert key(first) == first

    for each in data(registry.get("/api-keys")):
        registry.delete(f"/api-keys/{each['id']}")
    second = key(first)

    assert second != first
    assert data(Registry(app, key=second).get("/projects/me"))["id"] == me["id"]
