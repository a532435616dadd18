"""The OpenComputer API."""
