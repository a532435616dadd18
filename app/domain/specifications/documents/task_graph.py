"""The task graph: what has to be built, and in which order, as nodes and edges without a circle.

Data comes first, calls need their data, requirements need the calls of what they speak of, and test cases
need their requirement. ``order`` is one sequence in which everything can be done.
"""

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any


def task_graph(spec: Mapping[str, Any]) -> dict[str, Any]:
    """{version, nodes [{id, type, title, dependsOn}], edges [{from, to}], order [id]}."""
    nodes = [*_components(spec), *_entities(spec), *_endpoints(spec), *_requirements(spec), *_tests(spec)]
    known = {node["id"] for node in nodes}
    for node in nodes:
        node["dependsOn"] = [other for other in dict.fromkeys(node["dependsOn"]) if other in known]
    order = _order(nodes)
    edges = [{"from": other, "to": node["id"]} for node in nodes for other in node["dependsOn"]]
    return {"version": spec["metadata"]["version"], "nodes": nodes, "edges": edges, "order": order}


def _components(spec: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for component in spec["architecture"]["components"]:
        depends_on = [f"component:{other}" for other in component["dependsOn"]]
        yield _node(f"component:{component['name']}", "component", f"Set up {component['name']}", depends_on)


def _entities(spec: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for entity in spec["entities"]:
        owners = [
            f"entity:{relation['to']}"
            for relation in entity["relations"]
            if relation["kind"] == "many-to-one" and relation["to"] != entity["name"]
        ]
        yield _node(f"entity:{entity['name']}", "entity", f"Store {entity['name']}", owners)


def _endpoints(spec: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for endpoint in spec["endpoints"]:
        title = f"Serve {endpoint['method']} {endpoint['path']}"
        yield _node(f"endpoint:{endpoint['id']}", "endpoint", title, [f"entity:{endpoint['entity']}"])


def _requirements(spec: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for requirement in spec["requirements"]:
        told = f"{requirement['title']} {requirement['description']}".lower().replace(" ", "")
        calls = [f"endpoint:{each['id']}" for each in spec["endpoints"] if each["entity"].lower() in told]
        yield _node(f"requirement:{requirement['id']}", "requirement", requirement["title"], calls)


def _tests(spec: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for case in spec["testCases"]:
        yield _node(f"test:{case['id']}", "test", case["title"], [f"requirement:{case['requirementId']}"])


def _node(id: str, type: str, title: str, depends_on: list[str]) -> dict[str, Any]:
    return {"id": id, "type": type, "title": title, "dependsOn": depends_on}


def _order(nodes: list[dict[str, Any]]) -> list[str]:
    """One order for all. Where the specification goes in a circle, the edge that closes it is left out."""
    by_id = {node["id"]: node for node in nodes}
    while True:
        try:
            return list(TopologicalSorter({id: node["dependsOn"] for id, node in by_id.items()}).static_order())
        except CycleError as error:
            first, second = error.args[1][0], error.args[1][1]
            by_id[second]["dependsOn"].remove(first)
