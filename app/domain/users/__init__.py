"""Users: people with one account each, who reach tenants by membership and the API by sessions."""
