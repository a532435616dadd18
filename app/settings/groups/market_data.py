"""Settings of market data."""

from dataclasses import dataclass

from app.settings.declaring import declare
from app.settings.values import seconds, text, web_address


@dataclass(frozen=True, kw_only=True)
class MarketDataSettings:
    """Where prices come from."""

    fmp_api_key: str = declare(
        "FMP_API_KEY", text, "", "Key for Financial Modeling Prep; empty: market data is a bundled sample", secret=True
    )
    fmp_base_url: str = declare(
        "FMP_BASE_URL", web_address, "https://financialmodelingprep.com", "Address of Financial Modeling Prep's API"
    )
    market_data_seconds: float = declare(
        "BATON_MARKET_DATA_SECONDS",
        seconds,
        60.0,
        "How long fetched market data is answered from the cache; in the second half it is fetched anew beside it",
    )
