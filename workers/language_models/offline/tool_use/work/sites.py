"""Web pages and apps."""

from workers.language_models.offline.tool_use.desk import Desk, Work
from workers.language_models.offline.tool_use.intent import Wish
from workers.language_models.offline.tool_use.work.creating import refusal


def build_site(desk: Desk, wish: Wish) -> Work[str]:
    yield from ()
    return refusal(wish.text)
