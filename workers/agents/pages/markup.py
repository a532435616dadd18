"""The one way by which a text gets into HTML: cleaned, then escaped for elements and quoted attributes alike."""

from html import escape

from workers.agents.plain_text import one_line

LIMIT = 2_000
"""Characters of one text on a page."""


def safe(text: str) -> str:
    """``text`` on one line, fit for an element's content and for a quoted attribute."""
    return escape(one_line(text, LIMIT), quote=True)


def comment(text: str) -> str:
    """An HTML comment with ``text``, which cannot end it; '' for no text."""
    told = safe(text).replace("--", "- -").strip("-")
    return f"<!-- {told} -->\n" if told else ""


def element(tag: str, content: str, **attributes: str) -> str:
    """An element around markup; '' if that is empty. Attribute values are markup as well; ``_`` stands for ``-``."""
    if not content:
        return ""
    told = "".join(f' {name.rstrip("_").replace("_", "-")}="{value}"' for name, value in attributes.items() if value)
    return f"<{tag}{told}>{content}</{tag}>"


def paragraph(text: str, kind: str = "") -> str:
    """A paragraph of plain text; '' for none."""
    return element("p", safe(text), class_=kind)
