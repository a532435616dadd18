"""What an agent has made, in a few lines for a person: the summary, the ranking, the document's outline."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

WIDTH = 100


def result_lines(event: Mapping[str, Any]) -> Iterator[str]:
    """The lines worth showing of a terminal event; none for any other."""
    match event:
        case {"type": "ideation_complete", "ideaSummary": str(summary)}:
            yield from _paragraph(summary)
        case {"type": "discover_complete", "opportunities": list(opportunities)}:
            for number, opportunity in enumerate(opportunities, start=1):
                yield from _opportunity(number, opportunity)
        case {"type": "prd_complete_final", "prd": Mapping() as prd}:
            yield from _outline(prd)
        case {"type": "design_system_complete", "designMd": str(document)}:
            headings = [line[3:] for line in document.splitlines() if line.startswith("## ")]
            yield f"  DESIGN.md has {len(document.splitlines())} lines: " + _listed(headings or ["one section"]) + "."
        case {"type": "design_complete", "screens": list(screens)}:
            yield from (f"  {screen['name']} ({screen['type']})" for screen in screens)
        case {"type": "code_complete", "files": int(files), **rest}:
            built = "built" if (rest.get("build") or {}).get("ok") else "not built (BUILD=1 builds it with Node.js)"
            yield f"  A Next.js app of {files} files, {built}."


def _opportunity(number: int, opportunity: Mapping[str, Any]) -> Iterator[str]:
    score = opportunity["scorecard"]["overall"]
    verdict = (opportunity.get("validation") or {}).get("verdict", "not validated")
    yield f"  {number}. {opportunity['title']}  ({score:.1f}/10, {verdict}, {len(opportunity['risks'])} risks)"
    yield from _paragraph(opportunity["description"], indent="     ")


def _outline(prd: Mapping[str, Any]) -> Iterator[str]:
    yield f"  {prd['title']}"
    yield from _paragraph(prd["overview"])
    counted = {
        "goals": prd["goals"],
        "user stories": prd["userStories"],
        "functional requirements": prd["functionalRequirements"],
        "non-functional requirements": prd["nonFunctionalRequirements"],
        "metrics": prd["metrics"],
        "milestones": prd["milestones"],
        "risks": prd["risks"],
    }
    yield "  It has " + _listed([f"{len(items)} {name}" for name, items in counted.items()]) + "."


def _paragraph(text: str, *, indent: str = "  ") -> Sequence[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))
