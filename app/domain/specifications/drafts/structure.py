"""What the product is made of, as the answers say it: data, calls, workflows, parts."""

from typing import Any

from app.domain.specifications.drafts.words import Material, answer, class_name, named, path_name, slug

_KEY = {"name": "id", "type": "uuid", "required": True, "description": "Its key"}
_TIME = {"name": "created_at", "type": "datetime", "required": True, "description": "When it was made"}
_CALLS = (
    ("GET", "", "List {many}", 200, None),
    ("POST", "", "Make a {one}", 201, {"name": "string"}),
    ("GET", "/{id}", "Show a {one}", 200, None),
    ("PATCH", "/{id}", "Change a {one}", 200, {"name": "string"}),
    ("DELETE", "/{id}", "Remove a {one}", 204, None),
)


def entities(material: Material) -> list[dict[str, Any]]:
    """One for each thing that the product keeps records of, owned by its users."""
    told = {class_name(name): name for name in named(material, "entity")}
    owner = "User"
    own = [
        {
            "name": name,
            "description": f"What the product keeps about {words}",
            "attributes": [_KEY, _attribute("name", f"What the {name} is called"), _TIME],
            "relations": [{"to": owner, "kind": "many-to-one", "description": f"Whose {name} it is"}],
        }
        for name, words in told.items()
        if name != owner
    ]
    users = named(material, "user", "role")
    described = f"Somebody who uses the product: {', '.join(users)}" if users else "Somebody who uses the product"
    user = {
        "name": owner,
        "description": described,
        "attributes": [_KEY, _attribute("name", "What the person is called"), _attribute("email", "", "email"), _TIME],
        "relations": [],
    }
    return [user, *own]


def endpoints(entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The five calls of each entity."""
    found: list[dict[str, Any]] = []
    for entity in entities:
        path = f"/{path_name(entity['name'])}"
        for method, more, summary, status, body in _CALLS:
            found.append(
                {
                    "id": f"EP-{len(found) + 1:03}",
                    "method": method,
                    "path": path + more,
                    "summary": summary.format(one=entity["name"], many=path[1:]),
                    "entity": entity["name"],
                    "requestBody": body,
                    "responses": [
                        {"status": status, "description": "Done"},
                        {"status": 404 if more else 400, "description": "Not found" if more else "Not valid"},
                    ],
                    "auth": "user",
                }
            )
    return found


def workflows(material: Material) -> list[dict[str, Any]]:
    """One for each thing that users must be able to do."""
    actor = (named(material, "user") or ["User"])[0]
    return [
        {
            "id": f"WF-{number:03}",
            "name": name,
            "trigger": f"{actor} wants to do this: {name}",
            "actor": actor,
            "steps": [
                {"id": "begin", "name": "Begin", "description": f"{actor} begins: {name}", "next": ["check"]},
                {
                    "id": "check",
                    "name": "Check",
                    "description": "What was entered is checked; what is wrong is explained",
                    "next": ["begin", "finish"],
                },
                {"id": "finish", "name": "Finish", "description": f"Done and confirmed: {name}", "next": []},
            ],
        }
        for number, name in enumerate(named(material, "capability"), 1)
    ]


def architecture(material: Material) -> dict[str, Any]:
    """Clients by platform, an API, a database, and one part for each integration."""
    platform = answer(material, "platform") or "web"
    clients = {"web": ["Web client"], "mobile": ["Mobile client"], "both": ["Web client", "Mobile client"]}
    integrations = [f"{name} adapter"[:120] for name in named(material, "integration")]
    components = [
        *(_component(name, "Shows the product to its users", ["API"]) for name in clients.get(str(platform), [])),
        _component("API", "Checks and does what clients ask for", ["Database", *integrations]),
        _component("Database", "Keeps everything that must not be lost", []),
        *(_component(name, "Speaks with the system outside", []) for name in integrations),
    ]
    decisions = [
        {"title": each["question"], "choice": _words(each["value"]), "reason": "Answered by the project's people"}
        for each in material["answers"]
        if each["section"] in ("plan", "constraints", "scale")
    ]
    risks = [f"Known with little certainty: {entry['name']}" for entry in _unsure(material)]
    return {"style": "Client and server", "components": components, "decisions": decisions, "risks": risks}


def design_system(material: Material) -> dict[str, Any]:
    """The mood and colour that were asked for, and the screens that were named."""
    mood = named(material, "design")
    screens = named(material, "screen") or named(material, "capability")
    return {
        "principles": [f"The product feels like this: {each}" for each in mood] or ["Clear before clever"],
        "colors": _colors(str(answer(material, "brand_color") or "")),
        "typography": {"heading": "system-ui", "body": "system-ui", "scale": 1.2, "baseSize": 16},
        "components": ["Button", "Field", "List", "Dialog", "Message"],
        "screens": [
            {"name": name, "purpose": f"Where people do this: {name}", "elements": ["Title", slug(name), "Message"]}
            for name in screens
        ],
    }


def _attribute(name: str, description: str, kind: str = "string") -> dict[str, Any]:
    return {"name": name, "type": kind, "required": True, "description": description}


def _component(name: str, responsibility: str, depends_on: list[str]) -> dict[str, Any]:
    return {"name": name, "responsibility": responsibility, "technology": "", "dependsOn": depends_on}


def _words(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _unsure(material: Material) -> list[Any]:
    return [entry for entry in material["ontology"] if entry["confidence"] < 0.6][:10]


def _colors(brand: str) -> list[dict[str, str]]:
    """The brand's own colour where its value was given; black on white else, until somebody decides."""
    value = brand.strip().lstrip("#").lower()
    is_value = len(value) == 6 and all(letter in "0123456789abcdef" for letter in value)
    own = [{"name": "Brand", "value": f"#{value}", "use": "Actions and links"}] if is_value else []
    return [
        *own,
        {"name": "Text", "value": "#1a1a1a", "use": "Text"},
        {"name": "Surface", "value": "#ffffff", "use": "Behind text"},
    ]
