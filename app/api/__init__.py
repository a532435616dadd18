"""The HTTP API: the only code that knows Flask, marshmallow, status numbers and the shapes of bodies."""
