"""What the product is for and must do, as the answers say it."""

from typing import Any

from app.domain.specifications.drafts.words import Material, answer, named


def overview(material: Material) -> dict[str, Any]:
    project = material["project"]
    purpose = answer(material, "purpose")
    described = project["description"] or str(purpose or project["name"])
    return {
        "name": project["name"],
        "summary": described,
        "problem": str(purpose or described),
        "users": named(material, "user", "role"),
        "goals": named(material, "metric", "purpose") or [described],
        "nonGoals": named(material, "non_goal"),
    }


def requirements(material: Material) -> list[dict[str, Any]]:
    """One for each feature, then one for each quality and constraint; the purpose itself without any."""
    user = (named(material, "user") or ["a user"])[0]
    functional = [
        _requirement(
            feature["name"],
            feature["description"] or feature["name"],
            feature["priority"],
            "functional",
            [
                f"{feature['name']}: {user} can complete it from beginning to end.",
                f"{feature['name']}: what goes wrong is explained, and nothing that was entered is lost.",
            ],
        )
        for feature in material["features"]
    ]
    qualities = [
        _requirement(
            name, f"The product keeps to this: {name}", "should", "non_functional", [f"It is shown to hold: {name}."]
        )
        for name in named(material, "constraint", "quality", "metric")
    ]
    found = [*functional, *qualities] or [_whole(material)]
    return [{"id": f"REQ-{number:03}", **each} for number, each in enumerate(found, 1)]


def test_cases(requirements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One for each criterion of each requirement."""
    cases: list[dict[str, Any]] = []
    for requirement in requirements:
        for criterion in requirement["acceptanceCriteria"]:
            cases.append(
                {
                    "id": f"TC-{len(cases) + 1:03}",
                    "title": f"{requirement['title']}: {criterion}"[:200],
                    "requirementId": requirement["id"],
                    "type": "end_to_end" if requirement["type"] == "functional" else "performance",
                    "given": "A product with the data of an ordinary day",
                    "when": f"{requirement['title']} is put to the test",
                    "then": criterion,
                }
            )
    return cases


def _whole(material: Material) -> dict[str, Any]:
    told = overview(material)
    return _requirement(told["name"], told["summary"], "must", "functional", [f"It solves this: {told['problem']}"])


def _requirement(title: str, description: str, priority: str, kind: str, criteria: list[str]) -> dict[str, Any]:
    return {
        "title": title,
        "description": description,
        "priority": priority,
        "type": kind,
        "acceptanceCriteria": criteria,
    }
