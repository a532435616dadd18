"""Projects of different kinds, as ``app.domain.flow.material`` tells of them."""

from collections.abc import Mapping
from typing import Any


def material(
    name: str,
    description: str,
    *,
    template: str = "generic",
    features: tuple[tuple[str, str, str], ...] = (),
    **answers: Any,
) -> dict[str, Any]:
    """A project's material from its answers; lists of nouns become its ontology."""
    types = {"audience": "user", "core_objects": "entity", "integrations": "integration", "success_metric": "metric"}
    entries = [
        {"type": types[key], "name": part.strip(), "confidence": 0.9, "source": f"answer:{key}"}
        for key, value in answers.items()
        if key in types
        for part in str(value).split(",")
    ]
    return {
        "project": {
            "id": "0198c5d0-0000-7000-8000-000000000001",
            "name": name,
            "description": description,
            "template": template,
            "phase": "SPECIFICATION",
        },
        "answers": [
            {"key": key, "section": "product", "question": f"{key}?", "value": value} for key, value in answers.items()
        ],
        "ontology": entries,
        "features": [
            {"name": name, "description": said, "priority": priority, "source": "candidate"}
            for name, said, priority in features
        ],
    }


TOOLS: Mapping[str, Any] = material(
    "Toolshare",
    "A lending library where neighbours borrow tools from each other",
    template="marketplace",
    features=(
        ("E-mail notifications", "Important events reach people by e-mail", "should"),
        ("Booking calendar", "Offers are booked for days or hours that are free", "must"),
        ("Reviews", "Both sides review each other after a deal", "should"),
    ),
    platform="web",
    purpose="Drills lie idle in every cellar while neighbours buy new ones",
    audience="neighbours, caretakers",
    main_tasks="lend a tool, reserve a tool, return a tool, report damage",
    core_objects="tools, reservations, members, damage reports",
    success_metric="100 loans a month",
    accounts=True,
    payments=False,
    integrations="Mailjet, OpenStreetMap",
    expected_users=2_000,
    regulations=["gdpr"],
    notifications=["email"],
    out_of_scope="insurance",
    mood="warm",
    brand_color="terracotta",
    key_screens="reserve a tool, my loans",
    team="small",
    hosting="managed",
)

CLINIC: Mapping[str, Any] = material(
    "Rounds",
    "Software with which clinics plan the shifts of nurses and hand over patients",
    template="saas",
    features=(
        ("Roles and rights", "What somebody may see and change depends on his role", "must"),
        ("Audit log", "Who has changed what and when can be looked up", "must"),
        ("Subscriptions", "Packages are chosen, changed and cancelled", "must"),
    ),
    platform="both",
    purpose="Handovers are told in the corridor and forgotten; shifts are planned on paper",
    audience="nurses, head nurses",
    main_tasks="plan a shift, swap shifts, hand over a patient, sign off a handover",
    core_objects="shifts, wards, patients, handovers",
    success_metric="no handover without a signature",
    accounts=True,
    payments=True,
    tenancy=True,
    integrations="hospital information system",
    expected_users=300_000,
    regulations=["hipaa", "gdpr"],
    notifications=["push"],
    constraints="data stays in the hospital",
    mood="serious",
    quality_bar="security",
    team="large",
    hosting="own",
)

TERSE: Mapping[str, Any] = material("Compost", "")
"""Nothing was answered yet."""

PROJECTS = {"tools": TOOLS, "clinic": CLINIC, "terse": TERSE}
