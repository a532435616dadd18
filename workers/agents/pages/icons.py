"""A few line icons of our own, each for the words that it stands for."""

import re

_PATHS = {
    "check": "M4 12.5 9.5 18 20 6.5",
    "bell": "M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 20.5h4",
    "chart": "M4 20V10M10 20V4M16 20v-8M21 20H3",
    "lock": "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
    "share": "M12 15V4M8 7.5 12 3.5l4 4M5 12v8h14v-8",
    "search": "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.5 15.5 20.5 20.5",
    "clock": "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17zM12 7.5V12l3 2",
    "people": "M9 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM3 20c0-4 2.5-6 6-6s6 2 6 6M16 5.5a3 3 0 0 1 0 5.5M18 14c2 1 3 3 3 6",
    "spark": "M12 3c.8 5 3 7.5 8.5 9-5.5 1.5-7.7 4-8.5 9-.8-5-3-7.5-8.5-9C9 10.5 11.2 8 12 3z",
    "list": "M9 6h11M9 12h11M9 18h11M4 6h.5M4 12h.5M4 18h.5",
    "leaf": "M5 19C4 10 9 4.5 20 4.5 20 15 14 20 7.5 17M5 20.5C7 14 10 11 14 9.5",
    "sliders": "M4 7h8M16 7h4M14 4.5v5M4 17h4M12 17h8M10 14.5v5",
    "home": "M4 11.5 12 4.5l8 7M6.5 10v9.5h11V10",
    "card": "M3.5 6.5h17v11h-17zM3.5 10.5h17M7 14.5h3.5",
    "pen": "M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19zM14 6.5l3.5 3.5",
    "flag": "M6 21V4.5h11.5L15 8.5l2.5 4H6",
    "box": "M12 3.5l8 4v9l-8 4-8-4v-9zM4 7.5l8 4 8-4M12 11.5v9",
    "chat": "M4 5.5h16v11h-9L6.5 20v-3.5H4z",
}  # fmt: skip

_WORDS = {
    "bell": "remind notif alert nudge moment morning",
    "chart": "overview progress stat report insight trend week dashboard result measure forecast predict",
    "lock": "privat secur safe encrypt account gdpr trust",
    "share": "shar export send invite leave publish",
    "search": "search find discover browse match explore",
    "clock": "time minute fast quick speed calendar schedul plan day hour",
    "people": "M9 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM3 20c0-4 2.5-6 6-6s6 2 6 6M16 5.5a3 3 0 0 1 0 5.5M18 14c2 1 3 3 3 6",
    "spark": "ai smart automat suggest magic predict recommend next",
    "list": "list template note log record entr history library catalogue",
    "leaf": "garden plant green carbon compost nature food soil health wellness",
    "sliders": "M4 7h8M16 7h4M14 4.5v5M4 17h4M12 17h8M10 14.5v5",
    "home": "landing home start house",
    "card": "pric pay invoice bill plan subscription order checkout buy",
    "pen": "write edit add creat new form draft sign",
    "flag": "goal onboarding step welcome begin first milestone",
    "box": "import bring keep store stock deliver box offline",
    "chat": "message chat voice feedback help support question contact",
    "check": "done complete finish habit task check",
}
_ROTATION = ("spark", "check", "clock", "leaf", "flag", "list", "chat", "box")


def icon(text: str, place: int = 0) -> str:
    """The icon for ``text``; ``place`` picks another one for each text that names nothing known."""
    return drawn(_named(text) or _ROTATION[place % len(_ROTATION)])


def drawn(name: str) -> str:
    """The icon called ``name``, hidden from screen readers. Raises KeyError for an unknown name."""
    return (
        '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" '
        'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        f'<path d="{_PATHS[name]}"/></svg>'
    )


def _named(text: str) -> str:
    words = re.findall(r"\w+", text.lower())
    for word in words:
        for name, stems in _WORDS.items():
            if any(word == stem or (len(stem) > 3 and word.startswith(stem)) for stem in stems.split()):
                return name
    return ""
