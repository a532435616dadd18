"""Names of hosts, and which headers pass."""

import pytest

from app.previews.messages import Headers
from app.previews.routing import is_bare
from app.previews.safety_headers import for_program, from_program, safety_headers, with_safety
from app.sandboxes.names import MAIN_PORT, new_name, parsed_host, preview_base, preview_url
from app.settings import SettingsError, read_settings

SETTINGS = read_settings({"PREVIEW_PORT": "8001"})
BEHIND_TLS = read_settings({"BATON_PREVIEW_URL": "https://preview.example.com"})


def names(headers: Headers) -> list[str]:
    return [name.decode() for name, _ in headers]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:80", "[::1]", "[::1]:80", "localhost", "localhost:80", "LOCALHOST"]
)
def test_an_address_and_localhost_are_bare(host: str) -> None:
    assert is_bare(host)


@pytest.mark.parametrize("host", ["", "a", "a.localhost", "127.0.0.1.nip.io", "[", "[::1", "1.2.3", "a:b"])
def test_a_name_is_not(host: str) -> None:
    assert not is_bare(host)


@pytest.mark.parametrize("settings", [SETTINGS, BEHIND_TLS])
def test_every_address_that_is_given_out_leads_back_to_its_name(settings: type(SETTINGS)) -> None:  # type: ignore[valid-type]
    name = new_name("Habit tracker!")

    address = preview_url(name, settings)

    assert address.endswith(preview_base(settings).partition("://")[2])
    assert parsed_host(address.partition("://")[2], settings) == (name, MAIN_PORT)


@pytest.mark.parametrize(
    "host",
    [
        "name-abcdefghjk-p03000.preview.localhost",
        "name-abcdefghjk-p3000.preview.localhost.",
        "name-abcdefghjk-p3000.preview.localhost:80:80",
        "name-abcdefghjk-p3000",
        "name-abcdefghjk-p3000.",
        "a..name-abcdefghjk-p3000.preview.localhost",
        "name-abcdefghjk-p3000.preview.localhost/",
    ],
)
def test_a_host_that_only_looks_like_one_is_none(host: str) -> None:
    assert parsed_host(host, SETTINGS) is None


def test_safety_is_said_once_and_as_we_say_it() -> None:
    safety = safety_headers("*")

    complete = with_safety([(b"cache-control", b"public"), (b"etag", b"1")], safety)

    assert names(complete) == ["etag", *names(safety)]


def test_what_connection_names_passes_in_neither_direction() -> None:
    headers = [(b"connection", b"x-a, X-B"), (b"x-a", b"1"), (b"x-b", b"1"), (b"x-c", b"1")]

    assert names(for_program(headers)) == names(from_program(headers)) == ["x-c"]


@pytest.mark.parametrize("value", ["*; script-src *", "a\r\nb: c", "", "  ", "'none', b"])
def test_the_frames_setting_cannot_hold_another_rule(value: str) -> None:
    with pytest.raises(SettingsError, match="BATON_PREVIEW_FRAME_ANCESTORS"):
        read_settings({"BATON_PREVIEW_FRAME_ANCESTORS": value})
