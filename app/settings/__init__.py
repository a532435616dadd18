"""Every setting, read once from environment variables and checked at start.

A variable is declared once, in its group, with its type, default and meaning; the README's table and
``baton check`` are made from the same declarations. A malformed value, or a ``BATON_…`` variable
that nobody declared, stops the start with a message that names it.
"""

from app.settings.reading import Settings, SettingsError, declared, read_settings, settings

__all__ = ["Settings", "SettingsError", "declared", "read_settings", "settings"]
