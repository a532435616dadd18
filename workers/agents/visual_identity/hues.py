"""Which hue suits a subject when nobody names a colour: associations of words, else a hue by chance of the text."""

import re

from workers.agents.visual_identity.choices import number

_SUBJECTS: tuple[tuple[int, str], ...] = (
    (148, "garden plant seed compost forest tree nature eco organic recycl carbon climate sustainab farm agri vegan"),
    (75, "bee beekeep honey hive sun solar energy electric light gold"),
    (55, "food recipe meal cook kitchen bakery bread restaurant cafe coffee snack grocer flour"),
    (12, "wedding love date dating heart beauty fashion romance bride flower"),
    (220, "water ocean sea swim sail boat weather irrigat fish rain dive"),
    (300, "music instrument song art paint creativ photo film video game magic"),
    (165, "health care clinic patient doctor therap medic wellness elder senior nurse"),
    (285, "sleep night dream star space astro medit mind calm journal"),
    (35, "kid child famil parent baby pet dog cat toy school play neighbour neighbor communit"),
    (25, "sport run fitness gym train workout race climb cycl bike car drive football"),
    (235, "travel flight trip hotel ship logistic delivery fleet transport"),
    (245, "bank financ invoice account tax payment ledger insur invest payroll budget money expense"),
    (200, "learn study course language student teach tutor quiz read book exam sign"),
    (45, "home house rent craft wood build repair furniture antique vintage second-hand shop"),
    (262, "remote work team meeting office employ compan project calendar schedul productiv sales crm"),
    (185, "data analytic sensor cloud code software develop secur api monitor robot machine"),
)
"""Hues by words and beginnings of words; the more a kind of subject has a colour of its own, the earlier it comes."""
_SPREAD = 28
"""Degrees that two subjects of the same kind may lie apart."""


def hue_of(seed: str) -> float:
    """A hue in degrees: that of the most telling subject in the text, varied a little; without one any hue."""
    words = re.findall(r"[a-z][a-z-]{1,30}", seed.lower())
    hue = next((hue for hue, stems in _SUBJECTS if _speaks_of(words, stems.split())), None)
    if hue is None:
        return float(number(seed, "hue", 360))
    return (hue + number(seed, "hue", _SPREAD + 1) - _SPREAD / 2) % 360


def _speaks_of(words: list[str], stems: list[str]) -> bool:
    return any(_tells(word, stem) for word in words for stem in stems)


def _tells(word: str, stem: str) -> bool:
    return (
        word.startswith(stem) if len(stem) > 4 else word in (stem, f"{stem}s", f"{stem}ing", f"{stem}er", f"{stem}ers")
    )
