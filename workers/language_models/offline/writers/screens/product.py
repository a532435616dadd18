"""The sections inside the product: figures, entries, charts, tables and text, filled with examples about the topic."""

from workers.language_models.offline.grammar import capitalised, plural, with_article
from workers.language_models.offline.shapes import Section
from workers.language_models.offline.writers.screens.request import Wanted
from workers.language_models.offline.writers.screens.sketch import Sketch, days, is_counted, line, noun, prose, things


def stats(sketch: Sketch, wanted: Wanted) -> Section:
    """Figures of somebody's own week."""
    f, voice = sketch.facts, sketch.voice
    about = f.topic
    asked = [detail for detail in (wanted.subject, *wanted.details) if detail]
    count = min(wanted.count or max(3, len(asked)), 6)
    named = [(str(voice.number(f"stat {detail}", 3, 48)), capitalised(detail)) for detail in asked]
    own = [
        (f"{voice.number('kept', 4, 6)} of 7", f"Days with {about} this week"),
        (str(voice.number("row", 6, 41)), f"Days of {f.doing} in a row"),
        (f"{voice.number('time', 3, 14)} min", f"Usual time to {f.purpose}"),
        (str(voice.number("open", 2, 9)), f"{capitalised(about)} that wait for a step"),
        (f"{voice.number('share', 55, 92)} %", f"Of {about} done as planned"),
        (str(voice.number("all", 40, 320)), f"Entries on {f.topic} so far"),
    ]
    items = [*named, *own][:count]
    heading = f"How {f.doing} goes"
    return {"kind": "stats", "heading": line(heading), "items": [{"value": v, "label": line(t)} for v, t in items]}


def entries(sketch: Sketch, wanted: Wanted) -> Section:
    """A list of the things that the product is about."""
    f, voice = sketch.facts, sketch.voice
    thing, about = noun(wanted, f), things(wanted, f)
    counted = is_counted(wanted, f)
    count = min(wanted.count or max(8 if sketch.type == "list" else 5, len(wanted.details)), 12)
    named = [capitalised(detail) for detail in (*wanted.details, *f.features[:2])]
    titles = [*named, *voice.some("entries", 12, _titles(thing))][:count]
    week, done = days(voice, "entry"), voice.number("done", 1, 2)
    states = ("Done", "Next", "Planned", "Waiting", "Later")
    return {
        "kind": "entries",
        "heading": sketch.heading(
            "entries heading", f"{capitalised(about)} today", f"Your {about}", f"{about} this week"
        ),
        "items": [
            {
                "title": line(title),
                "note": line(f"{week[place % 7]}, {8 + (place * 3 + done) % 11}:{15 * (place % 4):02d}"),
                "status": "Done" if place < done else states[1 + (place - done) % 4],
                "done": place < done,
            }
            for place, title in enumerate(titles)
        ],
        "action": sketch.action(
            f"Add {with_article(thing)}" if counted else f"Add to {about}", "form", "onboarding", "detail"
        ),
    }


def chart(sketch: Sketch, wanted: Wanted) -> Section:
    """Bars: a day each, or whatever was asked for by name."""
    f, voice = sketch.facts, sketch.voice
    labels = [capitalised(detail) for detail in wanted.details] if len(wanted.details) > 1 else _labels(wanted)
    heading = f"{wanted.subject} of {f.topic}" if wanted.subject else f"{f.topic} over the week"
    return {
        "kind": "chart",
        "heading": line(heading),
        "caption": prose(f"Share of what {f.crowd} planned for {f.topic}, in percent. The figures are an example."),
        "bars": [{"label": line(label), "value": voice.number(f"bar {label}", 25, 96)} for label in labels],
    }


