"""Hacker News through its public search: what builders complain about and what they have launched."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from workers.agents.research.sources.answers import finding, found, rows
from workers.agents.research.sources.source import Finding, Question, each_query
from workers.agents.research.sources.web import Web

URL = "https://hn.algolia.com/api/v1/search"


class HackerNews:
    name = "hackernews"
    title = "Hacker News"
    obstacle = None

    async def findings(self, question: Question, web: Web) -> list[Finding]:
        return await each_query(question, partial(self._ask, question.results, web))

    async def _ask(self, results: int, web: Web, query: str) -> list[Finding]:
        asked: dict[str, str | int] = {"query": query, "tags": "(story,comment)", "hitsPerPage": results}
        return found([_finding(hit) for hit in rows(await web.get(URL, asked), "hits")], results)


def _finding(hit: Mapping[str, Any]) -> Finding | None:
    # The discussion is the signal, more than the page that it is about.
    number = hit.get("objectID")
    thread = f"https://news.ycombinator.com/item?id={number}" if isinstance(number, str) and number.isdigit() else None
    return finding(
        title=hit.get("title") or hit.get("story_title"),
        url=thread,
        excerpt=hit.get("comment_text") or hit.get("story_text"),
    )
