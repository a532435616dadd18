"""Addresses of the npm registry, inside and outside."""

import json

import pytest

from app.errors import SandboxRefused
from app.sandboxes.local.registry_addresses import RegistryAddresses, Unreachable, registry_addresses
from app.settings import read_settings

INSIDE = "http://127.0.0.1:4873/"


def addresses(outside: str = "https://registry.example/npm/") -> RegistryAddresses:
    return RegistryAddresses(outside, INSIDE)


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/left-pad", "https://registry.example/npm/left-pad"),
        ("/@scope%2fname", "https://registry.example/npm/@scope%2fname"),
        ("/-/v1/search?text=a..b", "https://registry.example/npm/-/v1/search?text=a..b"),
        ("/-/host/files/a.tgz", "https://registry.example/files/a.tgz"),
    ],
)
def test_a_path_inside_is_an_address_on_the_registrys_host(path: str, address: str) -> None:
    assert addresses().outside(path) == address


@pytest.mark.parametrize("path", ["", "x", "//evil.example/", "http://evil.example/", "/a/../b", "/a\\b", "/a b", "/ü"])
def test_other_paths_are_not_asked_for(path: str) -> None:
    with pytest.raises(Unreachable):
        addresses().outside(path)


@pytest.mark.parametrize("outside", ["https://registry.example", "https://user:secret@registry.example/npm"])
def test_credentials_and_missing_slashes_in_the_setting_do_not_matter(outside: str) -> None:
    assert addresses(outside).outside("/a").removeprefix("https://registry.example/") in {"a", "npm/a"}


@pytest.mark.parametrize(
    "address", ["https://evil.example/a", "http://registry.example/a", "https://registry.example:1/a"]
)
def test_a_redirect_stays_on_its_host(address: str) -> None:
    assert addresses().same_host("https://registry.example/x") == "https://registry.example/x"
    with pytest.raises(Unreachable):
        addresses().same_host(address)


def test_archives_are_named_in_terms_of_the_inside_and_the_rest_stays() -> None:
    names = {
        "a": "https://registry.example/npm/a/-/a-1.tgz",
        "b": "https://registry.example/b.tgz",
        "c": "https://c.d/",
    }
    document = {name: {"dist": {"tarball": url, "homepage": url}} for name, url in names.items()}
    for text in (json.dumps(document), json.dumps(document, separators=(",", ":")).replace("/", "\\/")):
        rewritten = json.loads(addresses().rewritten(text.encode()))
        assert {name: each["dist"]["homepage"] for name, each in rewritten.items()} == names
        assert [each["dist"]["tarball"] for each in rewritten.values()] == [
            f"{INSIDE}a/-/a-1.tgz",
            f"{INSIDE}-/host/b.tgz",
            "https://c.d/",
        ]


@pytest.mark.parametrize("setting", ["ftp://registry.example/", "registry.example", "http://"])
def test_a_setting_that_is_no_address_is_refused(setting: str) -> None:
    with pytest.raises(SandboxRefused, match="BATON_NPM_REGISTRY"):
        registry_addresses(read_settings({"BATON_NPM_REGISTRY": setting}), INSIDE)
