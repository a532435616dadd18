"""Every setting, read once from environment variables and checked at start.

A variable is declared once, below, with its type, default and meaning; the README's table and
``baton check`` are made from the same declarations. A malformed value, or a ``BATON_…`` variable
that nobody declared, stops the start with a message that names it.
"""

import difflib
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from app.setting_conflicts import contradictions
from app.setting_values import (
    app_url,
    count,
    id,
    mail_server,
    money,
    names,
    one_of,
    origins,
    pairs,
    preview_url,
    seconds,
    secret_keys,
    sender,
    sources,
    switch,
    text,
    web_address,
)

PREFIX = "BATON_"


class SettingsError(Exception):
    """The environment holds settings that Baton cannot start with."""


def _setting(name: str, parse: Callable[[str], Any], default: Any, meaning: str, *, secret: bool = False) -> Any:
    metadata = {"name": name, "parse": parse, "meaning": meaning, "secret": secret}
    if callable(default):
        return field(default_factory=default, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The values in force. Make one with :func:`read_settings`."""

    # Services
    database_url: str = _setting(
        "DATABASE_URL", text, "", "Postgres address; empty starts the embedded one", secret=True
    )
    redis_url: str = _setting(
        "REDIS_URL", text, "", "Redis or Valkey address; empty starts the embedded one", secret=True
    )
    data_dir: str = _setting("BATON_DATA_DIR", text, ".baton", "Folder of the embedded services and of dev.env")

    # Processes
    host: str = _setting("HOST", text, "127.0.0.1", "Address on which the API listens")
    port: int = _setting("PORT", count, 8000, "Port of the API; 0 takes a free one")
    api_processes: int = _setting("BATON_API_PROCESSES", count, 1, "gunicorn workers")
    worker_processes: int = _setting(
        "BATON_WORKER_PROCESSES", count, 2, "Celery worker processes that `baton up` starts"
    )
    worker_threads: int = _setting("BATON_WORKER_THREADS", count, 20, "Runs that one worker process executes at once")
    task_events: bool = _setting("BATON_TASK_EVENTS", switch, True, "Task events for Flower (costs throughput)")
    flower_port: int = _setting("FLOWER_PORT", count, 5555, "Port of Flower on loopback; 0 takes a free one")
    flower_user: str = _setting("FLOWER_USER", text, "baton", "User name for Flower")
    flower_password: str = _setting(
        "FLOWER_PASSWORD", text, "", "Password for Flower; `baton up` makes one when empty", secret=True
    )

    # The API
    productos_api_key: str = _setting(
        "PRODUCTOS_API_KEY", text, "", "The shared ProductOS key; empty: only per-user keys open it", secret=True
    )
    auth_mode: str = _setting(
        "AUTH_MODE",
        one_of("", "required", "open"),
        "",
        "Whether PTC calls need a key; empty: open in a `baton up` with its own services on loopback, else required",
    )
    ptc_result_hours: int = _setting(
        "BATON_PTC_RESULT_HOURS",
        count,
        0,
        "Hours after its end for which a PTC run can be reconnected to; 0: for ever (replays are for ever always)",
    )
    proxies: int = _setting(
        "BATON_PROXIES", count, 0, "Reverse proxies in front of the API whose X-Forwarded-For is believed"
    )
    run_starts_per_minute: int = _setting("BATON_RUN_STARTS_PER_MINUTE", count, 60, "Run starts a minute and key")
    open_signup: bool = _setting(
        "BATON_OPEN_SIGNUP", switch, True, "Anybody may create a project in the prompt registry; off: operators only"
    )
    signups_per_hour: int = _setting("BATON_SIGNUPS_PER_HOUR", count, 10, "New registry projects an hour and address")
    max_body_bytes: int = _setting("BATON_MAX_BODY_BYTES", count, 1_048_576, "Largest JSON body, in bytes")
    database_pool_size: int = _setting(
        "BATON_DATABASE_POOL_SIZE", count, 20, "Postgres connections of one API process at most"
    )
    direct_writes: bool = _setting(
        "BATON_DIRECT_WRITES", switch, True, "Write live frames straight to the viewers' sockets"
    )
    idempotency_days: int = _setting(
        "BATON_IDEMPOTENCY_DAYS", count, 7, "Days for which an Idempotency-Key is remembered"
    )

    # Praetor: who calls
    secret_keys: tuple[str, ...] = _setting(
        "BATON_SECRET_KEYS",
        secret_keys,
        (),
        "What stored secrets are encrypted with: the first encrypts, each decrypts; `baton up` makes one when empty",
        secret=True,
    )
    session_token_minutes: int = _setting("BATON_SESSION_TOKEN_MINUTES", count, 15, "Life of one session token")
    session_days: int = _setting("BATON_SESSION_DAYS", count, 30, "Longest life of a login, refreshed or not")
    login_attempts_per_account: int = _setting(
        "BATON_LOGIN_ATTEMPTS_PER_ACCOUNT", count, 10, "Failed logins to one account in five minutes"
    )
    login_attempts_per_address: int = _setting(
        "BATON_LOGIN_ATTEMPTS_PER_ADDRESS", count, 50, "Logins from one address in five minutes"
    )
    trusted_origins: tuple[str, ...] = _setting(
        "BATON_TRUSTED_ORIGINS", origins, (), "Other web origins whose pages may use the session cookie"
    )
    stytch_project_id: str = _setting(
        "BATON_STYTCH_PROJECT_ID", text, "", "Stytch project whose session tokens are accepted"
    )
    jwks_url: str = _setting("BATON_JWKS_URL", web_address, "", "Keys of a foreign token issuer (JSON Web Key Set)")
    jwt_issuer: str = _setting("BATON_JWT_ISSUER", text, "", "The `iss` of its tokens")
    jwt_audience: str = _setting("BATON_JWT_AUDIENCE", text, "", "The `aud` of its tokens for us")
    jwt_tenant: UUID | None = _setting(
        "BATON_JWT_TENANT", id, None, "Tenant that its users join at their first call; empty: only known users"
    )
    app_env: str = _setting("APP_ENV", text, "development", "What this installation is: production, test, …")
    e2e_test_mode: bool = _setting(
        "NEXT_PUBLIC_E2E_TEST_MODE",
        switch,
        False,
        "X-E2E-Test-Mode: true is a login. For tests on loopback; anywhere else the start is refused",
    )
    praetor_requests_per_minute: int = _setting(
        "BATON_PRAETOR_REQUESTS_PER_MINUTE", count, 100, "Praetor requests a minute and user"
    )
    praetor_agent_starts_per_minute: int = _setting(
        "BATON_PRAETOR_AGENT_STARTS_PER_MINUTE", count, 10, "Praetor agent starts a minute and user"
    )
    praetor_compilations_per_minute: int = _setting(
        "BATON_PRAETOR_COMPILATIONS_PER_MINUTE", count, 5, "Praetor compilations a minute and user"
    )
    praetor_chat_messages_per_minute: int = _setting(
        "BATON_PRAETOR_CHAT_MESSAGES_PER_MINUTE", count, 30, "Praetor chat messages a minute and user"
    )

    # Mail
    smtp_url: str = _setting(
        "SMTP_URL",
        mail_server,
        "",
        "Mail server, smtp://user:password@host:587 or smtps://…; empty: no mail leaves",
        secret=True,
    )
    mail_from: str = _setting("MAIL_FROM", sender, "Baton <baton@localhost>", "Sender of mail")
    mail_to_log: bool = _setting(
        "BATON_MAIL_TO_LOG",
        switch,
        False,
        "Without SMTP_URL, mail with its links goes into the log; `baton up` turns it on with the embedded services",
    )
    app_url: str = _setting(
        "BATON_APP_URL", app_url, "", "Front end whose pages mail links to (/invitations/…); empty: this API itself"
    )

    # Runs and budgets
    run_timeout_seconds: float = _setting(
        "BATON_RUN_TIMEOUT_SECONDS", seconds, 1800.0, "Longest life of a run, waiting not counted"
    )
    model_call_timeout_seconds: float = _setting(
        "BATON_MODEL_CALL_TIMEOUT_SECONDS", seconds, 300.0, "Deadline of one model call"
    )
    run_max_tokens: int = _setting("BATON_RUN_MAX_TOKENS", count, 200_000, "Token budget of a run that names none")
    run_max_cost_usd: Decimal = _setting(
        "BATON_RUN_MAX_COST_USD", money, Decimal("5.00"), "Cost budget in USD of a run that names none"
    )
    execution_max_tokens: int = _setting(
        "BATON_EXECUTION_MAX_TOKENS", count, 2_000_000, "Most tokens of an execution of several agents that names none"
    )

    # Agents and models
    chat_history_tokens: int = _setting(
        "BATON_CHAT_HISTORY_TOKENS", count, 60_000, "A conversation longer than about this is summarised on the way"
    )
    model: str = _setting("BATON_MODEL", text, "offline", "Model of every agent: offline, openai:NAME, anthropic:NAME")
    agent_models: dict[str, str] = _setting(
        "BATON_AGENT_MODELS", pairs, dict, "Model per agent or specialist, e.g. prd=openai:gpt-5,api-compiler=offline"
    )
    free_models: tuple[str, ...] = _setting(
        "BATON_FREE_MODELS", names, (), "Models without a list price that cost nothing"
    )
    openai_api_key: str = _setting("OPENAI_API_KEY", text, "", "Key for openai: models", secret=True)
    openai_base_url: str = _setting("OPENAI_BASE_URL", text, "", "Any OpenAI-compatible server instead of OpenAI's")
    anthropic_api_key: str = _setting("ANTHROPIC_API_KEY", text, "", "Key for anthropic: models", secret=True)
    prompt_project: UUID | None = _setting(
        "BATON_PROMPT_PROJECT",
        id,
        None,
        "Prompt registry project that all agents look into first; empty: Baton's own. Per tenant: `baton prompts link`",
    )
    prompt_environment: str = _setting(
        "BATON_PROMPT_ENVIRONMENT",
        one_of("dev", "staging", "production"),
        "production",
        "Environment of the prompt registry whose versions agents use",
    )
    research_sources: tuple[str, ...] = _setting(
        "RESEARCH_SOURCES",
        names,
        ("hackernews", "reddit", "wikipedia", "perplexity", "tavily"),
        "Outside sources that research asks; empty turns them off",
    )
    perplexity_api_key: str = _setting("PERPLEXITY_API_KEY", text, "", "Key for the Perplexity source", secret=True)
    tavily_api_key: str = _setting("TAVILY_API_KEY", text, "", "Key for the Tavily source", secret=True)

    # Market data
    fmp_api_key: str = _setting(
        "FMP_API_KEY", text, "", "Key for Financial Modeling Prep; empty: market data is a bundled sample", secret=True
    )
    fmp_base_url: str = _setting(
        "FMP_BASE_URL", web_address, "https://financialmodelingprep.com", "Address of Financial Modeling Prep's API"
    )
    market_data_seconds: float = _setting(
        "BATON_MARKET_DATA_SECONDS",
        seconds,
        60.0,
        "How long fetched market data is answered from the cache; in the second half it is fetched anew beside it",
    )

    # Sandboxes and previews
    sandbox_provider: str = _setting(
        "SANDBOX_PROVIDER",
        one_of("local", "daytona", "blaxel"),
        "local",
        "Where sandboxes are: local (this machine), or at a cloud: daytona, blaxel",
    )
    workspaces_dir: str = _setting(
        "BATON_WORKSPACES_DIR",
        text,
        "",
        "Folder of the local sandboxes, shared by workers, housekeeper and previews; empty: beside the embedded data",
    )
    sandbox_installation: str = _setting(
        "BATON_SANDBOX_INSTALLATION",
        text,
        "",
        "Name of this installation in a cloud's account that several share; empty: made from the database's address",
    )
    daytona_api_key: str = _setting("DAYTONA_API_KEY", text, "", "Key for Daytona", secret=True)
    daytona_api_url: str = _setting(
        "DAYTONA_API_URL", web_address, "https://app.daytona.io/api", "Address of Daytona's API"
    )
    daytona_target: str = _setting("DAYTONA_TARGET", text, "", "Daytona's region; empty: the organization's own")
    daytona_snapshot: str = _setting(
        "DAYTONA_SNAPSHOT", text, "", "Snapshot of Daytona's sandboxes, with Python 3.11 or newer; empty: its default"
    )
    blaxel_api_key: str = _setting("BL_API_KEY", text, "", "Key for Blaxel", secret=True)
    blaxel_api_url: str = _setting("BL_API_URL", web_address, "https://api.blaxel.ai/v0", "Address of Blaxel's API")
    blaxel_workspace: str = _setting("BL_WORKSPACE", text, "", "Blaxel's workspace")
    blaxel_region: str = _setting("BL_REGION", text, "", "Blaxel's region; empty: the closest")
    blaxel_image: str = _setting(
        "BL_IMAGE", text, "blaxel/py-app:latest", "Image of Blaxel's sandboxes, with Python 3.11 or newer"
    )
    blaxel_memory: int = _setting("BL_MEMORY", count, 4096, "Memory of one of Blaxel's sandboxes, in MB")
    sandbox_max_bytes: int = _setting("BATON_SANDBOX_MAX_BYTES", count, 2 * 1024**3, "Largest sandbox, in bytes")
    sandbox_max_files: int = _setting("BATON_SANDBOX_MAX_FILES", count, 200_000, "Most files of a sandbox")
    workspace_idle_seconds: float = _setting(
        "BATON_WORKSPACE_IDLE_SECONDS", seconds, 1800.0, "A workspace that nobody uses is stopped after this long"
    )
    workspaces_per_user: int = _setting(
        "BATON_WORKSPACES_PER_USER", count, 100, "Workspaces of one user at most; more are refused with 409"
    )
    computer_sessions_per_tenant: int = _setting(
        "BATON_COMPUTER_SESSIONS_PER_TENANT",
        count,
        100,
        "OpenComputer sessions of one tenant that have not ended, at most; more are refused with 403",
    )
    run_code_unconfined: bool = _setting(
        "BATON_RUN_CODE_UNCONFINED",
        switch,
        False,
        "Run agents' code without any wall where it cannot be confined; never on a machine that matters",
    )
    code_build: bool = _setting(
        "BATON_CODE_BUILD", switch, False, "The code agent installs packages and builds the app (needs Node.js)"
    )
    npm_registry: str = _setting(
        "BATON_NPM_REGISTRY", text, "", "The only address that a build reaches; empty: the one npm is set up with"
    )
    preview_host: str = _setting("PREVIEW_HOST", text, "127.0.0.1", "Address on which previews listen")
    preview_port: int = _setting("PREVIEW_PORT", count, 8001, "Port of the previews; 0 takes a free one")
    preview_url: str = _setting(
        "BATON_PREVIEW_URL",
        preview_url,
        "",
        "Scheme, domain and port of previews as browsers see them; empty: http://preview.localhost:PREVIEW_PORT",
    )
    preview_frame_ancestors: str = _setting(
        "BATON_PREVIEW_FRAME_ANCESTORS", sources, "*", "Sites that may show previews in a frame, between blanks"
    )
    preview_days: int = _setting(
        "BATON_PREVIEW_DAYS", count, 30, "Days after the last run in a sandbox for which its previews open"
    )
    preview_idle_seconds: float = _setting(
        "BATON_PREVIEW_IDLE_SECONDS", seconds, 300.0, "A preview's own server is stopped after this long without use"
    )

    # Logs
    log_level: str = _setting(
        "BATON_LOG_LEVEL", one_of("debug", "info", "warning", "error"), "info", "Least level that is logged"
    )
    log_format: str = _setting("BATON_LOG_FORMAT", one_of("json", "text"), "json", "Shape of a log line")

    # Extending it
    extra_agents: tuple[str, ...] = _setting(
        "BATON_EXTRA_AGENTS", names, (), "Modules whose AGENTS are registered beside, and instead of, our own"
    )


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read and check the environment.

    Raises:
        SettingsError: naming every malformed or unknown variable, one a line.
    """
    environment = os.environ if environment is None else environment
    problems = list(_unknown(environment))
    values = {}
    for setting in fields(Settings):
        try:
            values[setting.name] = _value(setting, environment)
        except ValueError as error:
            problems.append(f"{setting.metadata['name']}: {error}")
    problems += contradictions(values)
    if problems:
        raise SettingsError("\n".join(problems))
    return Settings(**values)


@cache
def settings() -> Settings:
    """The settings of this process, read at the first call."""
    return read_settings()


def declared() -> Iterable[tuple[str, str, str]]:
    """Each setting as (variable, default as text, meaning), in the order of declaration."""
    for setting in fields(Settings):
        yield setting.metadata["name"], _default_as_text(setting), setting.metadata["meaning"]


def _value(setting: Field[Any], environment: Mapping[str, str]) -> Any:
    written = environment.get(setting.metadata["name"])
    if written is None:
        return setting.default_factory() if setting.default is MISSING else setting.default  # type: ignore[operator]
    return setting.metadata["parse"](written.strip())


def _default_as_text(setting: Field[Any]) -> str:
    default = "" if setting.default is MISSING or setting.default is None else setting.default
    if isinstance(default, bool):
        return "on" if default else "off"
    return ",".join(default) if isinstance(default, tuple) else str(default)


def _unknown(environment: Mapping[str, str]) -> Iterable[str]:
    known = {setting.metadata["name"] for setting in fields(Settings)} | {"BATON_URL"}
    for name in environment:
        if name.startswith(PREFIX) and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            yield f"{name}: no such setting" + (f"; did you mean {near[0]}?" if near else "")
