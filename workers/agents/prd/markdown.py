"""The PRD as Markdown.

Texts of models and users go into lists and paragraphs, one line each, never into tables or headings of
their own making: no text of theirs can change the document's structure.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from workers.agents.plain_text import one_line

LINE_LIMIT = 4_000
_LEADING_MARKS = "#>-+*=`~| \t"


def prd_markdown(prd: Mapping[str, Any]) -> str:
    """The whole document of a PRD object (without its ``markdown``), ending with a line break."""
    sections = [
        f"# {_text(prd['title'])}",
        _text(prd["overview"]),
        _section("Opportunity", [_opportunity(prd["opportunity"])]),
        _section("Problem", [_text(prd["problem"])]),
        _section("Audience", _items(prd["audience"])),
        _section("Goals", _items(prd["goals"])),
        _section("Non-goals", _items(prd["nonGoals"])),
        _section("User stories", map(_story, prd["userStories"]), blank_between=True),
        _section("Functional requirements", map(_requirement, prd["functionalRequirements"])),
        _section("Non-functional requirements", map(_requirement, prd["nonFunctionalRequirements"])),
        _section("Metrics", map(_metric, prd["metrics"])),
        _section("Milestones", map(_milestone, prd["milestones"]), blank_between=True),
        _section("Risks", map(_risk, prd["risks"])),
        _section("Open questions", _items(prd["openQuestions"])),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def _section(title: str, lines: Iterable[str], *, blank_between: bool = False) -> str:
    body = ("\n\n" if blank_between else "\n").join(lines)
    return f"## {title}\n\n{body}" if body else ""


def _items(texts: Iterable[str]) -> list[str]:
    return [f"- {_text(text)}" for text in texts]


def _opportunity(opportunity: Mapping[str, Any]) -> str:
    score = "" if opportunity["overall"] is None else f" (score {opportunity['overall']} of 10)"
    return f"**{_text(opportunity['title'])}**{score}: {_text(opportunity['description'])}"


def _story(story: Mapping[str, Any]) -> str:
    wish = f"**As {_text(story['role'])}**, I want {_text(story['want'])}, so that {_text(story['benefit'])}"
    criteria = [f"  - {_text(criterion)}" for criterion in story["acceptanceCriteria"]]
    return "\n".join([f"- {wish} ({story['priority']})", *criteria])


def _requirement(requirement: Mapping[str, Any]) -> str:
    title, description = _text(requirement["title"]), _text(requirement["description"])
    return f"- **{_text(requirement['id'])} {title}** ({requirement['priority']}): {description}"


def _metric(metric: Mapping[str, Any]) -> str:
    return f"- **{_text(metric['name'])}**: {_text(metric['target'])}, measured by {_text(metric['measuredBy'])}"


def _milestone(milestone: Mapping[str, Any]) -> str:
    weeks = f"{milestone['weeks']} week{'s' if milestone['weeks'] != 1 else ''}"
    deliverables = [f"  - {_text(deliverable)}" for deliverable in milestone["deliverables"]]
    return "\n".join([f"- **{_text(milestone['name'])}** ({weeks})", *deliverables])


def _risk(risk: Mapping[str, Any]) -> str:
    rating = f"likelihood {risk['likelihood']}, impact {risk['impact']}"
    return f"- {_text(risk['description'])} ({rating}). Mitigation: {_text(risk['mitigation'])}"


def _text(text: Any) -> str:
    """One line that neither starts a block of its own nor carries HTML."""
    return one_line(text, LINE_LIMIT).lstrip(_LEADING_MARKS).replace("<", "&lt;")
