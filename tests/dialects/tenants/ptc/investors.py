"""Users, their preferences, watchlists and portfolios: two tenants may have users of one name."""

from tests.dialects.tenants.rows import Nobodys, Own, Rows, Tenant, Wall

_ME = "/api/v1/users/me"
_WATCHLIST = f"{_ME}/watchlists/<watchlist_id>"
_ITEM = f"{_WATCHLIST}/items/<item_id>"
_HOLDING = f"{_ME}/portfolio/<holding_id>"
_STOCK = {"symbol": "AAPL", "instrument_type": "stock"}

ROWS: Rows = {
    "POST /api/v1/users": Nobodys("makes one's own; another's name is free"),
    f"GET {_ME}": Own(shows_ids=False),
    f"PUT {_ME}": Own(body={"name": "Ada"}, shows_ids=False),
    f"GET {_ME}/preferences": Own(shows_ids=False),
    f"PUT {_ME}/preferences": Own(body={"other_preference": {"theme": "dark"}}, shows_ids=False),
    f"GET {_ME}/watchlists": Own(),
    f"POST {_ME}/watchlists": Nobodys("makes one's own"),
    f"GET {_WATCHLIST}": Wall(),
    f"PUT {_WATCHLIST}": Wall(body={"name": "Mine now"}),
    f"DELETE {_WATCHLIST}": Wall(),
    f"GET {_WATCHLIST}/items": Wall(),
    f"POST {_WATCHLIST}/items": Wall(body={"symbol": "MSFT", "instrument_type": "stock"}),
    f"GET {_ITEM}": Wall(),
    f"PUT {_ITEM}": Wall(body={"notes": "Mine now"}),
    f"DELETE {_ITEM}": Wall(),
    f"GET {_ME}/portfolio": Own(),
    f"POST {_ME}/portfolio": Nobodys("makes one's own"),
    f"GET {_HOLDING}": Wall(),
    f"PUT {_HOLDING}": Wall(body={"notes": "Mine now"}),
    f"DELETE {_HOLDING}": Wall(),
}


def things(tenant: Tenant) -> None:
    tenant.make("/api/v1/users", {"name": "A secret name"})
    watchlist = tenant.make(f"{_ME}/watchlists", {"name": "A secret list"})["watchlist_id"]
    tenant.ids |= {
        "watchlist_id": watchlist,
        "item_id": tenant.make(f"{_ME}/watchlists/{watchlist}/items", _STOCK)["item_id"],
        "holding_id": tenant.make(f"{_ME}/portfolio", {**_STOCK, "quantity": "3"})["holding_id"],
    }
