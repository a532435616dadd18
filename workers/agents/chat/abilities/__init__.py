"""What a conversing agent can do, as functions that the agents' tool sets are made of."""
