"""Previews: what agents have made, opened in a browser at host names of its own. A process beside the API."""
