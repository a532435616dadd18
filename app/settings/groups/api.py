"""Settings of the HTTP APIs."""

from dataclasses import dataclass

from app.settings.declaring import declare
from app.settings.values import count, one_of, switch, text


@dataclass(frozen=True, kw_only=True)
class ApiSettings:
    """What every API keeps to."""

    productos_api_key: str = declare(
        "PRODUCTOS_API_KEY", text, "", "The shared ProductOS key; empty: only per-user keys open it", secret=True
    )
    auth_mode: str = declare(
        "AUTH_MODE",
        one_of("", "required", "open"),
        "",
        "Whether PTC calls need a key; empty: open in a `baton up` with its own services on loopback, else required",
    )
    ptc_result_hours: int = declare(
        "BATON_PTC_RESULT_HOURS",
        count,
        0,
        "Hours after its end for which a PTC run can be reconnected to; 0: for ever (replays are for ever always)",
    )
    proxies: int = declare(
        "BATON_PROXIES", count, 0, "Reverse proxies in front of the API whose X-Forwarded-For is believed"
    )
    run_starts_per_minute: int = declare("BATON_RUN_STARTS_PER_MINUTE", count, 60, "Run starts a minute and key")
    open_signup: bool = declare(
        "BATON_OPEN_SIGNUP", switch, True, "Anybody may create a project in the prompt registry; off: operators only"
    )
    signups_per_hour: int = declare("BATON_SIGNUPS_PER_HOUR", count, 10, "New registry projects an hour and address")
    max_body_bytes: int = declare("BATON_MAX_BODY_BYTES", count, 1_048_576, "Largest JSON body, in bytes")
    database_pool_size: int = declare(
        "BATON_DATABASE_POOL_SIZE", count, 20, "Postgres connections of one API process at most"
    )
    direct_writes: bool = declare(
        "BATON_DIRECT_WRITES", switch, True, "Write live frames straight to the viewers' sockets"
    )
    idempotency_days: int = declare(
        "BATON_IDEMPOTENCY_DAYS", count, 7, "Days for which an Idempotency-Key is remembered"
    )
