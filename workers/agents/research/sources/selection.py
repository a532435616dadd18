"""Which sources a run asks: the session always, and the outside ones that the settings name."""

from collections.abc import Callable, Mapping, Sequence

from app.settings import Settings
from workers.agents.research.sources.hackernews import HackerNews
from workers.agents.research.sources.perplexity import Perplexity
from workers.agents.research.sources.reddit import Reddit
from workers.agents.research.sources.session import SessionMaterial
from workers.agents.research.sources.source import Source
from workers.agents.research.sources.tavily import Tavily
from workers.agents.research.sources.wikipedia import Wikipedia

OUTSIDE: Mapping[str, Callable[[Settings], Source]] = {
    "hackernews": lambda _: HackerNews(),
    "reddit": lambda _: Reddit(),
    "wikipedia": lambda _: Wikipedia(),
    "perplexity": lambda settings: Perplexity(settings.perplexity_api_key),
    "tavily": lambda settings: Tavily(settings.tavily_api_key),
}


def selected_sources(settings: Settings) -> Sequence[Source]:
    """The sources in force. A name that no source has is left out: ``unknown_sources`` tells of it."""
    asked = (OUTSIDE[name](settings) for name in dict.fromkeys(settings.research_sources) if name in OUTSIDE)
    return (SessionMaterial(), *asked)


def unknown_sources(settings: Settings) -> Sequence[str]:
    """Names in the settings that no source has."""
    return tuple(name for name in dict.fromkeys(settings.research_sources) if name not in OUTSIDE)
