"""Programs around one formula: a function of a few values that are named, arguments, or have a default."""

import re
from dataclasses import dataclass

from workers.language_models.offline.tool_use.programs.program import Program
from workers.language_models.offline.tool_use.programs.wording import Wording, shown


@dataclass(frozen=True, slots=True)
class Formula:
    pattern: str
    name: str
    does: str
    arguments: str
    expression: str


_TWO = r"(?:2|the|a pair of|given|some)?\s*(?:given )?(?:numbers?|values?|integers?)"
FORMULAS = (
    Formula(
        r"\bcheck\w*\b.*\beven\b|\b(?:is|if|whether)\b.*\beven\b",
        "is_even",
        "tells whether a number is even",
        "number=7",
        "number % 2 == 0",
    ),
    Formula(
        r"\bcheck\w*\b.*\bodd\b|\b(?:is|if|whether)\b.*\bodd\b",
        "is_odd",
        "tells whether a number is odd",
        "number=7",
        "number % 2 == 1",
    ),
    Formula(
        r"\bcheck\w*\b.*\b(?:positive|negative)\b",
        "is_positive",
        "tells whether a number is positive",
        "number=-3",
        "number > 0",
    ),
    Formula(
        r"\barea\b.*\bcircle\b", "circle_area", "works out the area of a circle", "radius=3", "math.pi * radius**2"
    ),
    Formula(
        r"\b(?:circumference|perimeter)\b.*\bcircle\b",
        "circumference",
        "works out the circumference of a circle",
        "radius=3",
        "2 * math.pi * radius",
    ),
    Formula(
        r"\barea\b.*\btriangle\b",
        "triangle_area",
        "works out the area of a triangle",
        "base=4 height=3",
        "base * height / 2",
    ),
    Formula(
        r"\bperimeter\b.*\brectangle\b",
        "rectangle_perimeter",
        "works out the perimeter of a rectangle",
        "width=4 height=3",
        "2 * (width + height)",
    ),
    Formula(
        r"\barea\b.*\b(?:rectangle|room)\b",
        "rectangle_area",
        "works out the area of a rectangle",
        "width=4 height=3",
        "width * height",
    ),
    Formula(r"\barea\b.*\bsquare\b", "square_area", "works out the area of a square", "side=4", "side * side"),
    Formula(
        r"\bvolume\b.*\bsphere\b",
        "sphere_volume",
        "works out the volume of a sphere",
        "radius=3",
        "4 / 3 * math.pi * radius**3",
    ),
    Formula(
        r"\bvolume\b.*\bcylinder\b",
        "cylinder_volume",
        "works out the volume of a cylinder",
        "radius=3 height=5",
        "math.pi * radius**2 * height",
    ),
    Formula(
        r"\bvolume\b.*\b(?:box|cuboid)\b",
        "box_volume",
        "works out the volume of a box",
        "width=2 depth=3 height=4",
        "width * depth * height",
    ),
    Formula(
        r"\bhypotenuse\b|\bpythag",
        "hypotenuse",
        "works out the hypotenuse of a right triangle",
        "a=3 b=4",
        "math.hypot(a, b)",
    ),
    Formula(
        r"\b(?:bmi|body mass index)\b",
        "bmi",
        "works out the body mass index",
        "kilograms=70 metres=1.75",
        "kilograms / metres**2",
    ),
    Formula(r"\btip\b", "tip", "works out the tip of a bill", "amount=50 percent=15", "amount * percent / 100"),
    Formula(
        r"\bdiscount\w*\b",
        "discounted",
        "takes a discount off a price",
        "price=80 percent=25",
        "price * (1 - percent / 100)",
    ),
    Formula(
        r"\b(?:vat|sales tax|tax)\b",
        "with_tax",
        "adds the tax to a price",
        "price=100 percent=19",
        "price * (1 + percent / 100)",
    ),
    Formula(
        r"\b(?:what )?percent\w*\b",
        "percentage",
        "works out how many percent one number is of another",
        "part=20 whole=80",
        "part / whole * 100",
    ),
    Formula(
        r"\bspeed\b", "speed", "works out a speed from distance and time", "distance=100 hours=2", "distance / hours"
    ),
    Formula(rf"\b(?:adds?|sums?|adding)\s+{_TWO}|\bsum of {_TWO}$", "add", "adds two numbers", "a=2 b=3", "a + b"),
    Formula(
        rf"\b(?:subtracts?|difference)\s+(?:of |between )?{_TWO}",
        "subtract",
        "subtracts one number from another",
        "a=5 b=3",
        "a - b",
    ),
    Formula(rf"\bmultipl(?:y|ies|ying)\s+{_TWO}", "multiply", "multiplies two numbers", "a=4 b=3", "a * b"),
    Formula(rf"\bdivid(?:e|es|ing)\s+{_TWO}", "divide", "divides one number by another", "a=6 b=3", "a / b"),
    Formula(r"\bsquare root\b", "root", "works out a square root", "number=16", "math.sqrt(number)"),
    Formula(
        r"\b(?:squares?|squared) (?:of )?(?:a|the|its|one|1|\d+)\b",
        "square",
        "squares a number",
        "number=4",
        "number * number",
    ),
)


def formula(wording: Wording) -> Program | None:
    """The formula that the request names, with the numbers that it names."""
    if wording.files or wording.bounds or len(wording.listed_numbers) > 3:
        return None
    found = next((each for each in FORMULAS if wording.says(each.pattern)), None)
    return _program(found, wording) if found else None


def _program(found: Formula, wording: Wording) -> Program:
    defaults = dict(part.split("=") for part in found.arguments.split())
    given = [
        number for number in wording.numbers if not (number == 2 and wording.says(r"\b2 (?:numbers|values|integers)\b"))
    ]
    values = [shown(number) for number in given] if len(given) == len(defaults) else list(defaults.values())
    names = ", ".join(defaults)
    kind = "bool" if re.search("==|>", found.expression) else "float"
    parameters = ", ".join(f"{name}: float" for name in defaults)
    function = f'''
def {found.name}({parameters}) -> {kind}:
    """{found.does[:1].upper()}{found.does[1:]}."""
    return {found.expression}
'''
    told = ", ".join(f"{name} {{{name}:g}}" for name in defaults)
    result = f"{found.name}({names})" if kind == "bool" else f"round({found.name}({names}), 4):g"
    main = f"""\
given = [float(value) for value in sys.argv[1:]] or [{", ".join(values)}]
{names} = given{"[0]" if len(defaults) == 1 else ""}
print(f"{found.name.replace("_", " ").capitalize()} ({told}): {{{result}}}")"""
    imports = ("import math", "import sys") if "math." in found.expression else ("import sys",)
    return Program(name=found.name, does=found.does, functions=(function,), main=main, imports=imports)
