"""How each kind of setting is read from its text. A ValueError says what it must look like."""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from email.utils import parseaddr
from ipaddress import ip_address
from urllib.parse import urlsplit
from uuid import UUID


def text(value: str) -> str:
    return value


def count(value: str) -> int:
    number = int(value)
    if number < 0:
        raise ValueError("must not be negative")
    return number


def seconds(value: str) -> float:
    number = float(value)
    if not 0 < number < 10**9:
        raise ValueError("must be a positive number of seconds")
    return number


def money(value: str) -> Decimal:
    try:
        amount = Decimal(value)
    except InvalidOperation:
        raise ValueError("must be an amount such as 2.50") from None
    if not amount.is_finite() or amount < 0:
        raise ValueError("must be an amount of at least 0")
    return amount


def switch(value: str) -> bool:
    known = {"1": True, "true": True, "on": True, "yes": True}
    known |= {"0": False, "false": False, "off": False, "no": False, "": False}
    try:
        return known[value.lower()]
    except KeyError:
        raise ValueError("must be on or off") from None


def names(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def pairs(value: str) -> dict[str, str]:
    pairs = {}
    for part in names(value):
        name, equals, model = part.partition("=")
        if not (equals and name.strip() and model.strip()):
            raise ValueError("must look like ideation=offline,prd=openai:gpt-5")
        pairs[name.strip()] = model.strip()
    return pairs


def id(value: str) -> UUID | None:
    return UUID(value) if value else None


def secret_keys(value: str) -> tuple[str, ...]:
    keys = names(value)
    if any(len(key) < 32 for key in keys):
        raise ValueError("each key must have at least 32 characters, such as `openssl rand -hex 32` makes")
    return keys


def web_address(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise ValueError("must be an address such as https://example.com/keys")
    return value


def app_url(value: str) -> str:
    return web_address(value).rstrip("/")


def mail_server(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in {"smtp", "smtps"} or not parts.hostname):
        raise ValueError("must look like smtp://user:password@mail.example.com:587")
    return value


def sender(value: str) -> str:
    if "@" not in parseaddr(value)[1] or not value.isprintable():
        raise ValueError("must look like Baton <baton@example.com>")
    return value


def origins(value: str) -> tuple[str, ...]:
    return tuple(web_address(origin).rstrip("/").lower() for origin in names(value))


def preview_url(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/")):
        raise ValueError("must look like https://preview.example.com")
    return value.rstrip("/").lower()


def sources(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9*:/.'\[\]_ -]*", value) or not value.strip():
        raise ValueError("must be * or 'none', or addresses such as https://app.example.com, between blanks")
    return value


def one_of(*words: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value not in words:
            raise ValueError(f"must be one of {', '.join(words)}")
        return value

    return parse


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens on ``host``."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
