"""Discovery chat: talks that find out what has to be known about a business, an idea or a project."""
