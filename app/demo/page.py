"""Opening a preview's page, as a browser on this machine would."""

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

import httpx2


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a preview. ``size`` is in bytes."""

    status: int
    is_html: bool
    title: str
    size: int


def opened_page(url: str, *, timeout: float) -> Page:
    """The page at ``url``, asked for on loopback under the name in its address; raises httpx2.HTTPError."""
    parts = urlsplit(url)
    loopback = parts._replace(netloc=f"127.0.0.1:{parts.port or 80}").geturl()
    answer = httpx2.get(loopback, headers={"Host": parts.netloc}, timeout=timeout, trust_env=False)
    title = re.search(r"<title[^>]*>(.*?)</title>", answer.text, re.IGNORECASE | re.DOTALL)
    return Page(
        status=answer.status_code,
        is_html=answer.headers.get("Content-Type", "").startswith("text/html"),
        title=unescape(title[1]).strip() if title else "",
        size=len(answer.content),
    )
