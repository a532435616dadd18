"""Wikipedia through MediaWiki's search: what is established about the field."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from workers.agents.research.sources.answers import finding, found, rows
from workers.agents.research.sources.source import Finding, Question, each_query
from workers.agents.research.sources.web import Web

URL = "https://en.wikipedia.org/w/api.php"


class Wikipedia:
    name = "wikipedia"
    title = "Wikipedia"
    obstacle = None

    async def findings(self, question: Question, web: Web) -> list[Finding]:
        return await each_query(question, partial(self._ask, question.results, web))

    async def _ask(self, results: int, web: Web, query: str) -> list[Finding]:
        asked: dict[str, str | int] = {
            "action": "query",
            "list": "search",
            "format": "json",
            "srprop": "snippet",
            "srsearch": query,
            "srlimit": results,
        }
        return found([_finding(page) for page in rows(await web.get(URL, asked), "query", "search")], results)


def _finding(page: Mapping[str, Any]) -> Finding | None:
    number = page.get("pageid")
    address = f"https://en.wikipedia.org/?curid={number}" if isinstance(number, int) else None
    return finding(title=page.get("title"), url=address, excerpt=page.get("snippet"))
