"""Letters to people outside: kept until they are sent, and sent by nobody who has a transaction open."""
