"""The `baton` command line: one file per command, and the supervisor behind `baton up`."""
