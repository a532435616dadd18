"""How a product's pages are arranged: a few choices beside the tokens, so that two products do not look alike."""

from dataclasses import dataclass
from hashlib import blake2b

_HEROES = ("split", "centred", "banner", "editorial")
_CARDS = ("line", "soft", "open")
_BACKDROPS = ("glow", "grid", "arcs", "plain")
_PREFERRED = {
    "minimal": ("centred", "open", "plain"),
    "calm": ("split", "soft", "glow"),
    "playful": ("banner", "soft", "arcs"),
    "bold": ("banner", "line", "arcs"),
    "editorial": ("editorial", "line", "plain"),
    "technical": ("split", "line", "grid"),
    "warm": ("split", "soft", "arcs"),
    "elegant": ("editorial", "open", "glow"),
}
"""Arrangements that a word of the mood asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Names of arrangements that the style sheet knows."""

    hero: str
    cards: str
    backdrop: str

    @property
    def classes(self) -> str:
        """The classes of a page's body."""
        return f"hero-{self.hero} cards-{self.cards} backdrop-{self.backdrop}"


def look_of(*, mood: str, seed: str) -> Look:
    """The arrangement for a mood, told in words; ``seed`` decides what the mood leaves open, the same each time."""
    words = mood.lower().replace(",", " ").split()
    preferred = next((_PREFERRED[word] for word in words if word in _PREFERRED), None)
    hero, cards, backdrop = preferred or (
        _picked("hero", seed, _HEROES),
        _picked("cards", seed, _CARDS),
        _picked("backdrop", seed, _BACKDROPS),
    )
    return Look(hero=hero, cards=cards, backdrop=backdrop)


def _picked(part: str, seed: str, options: tuple[str, ...]) -> str:
    digest = blake2b(f"{part}|{seed}".encode(errors="replace"), digest_size=4).digest()
    return options[int.from_bytes(digest) % len(options)]
