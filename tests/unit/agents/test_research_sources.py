"""The sources, each against answers as its API gives them and against answers as it should not."""

import asyncio
import json
from collections.abc import Callable, Sequence
from typing import Any

import httpx2
import pytest

from app.settings import Settings
from workers.agents.research.sources.answers import web_address
from workers.agents.research.sources.hackernews import HackerNews
from workers.agents.research.sources.perplexity import Perplexity
from workers.agents.research.sources.reddit import Reddit
from workers.agents.research.sources.selection import OUTSIDE, selected_sources, unknown_sources
from workers.agents.research.sources.session import SessionMaterial
from workers.agents.research.sources.source import Finding, Question, Source
from workers.agents.research.sources.tavily import Tavily
from workers.agents.research.sources.web import LARGEST_ANSWER, SourceUnreachable, open_web
from workers.agents.research.sources.wikipedia import Wikipedia

Handler = Callable[[httpx2.Request], httpx2.Response]

HN = {"hits": [{"objectID": "7", "title": None, "story_title": "Ask HN: habits?", "comment_text": "I <i>forget</i>"}]}
REDDIT = {"data": {"children": [{"data": {"title": "Habits", "permalink": "/r/x/1/", "selftext": "I forget"}}, {}]}}
WIKIPEDIA = {"query": {"search": [{"pageid": 5, "title": "Habit", "snippet": 'A <span class="m">habit</span> is'}]}}
PAGES = {
    "results": [{"title": "Page", "url": "https://example.org/a", "snippet": "Said", "content": "Said", "score": 1}]
}

KEYED: Sequence[Source] = (Perplexity("key-1"), Tavily("key-1"))
ALL: Sequence[Source] = (HackerNews(), Reddit(), Wikipedia(), *KEYED)


def question(*queries: str, results: int = 5) -> Question:
    return Question(queries=queries or ("habits",), results=results, passages=())


def ask(source: Source, handler: Handler, asked: Question | None = None) -> list[Finding]:
    async def asking() -> list[Finding]:
        async with open_web(httpx2.MockTransport(handler)) as web:
            return list(await source.findings(asked or question(), web))

    return asyncio.run(asking())


def answering(content: Any, status: int = 200, location: str = "") -> Handler:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    headers = {"location": location} if location else {}
    return lambda _: httpx2.Response(status, headers=headers, stream=httpx2.ByteStream(body))


@pytest.mark.parametrize(
    ("source", "answer", "expected"),
    [
        (
            HackerNews(),
            HN,
            Finding(title="Ask HN: habits?", url="https://news.ycombinator.com/item?id=7", excerpt="I forget"),
        ),
        (Reddit(), REDDIT, Finding(title="Habits", url="https://www.reddit.com/r/x/1/", excerpt="I forget")),
        (Wikipedia(), WIKIPEDIA, Finding(title="Habit", url="https://en.wikipedia.org/?curid=5", excerpt="A habit is")),
        (Perplexity("k"), PAGES, Finding(title="Page", url="https://example.org/a", excerpt="Said")),
        (Tavily("k"), PAGES, Finding(title="Page", url="https://example.org/a", excerpt="Said")),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_each_source_reads_its_answer(source: Source, answer: Any, expected: Finding) -> None:
    assert ask(source, answering(answer)) == [expected]


@pytest.mark.parametrize("source", ALL, ids=lambda source: source.name)
@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        {},
        7,
        {"hits": None},
        {"hits": [1, None, {}]},
        {"data": {"children": [{"data": []}]}},
        {"results": [{}]},
    ],
    ids=repr,
)
def test_an_answer_of_another_shape_holds_no_findings(source: Source, answer: Any) -> None:
    assert ask(source, answering(answer)) == []


