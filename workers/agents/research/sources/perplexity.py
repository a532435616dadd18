"""Perplexity's search API: recent pages, chosen for meaning rather than for words (needs a key)."""

from functools import partial

from workers.agents.research.sources.answers import finding, found, rows
from workers.agents.research.sources.source import Finding, Question, each_query
from workers.agents.research.sources.web import Web

URL = "https://api.perplexity.ai/search"


class Perplexity:
    name = "perplexity"
    title = "Perplexity"

    def __init__(self, key: str) -> None:
        self._key = key

    @property
    def obstacle(self) -> str | None:
        return None if self._key else "PERPLEXITY_API_KEY is not set"

    async def findings(self, question: Question, web: Web) -> list[Finding]:
        return await each_query(question, partial(self._ask, question.results, web))

    async def _ask(self, results: int, web: Web, query: str) -> list[Finding]:
        answer = await web.post(URL, {"query": query, "max_results": results}, key=self._key)
        pages = [
            finding(title=page.get("title"), url=page.get("url"), excerpt=page.get("snippet"))
            for page in rows(answer, "results")
        ]
        return found(pages, results)
