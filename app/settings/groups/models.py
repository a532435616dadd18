"""Settings of agents, their models, prompts and sources."""

from dataclasses import dataclass
from uuid import UUID

from app.settings.declaring import declare
from app.settings.values import count, id, names, one_of, pairs, text


@dataclass(frozen=True, kw_only=True)
class ModelSettings:
    """What agents think with and where they look."""

    chat_history_tokens: int = declare(
        "BATON_CHAT_HISTORY_TOKENS", count, 60_000, "A conversation longer than about this is summarised on the way"
    )
    model: str = declare("BATON_MODEL", text, "offline", "Model of every agent: offline, openai:NAME, anthropic:NAME")
    agent_models: dict[str, str] = declare(
        "BATON_AGENT_MODELS", pairs, dict, "Model per agent or specialist, e.g. prd=openai:gpt-5,api-compiler=offline"
    )
    free_models: tuple[str, ...] = declare(
        "BATON_FREE_MODELS", names, (), "Models without a list price that cost nothing"
    )
    openai_api_key: str = declare("OPENAI_API_KEY", text, "", "Key for openai: models", secret=True)
    openai_base_url: str = declare("OPENAI_BASE_URL", text, "", "Any OpenAI-compatible server instead of OpenAI's")
    anthropic_api_key: str = declare("ANTHROPIC_API_KEY", text, "", "Key for anthropic: models", secret=True)
    prompt_project: UUID | None = declare(
        "BATON_PROMPT_PROJECT",
        id,
        None,
        "Prompt registry project that all agents look into first; empty: Baton's own. Per tenant: `baton prompts link`",
    )
    prompt_environment: str = declare(
        "BATON_PROMPT_ENVIRONMENT",
        one_of("dev", "staging", "production"),
        "production",
        "Environment of the prompt registry whose versions agents use",
    )
    research_sources: tuple[str, ...] = declare(
        "RESEARCH_SOURCES",
        names,
        ("hackernews", "reddit", "wikipedia", "perplexity", "tavily"),
        "Outside sources that research asks; empty turns them off",
    )
    perplexity_api_key: str = declare("PERPLEXITY_API_KEY", text, "", "Key for the Perplexity source", secret=True)
    tavily_api_key: str = declare("TAVILY_API_KEY", text, "", "Key for the Tavily source", secret=True)
