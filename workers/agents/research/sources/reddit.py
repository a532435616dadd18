"""Reddit through its public search: how people describe the problem in their own words."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from workers.agents.research.sources.answers import finding, found, rows
from workers.agents.research.sources.source import Finding, Question, each_query
from workers.agents.research.sources.web import Web

URL = "https://www.reddit.com/search.json"


class Reddit:
    name = "reddit"
    title = "Reddit"
    obstacle = None

    async def findings(self, question: Question, web: Web) -> list[Finding]:
        return await each_query(question, partial(self._ask, question.results, web))

    async def _ask(self, results: int, web: Web, query: str) -> list[Finding]:
        asked: dict[str, str | int] = {"q": query, "limit": results, "sort": "relevance", "raw_json": 1}
        answer = await web.get(URL, asked)
        posts = [post["data"] for post in rows(answer, "data", "children") if isinstance(post.get("data"), dict)]
        return found([_finding(post) for post in posts], results)


def _finding(post: Mapping[str, Any]) -> Finding | None:
    link = post.get("permalink")
    address = f"https://www.reddit.com{link}" if isinstance(link, str) and link.startswith("/") else None
    return finding(title=post.get("title"), url=address, excerpt=post.get("selftext"))
