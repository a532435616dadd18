"""Which hue suits a subject when nobody names a colour: associations of words, else a hue by chance of the text."""

import re

from workers.agents.visual_identity.choices import number

_SUBJECTS: tuple[tuple[int, str], ...] = (
    (148, "garden plant seed compost forest tree nature eco organic recycl carbon climate sustainab farm agri vegan"),
    (165, "health care clinic patient doctor therap medic wellness elder senior nurs"),
    (245, "bank financ invoice account tax payment ledger insur invest payroll budget money expense"),
    (262, "remote work team meeting office employ compan project calendar schedul productiv sales crm"),
    (300, "music instrument song art paint creativ design photo film video game magic"),
    (12, "wedding love date dating heart beauty fashion romance bride flower"),
    (55, "food recipe meal cook kitchen bak bread restaurant cafe coffee snack grocer flour"),
    (75, "bee honey hive sun solar energy electric light gold"),
    (220, "water ocean sea swim sail boat weather irrigat fish rain dive"),
    (285, "sleep night dream star space astro medit mind calm journal"),
    (35, "kid child famil parent baby pet dog cat toy school play neighbour neighbor communit"),
    (25, "sport run fitness gym train workout race climb cycl bike car drive football"),
    (200, "learn study course language student teach tutor quiz read book exam sign"),
    (185, "data analytic sensor cloud code software develop secur api monitor robot machine"),
    (45, "home house rent craft wood build repair furniture antique vintage second-hand market shop"),
    (235, "travel flight trip hotel map ship logistic delivery fleet transport"),
)
_SPREAD = 28
"""Degrees that two subjects of the same kind may lie apart."""


def hue_of(seed: str) -> float:
    """A hue in degrees: the subject's that most words speak of, varied a little; without one any hue."""
    words = re.findall(r"[a-z][a-z-]{1,30}", seed.lower())
    scores = [(_score(words, stems.split()), hue) for hue, stems in _SUBJECTS]
    best, hue = max(scores, key=lambda scored: scored[0])
    if not best:
        return float(number(seed, "hue", 360))
    return (hue + number(seed, "hue", _SPREAD + 1) - _SPREAD / 2) % 360


def _score(words: list[str], stems: list[str]) -> int:
    return sum(any(_tells(word, stem) for stem in stems) for word in words)


def _tells(word: str, stem: str) -> bool:
    return (
        word.startswith(stem) if len(stem) > 4 else word in (stem, f"{stem}s", f"{stem}ing", f"{stem}er", f"{stem}ers")
    )