def compressed(_: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(200, headers={"content-encoding": "gzip"}, stream=httpx2.ByteStream(b"\x1f\x8b"))


def redirecting(request: httpx2.Request) -> httpx2.Response:
    return answering({}, 302, "http://127.0.0.1/")(request)


def refusing(_: httpx2.Request) -> httpx2.Response:
    raise httpx2.ConnectError("refused at secret-host with key-1")


def silent(_: httpx2.Request) -> httpx2.Response:
    raise httpx2.ReadTimeout("nothing")


@pytest.mark.parametrize("source", ALL, ids=lambda source: source.name)
@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        (answering(b"<html>"), "its answer is not JSON"),
        (answering(b'"\\ud800"'), "its answer is not JSON"),
        (answering(b"[" * 100_000), "its answer is not JSON"),
        (answering(b" " * (LARGEST_ANSWER + 1)), "its answer is too large"),
        (answering({}, 429), "it answered 429"),
        (redirecting, "it answered 302"),
        (compressed, "its answer is compressed"),
        (refusing, "cannot be reached"),
        (silent, "no answer in time"),
    ],
)
def test_what_cannot_be_read_is_unreachable_with_a_reason_of_our_own(
    source: Source, handler: Handler, reason: str
) -> None:
    with pytest.raises(SourceUnreachable) as failure:
        ask(source, handler)
    assert str(failure.value) == reason


def test_a_source_counts_when_one_of_its_queries_was_answered() -> None:
    def half(request: httpx2.Request) -> httpx2.Response:
        return answering(HN)(request) if request.url.params["query"] == "b" else refusing(request)

    assert len(ask(HackerNews(), half, question("a", "b", "c"))) == 1


def test_more_answers_than_asked_for_are_not_read() -> None:
    many = {"hits": [{"objectID": str(number), "title": f"T{number}"} for number in range(50)]}
    assert len(ask(HackerNews(), answering(many), question("a", "b", results=3))) == 6


@pytest.mark.parametrize("source", KEYED, ids=lambda source: source.name)
def test_the_key_goes_into_the_header_and_nowhere_else(source: Source) -> None:
    seen: list[httpx2.Request] = []

    def remember(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return answering(PAGES)(request)

    ask(source, remember)
    assert seen[0].headers["authorization"] == "Bearer key-1"
    assert "key-1" not in f"{seen[0].url}{seen[0].content!r}{source!r}"


@pytest.mark.parametrize("source", [Perplexity(""), Tavily("")], ids=lambda source: source.name)
def test_a_source_without_its_key_names_the_setting(source: Source) -> None:
    assert source.obstacle == f"{source.name.upper()}_API_KEY is not set"


def test_the_session_is_always_asked_and_the_others_as_the_settings_say() -> None:
    settings = Settings(research_sources=("tavily", "gopher", "reddit", "reddit"))
    assert [source.name for source in selected_sources(settings)] == ["session", "tavily", "reddit"]
    assert unknown_sources(settings) == ("gopher",)
    assert [source.name for source in selected_sources(Settings(research_sources=()))] == ["session"]


def test_every_outside_source_answers_to_its_name_in_the_settings() -> None:
    assert {name: make(Settings()).name for name, make in OUTSIDE.items()} == {name: name for name in OUTSIDE}
    assert set(OUTSIDE) == set(Settings().research_sources)


def test_the_sessions_passages_become_findings_of_a_few_sentences() -> None:
    text = "Remote workers sit all day. They forget to move! " + "A long sentence goes on and on. " * 30
    asked = Question(queries=(), results=3, passages=(("The idea", text),))
    findings = ask(SessionMaterial(), refusing, asked)
    assert findings[0].excerpt.startswith("Remote workers sit all day. They forget to move!")
    assert len(findings) == 3
    assert {(finding.title, finding.url) for finding in findings} == {("The idea", None)}


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "//x/y", "ftp://x/y", "http://", "https://u:p@x/", "https://x/ y", "http://[", 7, None,
     "https://x/" + "y" * 3000, "https://x/\n"],
)  # fmt: skip
def test_addresses_that_no_page_should_link_to_are_dropped(address: Any) -> None:
    assert web_address(address) is None
