"""The style sheet of screens; the tokens that it draws with are laid in front of it."""

from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("page.css")


@cache
def page_css() -> str:
    """The rules for everything that ``screen_markup`` and ``section_markup`` write. They hold no text of anybody."""
    return _FILE.read_text(encoding="utf-8")