def table(sketch: Sketch, wanted: Wanted) -> Section:
    """Rows of what was done last; a comparison of plans where prices are shown."""
    f, voice = sketch.facts, sketch.voice
    if sketch.type == "pricing" or wanted.subject.lower() in {"plan", "plans", "price"}:
        return _comparison(sketch)
    thing = noun(wanted, f)
    columns = [capitalised(detail) for detail in wanted.details][:6]
    columns = columns if len(columns) > 1 else [capitalised(thing), "When", "Minutes", "Result"]
    titles = voice.some("rows", min(wanted.count or 5, 12), _titles(thing))
    rows = [[title, *(_cell(sketch, name, row) for name in columns[1:])] for row, title in enumerate(titles)]
    return {
        "kind": "table",
        "heading": line(f"Latest {plural(thing)}" if is_counted(wanted, f) else f"Latest in {f.topic}"),
        "columns": [line(name) for name in columns],
        "rows": [[line(cell) for cell in row] for row in rows],
    }


def prose_section(sketch: Sketch, wanted: Wanted) -> Section:
    """What there is to say in whole sentences."""
    f = sketch.facts
    about = things(wanted, f)
    if wanted.subject == "privacy":
        return {
            "kind": "prose",
            "heading": line(f"Your {f.topic_noun} data"),
            "paragraphs": [
                prose(
                    f"What you enter about {f.topic} belongs to you. {sketch.product} uses it to help you {f.purpose} "
                    "and for nothing else."
                ),
                prose(
                    f"Export gives you everything about {f.topic} in one file; deleting removes it for good within a "
                    "month."
                ),
            ],
        }
    return {
        "kind": "prose",
        "heading": line(f"About {about}"),
        "paragraphs": [
            prose(
                f"{capitalised(about)} as {f.crowd} know it: rarely urgent, easily put off, and a relief once done. "
                f"{sketch.product} keeps what belongs together on one page."
            ),
            prose(
                f"Notes on {about} stay here, next to what came of them, so that the next time somebody wants to "
                f"{f.purpose} there is something to start from."
            ),
        ],
    }


def _titles(thing: str) -> list[str]:
    return [
        f"{capitalised(thing)} to begin the day with",
        f"A quick {thing} between two calls",
        f"The {thing} from last week",
        f"{capitalised(thing)} that a friend recommended",
        f"First {thing} of the month",
        f"{capitalised(thing)} for the weekend",
        f"Short {thing}, five minutes",
        f"{capitalised(thing)} to look at again",
        f"A new {thing} to try",
        f"The {thing} that always works",
        f"{capitalised(thing)} with somebody else",
        f"{capitalised(thing)} to finish tonight",
    ]


def _labels(wanted: Wanted) -> list[str]:
    subject = wanted.subject.lower()
    if "month" in subject or "year" in subject:
        return ["Jan", "Feb", "Mar", "Apr", "May", "Jun"]
    if wanted.count > 2 and wanted.count != 7:
        return [f"Week {number}" for number in range(1, wanted.count + 1)]
    return ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def _cell(sketch: Sketch, column: str, row: int) -> str:
    name, voice = column.lower(), sketch.voice
    number = voice.number(f"cell {name} {row}", 2, 60)
    if any(word in name for word in ("when", "date", "day", "due")):
        return days(voice, "row")[row % 7]
    if any(word in name for word in ("amount", "price", "cost", "total")):
        return f"€{number * 4}.{number % 10}0"
    if any(word in name for word in ("result", "status", "state")):
        return ("Done", "Done", "Moved", "Open", "Skipped")[(row + number) % 5]
    if any(word in name for word in ("name", "owner", "who", "person")):
        return ("Ada", "Noor", "Tomás", "Mei", "Ines")[(row + number) % 5]
    return str(number)


def _comparison(sketch: Sketch) -> Section:
    f = sketch.facts
    rows = [
        [capitalised(f.topic), "A few", "All", "All, shared"],
        [f"Reminders about {f.topic}", "Daily", "Any time", "Any time"],
        [f"Weekly page on {f.doing}", "–", "Yes", "Yes"],
        ["Export and deletion", "Yes", "Yes", "Yes"],
    ]
    return {
        "kind": "table",
        "heading": line(f"What each plan holds for {f.crowd}"),
        "columns": ["What you get", "Free", "Plus", "Together"],
        "rows": [[line(cell) for cell in row] for row in rows],
    }
