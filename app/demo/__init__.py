"""What `baton demo` shows: one idea's journey through the public HTTP API, as any client would make it."""
