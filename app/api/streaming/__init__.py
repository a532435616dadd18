"""Event streams over HTTP: live, again, and behind a cursor."""
