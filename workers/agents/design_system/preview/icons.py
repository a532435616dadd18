"""The icons of the pages: lines on a grid of 24 pixels, in the colour of the text around them."""

_SHAPES = {
    "add": "M12 5v14M5 12h14",
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "close": "M6.5 6.5l11 11M17.5 6.5l-11 11",
    "search": "M11 4.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM16 16l4 4",
    "down": "M6 9.5l6 6 6-6",
    "forward": "M5 12h14M13 6l6 6-6 6",
    "alert": "M12 4L2.8 20h18.4zM12 10v4.5M12 17.2v.1",
    "info": "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 11v5M12 7.8v.1",
    "delete": "M5 7h14M10 7V4.5h4V7M7 7l1 13h8l1-13M10.3 11v5M13.7 11v5",
    "sun": "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4"
    "M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4",
    "moon": "M19.5 14.2A8 8 0 0 1 9.8 4.5a8 8 0 1 0 9.7 9.7z",
    "calendar": "M4.5 6.5h15v13h-15zM4.5 10.5h15M8.5 4v4M15.5 4v4",
    "person": "M12 4.5a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6zM4.5 20c.8-3.6 3.8-5.2 7.5-5.2s6.7 1.6 7.5 5.2",
    "settings": "M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4M4 12h4M12 12h8M10 10v4",
    "bell": "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "share": "M12 15V4M8 7.5L12 4l4 3.5M5 12v7.5h14V12",
    "spark": "M12 4c.7 4.6 2.9 7 7.5 8-4.6 1-6.8 3.4-7.5 8-.7-4.6-2.9-7-7.5-8 4.6-1 6.8-3.4 7.5-8z",
}
ICON_NAMES = tuple(_SHAPES)


def icon(name: str, size: int = 20) -> str:
    """An icon that repeats what a word beside it says; it is hidden from assistive technology."""
    return (
        f'<svg class="icon" width="{size}" height="{size}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        f'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">'
        f'<path d="{_SHAPES[name]}"/></svg>'
    )
