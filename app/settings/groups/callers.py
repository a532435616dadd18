"""Settings of who may call Praetor's API."""

from dataclasses import dataclass
from uuid import UUID

from app.settings.declaring import declare
from app.settings.values import count, id, origins, secret_keys, switch, text, web_address


@dataclass(frozen=True, kw_only=True)
class CallerSettings:
    """Who calls Praetor, and how often."""

    secret_keys: tuple[str, ...] = declare(
        "BATON_SECRET_KEYS",
        secret_keys,
        (),
        "What stored secrets are encrypted with: the first encrypts, each decrypts; `baton up` makes one when empty",
        secret=True,
    )
    session_token_minutes: int = declare("BATON_SESSION_TOKEN_MINUTES", count, 15, "Life of one session token")
    session_days: int = declare("BATON_SESSION_DAYS", count, 30, "Longest life of a login, refreshed or not")
    login_attempts_per_account: int = declare(
        "BATON_LOGIN_ATTEMPTS_PER_ACCOUNT", count, 10, "Failed logins to one account in five minutes"
    )
    login_attempts_per_address: int = declare(
        "BATON_LOGIN_ATTEMPTS_PER_ADDRESS", count, 50, "Logins from one address in five minutes"
    )
    trusted_origins: tuple[str, ...] = declare(
        "BATON_TRUSTED_ORIGINS", origins, (), "Other web origins whose pages may use the session cookie"
    )
    stytch_project_id: str = declare(
        "BATON_STYTCH_PROJECT_ID", text, "", "Stytch project whose session tokens are accepted"
    )
    jwks_url: str = declare("BATON_JWKS_URL", web_address, "", "Keys of a foreign token issuer (JSON Web Key Set)")
    jwt_issuer: str = declare("BATON_JWT_ISSUER", text, "", "The `iss` of its tokens")
    jwt_audience: str = declare("BATON_JWT_AUDIENCE", text, "", "The `aud` of its tokens for us")
    jwt_tenant: UUID | None = declare(
        "BATON_JWT_TENANT", id, None, "Tenant that its users join at their first call; empty: only known users"
    )
    app_env: str = declare("APP_ENV", text, "development", "What this installation is: production, test, …")
    e2e_test_mode: bool = declare(
        "NEXT_PUBLIC_E2E_TEST_MODE",
        switch,
        False,
        "X-E2E-Test-Mode: true is a login. For tests on loopback; anywhere else the start is refused",
    )
    praetor_requests_per_minute: int = declare(
        "BATON_PRAETOR_REQUESTS_PER_MINUTE", count, 100, "Praetor requests a minute and user"
    )
    praetor_agent_starts_per_minute: int = declare(
        "BATON_PRAETOR_AGENT_STARTS_PER_MINUTE", count, 10, "Praetor agent starts a minute and user"
    )
    praetor_compilations_per_minute: int = declare(
        "BATON_PRAETOR_COMPILATIONS_PER_MINUTE", count, 5, "Praetor compilations a minute and user"
    )
    praetor_chat_messages_per_minute: int = declare(
        "BATON_PRAETOR_CHAT_MESSAGES_PER_MINUTE", count, 30, "Praetor chat messages a minute and user"
    )
