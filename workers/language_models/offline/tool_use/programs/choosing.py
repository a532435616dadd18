"""From a request to the program that does it: the blocks, tried from the most special to the most general."""

from collections.abc import Callable, Sequence

from workers.language_models.offline.tool_use.programs.chance import chance
from workers.language_models.offline.tool_use.programs.dates import calendar
from workers.language_models.offline.tool_use.programs.files import file_work, listing
from workers.language_models.offline.tool_use.programs.formulas import formula
from workers.language_models.offline.tool_use.programs.printing import printing
from workers.language_models.offline.tool_use.programs.program import Program
from workers.language_models.offline.tool_use.programs.quantities import (
    arithmetic,
    interest,
    statistic,
    temperature,
    units,
)
from workers.language_models.offline.tool_use.programs.records import keeper, record
from workers.language_models.offline.tool_use.programs.sequences import (
    counting,
    factorial,
    fibonacci,
    fizzbuzz,
    primes,
    times_table,
)
from workers.language_models.offline.tool_use.programs.texts import text_operation
from workers.language_models.offline.tool_use.programs.wording import Wording

_OUT_OF_REACH = (
    (r"\b(?:plot\w*|charts?|graphs?|diagrams?|histograms?)\b", "a drawing"),
    (
        r"\b(?:scrap\w+|crawl\w*|downloads?|http|https|websites?|urls?|web pages?|apis?|online|"
        r"internet|emails?|e-mails?)\b",
        "the network",
    ),
    (r"\b(?:games?|pygame|tkinter|gui|window|graphical|animation|3d)\b", "a graphical or interactive program"),
    (
        r"\b(?:neural|machine learning|deep learning|train\w* (?:a|the) model|classifier|image|video|"
        r"audio|speech|face)\b",
        "a learned model, pictures or sound",
    ),
    (r"\b(?:database|postgres|mysql|mongodb|kubernetes|docker|bot|server)\b", "a server or a database"),
)
BLOCKS: Sequence[Callable[[Wording], Program | None]] = (
    record,
    primes,
    fibonacci,
    factorial,
    times_table,
    fizzbuzz,
    temperature,
    units,
    interest,
    calendar,
    chance,
    formula,
    file_work,
    listing,
    statistic,
    text_operation,
    counting,
    printing,
    arithmetic,
    keeper,
)


def program_for(text: str) -> Program | None:
    """The program that a request asks for; None when no block does it."""
    wording = Wording(text)
    if out_of_reach(text):
        return None
    return next((program for block in BLOCKS if (program := block(wording))), None)


def out_of_reach(text: str) -> str:
    """What a request needs that no block has; '' when nothing of the kind is named."""
    wording = Wording(text)
    return next((what for pattern, what in _OUT_OF_REACH if wording.says(pattern)), "")
