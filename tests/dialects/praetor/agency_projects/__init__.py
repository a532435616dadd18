"""Projects of an agency's customers."""
