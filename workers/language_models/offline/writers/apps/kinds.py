"""What people keep in an app, by kind: the words that speak of it, what is asked for, and how it is done with.

The kinds are as general as their words: money is owed and paid, routines come back every day, goods find
a taker. Which one fits is decided by the words of the brief, never by knowing an idea.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from workers.language_models.offline.reading import Reading, content_words
from workers.language_models.offline.vocabulary import word_set


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A field of an entry."""

    label: str
    type: str
    options: tuple[str, ...] = ()
    unit: str | None = None
    low: int = 1
    high: int = 60
    """Bounds of example numbers; of dates, in days from today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    name: str
    words: frozenset[str]
    fields: tuple[Asked, ...]
    done: str
    open: str
    rhythm: str = "once"
    titles: tuple[str, str, str] = ("First {noun}", "{noun} of this week", "{noun} to come back to")
    """Titles of examples around the thing's name."""
    thing: str = "entry"
    """What one of them is called when the topic itself cannot be counted."""


DUE = Asked(label="Due", type="date", low=1, high=21)
_PRIORITY = Asked(label="Priority", type="select", options=("High", "Normal", "Low"))
PLAIN = Kind(name="plain", words=frozenset(), fields=(_PRIORITY, DUE), done="Done", open="Open")

KINDS: Sequence[Kind] = (
    Kind(
        name="routine",
        words=word_set(
            "habit habits routine routines exercise workout workouts fitness meditation medication pills streak "
            "streaks "
            "chore chores daily mindfulness sleep yoga running practice wellbeing hydration stretching journaling"
        ),
        fields=(
            Asked(label="Time of day", type="select", options=("Morning", "Midday", "Evening")),
            Asked(label="Minutes", type="number", unit="min", low=5, high=45),
        ),
        done="Done today",
        open="To do today",
        rhythm="daily",
        titles=("Morning {noun}", "{noun} between two meetings", "A small {noun} before the evening"),
        thing="routine",
    ),
    Kind(
        name="money",
        words=word_set(
            "invoice invoices bill bills expense expenses budget budgets payment payments subscription subscriptions "
            "rent "
            "receipt receipts accounting accountants donation donations salary tax taxes reconciliation loan savings"
        ),
        fields=(
            Asked(label="Amount", type="money", unit="€", low=12, high=900),
            DUE,
            Asked(label="From", type="text"),
        ),
        done="Paid",
        open="Unpaid",
        titles=("{noun} of last month", "{noun} that is due next", "Yearly {noun}"),
        thing="payment",
    ),
    Kind(
        name="goods",
        words=word_set(
            "marketplace sell selling buy buying second-hand used shop store auction swap swapping lend lending rental "
            "borrow sharing exchange instruments furniture clothes tools seedlings vintage collectors"
        ),
        fields=(
            Asked(label="Price", type="money", unit="€", low=5, high=400),
            Asked(label="Condition", type="select", options=("Like new", "Good", "Worn")),
            Asked(label="Place", type="text"),
        ),
        done="Taken",
        open="Available",
        titles=("{noun} in good shape", "Well-kept {noun}", "{noun} from the attic"),
        thing="offer",
    ),
    Kind(
        name="food",
        words=word_set(
            "recipe recipes meal meals cook cooking food dish dishes kitchen bread bakery restaurant menu flour baking "
            "nutrition diet groceries breakfast lunch dinner coffee wine"
        ),
        fields=(
            Asked(label="Portions", type="number", low=2, high=12),
            Asked(label="Meal", type="select", options=("Breakfast", "Lunch", "Dinner")),
            Asked(label="Day", type="date", low=0, high=6),
        ),
        done="Made",
        open="Planned",
        titles=("{noun} for a quick evening", "{noun} for the weekend", "Simple {noun}"),
        thing="dish",
    ),
    Kind(
        name="meetings in time",
        words=word_set(
            "booking bookings appointment appointments event events wedding walk walking walks tour tours visit visits "
            "shift shifts reservation seating guest guests trip trips travel class classes schedule calendar party "
            "coaching"
        ),
        fields=(
            Asked(label="Date", type="date", low=0, high=30),
            Asked(label="Time", type="time"),
            Asked(label="Place", type="text"),
        ),
        done="Done",
        open="Planned",
        titles=("{noun} on Saturday", "{noun} with a new face", "Regular {noun}"),
        thing="appointment",
    ),
    Kind(
        name="learning",
        words=word_set(
            "learn learning language languages course courses quiz quizzes study studying lesson lessons student "
            "students "
            "exam exams skill skills vocabulary flashcards tutor tutors teach school training homework"
        ),
        fields=(
            Asked(label="Level", type="select", options=("New", "Getting there", "Sure")),
            Asked(label="Minutes", type="number", unit="min", low=5, high=40),
            Asked(label="Next time", type="date", low=0, high=10),
        ),
        done="Learned",
        open="To learn",
        titles=("{noun}, the first steps", "{noun} to repeat", "{noun} for every day"),
        thing="lesson",
    ),
    Kind(
        name="measurements",
        words=word_set(
            "sensor sensors measure measurement monitor monitoring data carbon footprint energy temperature emissions "
            "soil "
            "irrigation hive hives water consumption analytics dashboard forecast health weight moisture quality"
        ),
        fields=(
            Asked(label="Reading", type="number", low=8, high=120),
            Asked(label="State", type="select", options=("Normal", "Watch", "Act now")),
            Asked(label="Taken on", type="date", low=-6, high=0),
            Asked(label="Place", type="text"),
        ),
        done="Checked",
        open="To check",
        titles=("{noun}, north side", "{noun} after the rain", "{noun}, second round"),
        thing="measurement",
    ),
    Kind(
        name="notes",
        words=word_set(
            "note notes memo memos meeting meetings transcript document documents writing journal voice minutes "
            "research "
            "articles bookmarks ideas diary story stories photos videos"
        ),
        fields=(
            Asked(label="Kind", type="select", options=("Decision", "Task", "Idea")),
            Asked(label="Date", type="date", low=-5, high=0),
            Asked(label="Who", type="text"),
        ),
        done="Handled",
        open="Open",
        titles=("{noun} from Monday", "{noun} after the call", "{noun} for the team"),
        thing="note",
    ),
    Kind(
        name="people",
        words=word_set(
            "neighbour neighbours neighbors client clients patient patients customer customers lead leads sales "
            "volunteer "
            "volunteers elderly caregivers family families members community mentors candidates hiring donors support "
            "help"
        ),
        fields=(
            Asked(label="Who", type="text"),
            Asked(label="Urgency", type="select", options=("Today", "This week", "Whenever")),
            Asked(label="Next step on", type="date", low=0, high=9),
        ),
        done="Settled",
        open="Open",
        titles=("{noun} from next door", "{noun} that can wait", "{noun} asked for twice"),
        thing="request",
    ),
)


@dataclass(frozen=True, slots=True)
class Fit:
    """The kind that fits best, and those that fit as well, better ones first."""

    kind: Kind
    others: tuple[Kind, ...] = field(default=())


def fitting(reading: Reading) -> Fit:
    """The kinds that the brief speaks of; what the topic and the product are called weighs most."""
    f = reading.facts
    core = content_words(f"{f.topic} {f.product}")
    all_words = content_words(" ".join((*f.keywords, f.purpose, f.topic, f.product))) if f.readable else frozenset()
    scored = [(3 * len(core & kind.words) + len(all_words & kind.words), -place) for place, kind in enumerate(KINDS)]
    ranked = [KINDS[-place] for score, place in sorted(scored, reverse=True) if score]
    return Fit(ranked[0], tuple(ranked[1:])) if ranked else Fit(PLAIN)
