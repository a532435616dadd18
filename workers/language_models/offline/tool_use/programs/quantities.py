"""Programs about given numbers: statistics of a list, arithmetic, percentages, interest, conversions."""

import ast
import operator
import re
from collections.abc import Callable, Mapping

from workers.language_models.offline.tool_use.programs.program import Program, named
from workers.language_models.offline.tool_use.programs.wording import Wording, shown

_STATISTICS: tuple[tuple[str, str, str], ...] = (
    (r"\b(?:average|mean)\b", "average", "statistics.mean(numbers)"),
    (r"\bmedian\b", "median", "statistics.median(numbers)"),
    (r"\b(?:standard deviation|stdev|std)\b", "standard deviation", "statistics.pstdev(numbers)"),
    (r"\bvariance\b", "variance", "statistics.pvariance(numbers)"),
    (r"\b(?:mode|most common number)\b", "mode", "statistics.mode(numbers)"),
    (r"\b(?:sum|total|add(?:s|ed|ing)?(?: up)?)\b", "sum", "sum(numbers)"),
    (r"\b(?:product|multipl(?:y|ies|ied))\b", "product", "math.prod(numbers)"),
    (r"\b(?:max(?:imum)?|largest|biggest|highest|greatest)\b(?! common)", "largest", "max(numbers)"),
    (r"\b(?:min(?:imum)?|smallest|lowest)\b", "smallest", "min(numbers)"),
    (r"\b(?:gcd|greatest common|common divisor|common factor)\b", "greatest common divisor", "math.gcd(*numbers)"),
    (r"\b(?:lcm|least common|common multiple)\b", "least common multiple", "math.lcm(*numbers)"),
    (r"\bsort(?:s|ed|ing)?\b(?!.*\b(?:desc|largest first|revers|high))", "sorted", "sorted(numbers)"),
    (
        r"\bsort(?:s|ed|ing)?\b.*\b(?:desc|largest first|revers|high)",
        "sorted downwards",
        "sorted(numbers, reverse=True)",
    ),
)
_OPERATORS = (
    (r"\bplus\b", "+"), (r"\bminus\b", "-"), (r"\btimes\b|\bmultiplied by\b|×|(?<=\d)\s*x\s*(?=\d)", "*"),
    (r"\bdivided by\b|\bover\b|÷", "/"), (r"\bto the power of\b|\^", "**"), (r"\bmod(?:ulo)?\b", "%"),
    (r"\bsquared\b", "**2"),
)  # fmt: skip
_ARITHMETIC: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
_SAFE = (ast.Expression, ast.BinOp, ast.UnaryOp, ast.Constant, ast.operator, ast.unaryop)
_UNITS: tuple[tuple[str, str, float, str], ...] = (
    ("length", "km", 1000.0, r"kilomet(?:re|er)s?|kms?"), ("length", "cm", 0.01, r"centimet(?:re|er)s?|cm"),
    ("length", "mm", 0.001, r"millimet(?:re|er)s?|mm"), ("length", "m", 1.0, r"met(?:re|er)s?|m"),
    ("length", "mi", 1609.344, r"miles?|mi"), ("length", "ft", 0.3048, r"foot|feet|ft"),
    ("length", "in", 0.0254, r"inch(?:es)?"), ("length", "yd", 0.9144, r"yards?|yd"),
    ("mass", "kg", 1.0, r"kilograms?|kilos?|kg"), ("mass", "g", 0.001, r"grams?|g"),
    ("mass", "lb", 0.45359237, r"pounds?|lbs?"), ("mass", "oz", 0.028349523125, r"ounces?|oz"),
    ("mass", "t", 1000.0, r"tonnes?"), ("time", "s", 1.0, r"seconds?|secs?"), ("time", "min", 60.0, r"minutes?|mins?"),
    ("time", "h", 3600.0, r"hours?|hrs?"), ("time", "d", 86400.0, r"days?"), ("time", "wk", 604800.0, r"weeks?"),
    ("volume", "l", 1.0, r"lit(?:re|er)s?"), ("volume", "ml", 0.001, r"millilit(?:re|er)s?|ml"),
    ("volume", "gal", 3.785411784, r"gallons?"), ("volume", "cup", 0.2365882365, r"cups?"),
)  # fmt: skip
_UNIT = "|".join(name for _, _, _, name in _UNITS)
_SCALE = r"(celsius|fahrenheit|kelvin|°?\s?[cfk])\b"


def statistic(wording: Wording) -> Program | None:
    """One or more figures of the numbers that are listed, or of those it is given as arguments."""
    asked = [(label, expression) for pattern, label, expression in _STATISTICS if wording.says(pattern)]
    if not asked or wording.files or wording.says(r"\b(?:words?|letters?|lines?|csv|json)\b"):
        return None
    numbers = list(wording.listed_numbers)
    if not numbers and (wording.bounds or wording.says(r"\bfirst \d")):
        return None
    if not numbers and not wording.says(r"\bnumbers?\b|\blist\b|\bvalues?\b|\bscores?\b|\bintegers?\b"):
        return None
    if len(asked) > 1:
        asked = [one for one in asked if one[0] not in ("sorted",)] or asked
    lines = [f'print(f"{label.capitalize()}: {{{expression}}}")' for label, expression in asked]
    whole = all(number == int(number) for number in numbers)
    default = ", ".join(map(shown, numbers)) or "3, 1, 4, 1, 5, 9, 2, 6"
    parse = "int" if whole else "float"
    main = f"numbers = [{parse}(value) for value in sys.argv[1:]] or [{default}]\n" + "\n".join(lines)
    used = " ".join(expression for _, expression in asked)
    imports = ("import sys", *(f"import {name}" for name in ("math", "statistics") if f"{name}." in used))
    labels = " and ".join(f"the {label}" for label, _ in asked)
    labels = "the order" if asked[0][0].startswith("sorted") else labels
    note = "" if numbers else "You named no numbers, so it takes them as arguments and has a few of its own to show."
    return Program(
        name=named(asked[0][0]), does=f"prints {labels} of the numbers {default}", main=main, imports=imports, note=note
    )


def expression_of(text: str) -> str | None:
    """The arithmetic in a text as a Python expression, if the text holds nothing but one."""
    low = text.lower().replace(",", "").rstrip("?. =")
    for pattern, sign in _OPERATORS:
        low = re.sub(pattern, f" {sign} ", low)
    if found := re.search(r"(\d+(?:\.\d+)?)\s*(?:%|percent)\s+of\s+(\d+(?:\.\d+)?)", low):
        return f"{found[2]} * {found[1]} / 100"
    if found := re.search(r"square root of\s+(\d+(?:\.\d+)?)", low):
        return f"{found[1]} ** 0.5"
    runs = re.findall(r"[\d.(][\d\s.+*/()%-]*[\d)]", low)
    longest = max(runs, key=len, default="").strip()
    return longest if _is_arithmetic(longest) else None


def value_of(expression: str) -> float | None:
    """The value of an expression that :func:`expression_of` gave; None where it has none."""
    exponents = re.findall(r"\*\*\s*\(?\s*(\d+)", expression)
    if any(int(exponent) > 64 for exponent in exponents) or expression.count("**") > 1:
        return None
    try:
        return float(_value(ast.parse(expression, mode="eval").body))
    except (ArithmeticError, ValueError, SyntaxError, TypeError):
        return None


def arithmetic(wording: Wording) -> Program | None:
    expression = expression_of(wording.low)
    if not expression:
        return None
    return Program(
        name="calculation", does=f"prints the value of {expression}", main=f'print("{expression} =", {expression})'
    )


def interest(wording: Wording) -> Program | None:
    if not wording.says(r"\binterest\b|\bsavings? grow|\binvest(?:ed|ment)?\b.*%"):
        return None
    rate = wording.says(r"(\d+(?:\.\d+)?)\s*(?:%|percent)")
    years = wording.says(r"(\d+)\s*years?")
    amount = next((number for number in wording.numbers if number >= 50), 1000.0)
    grown = '''
def grown(amount: float, rate: float, years: int) -> float:
    """What an amount grows to at a yearly rate in percent, with compound interest."""
    return amount * (1 + rate / 100) ** years
'''
    main = f"""\
amount, rate, years = {shown(amount)}, {rate[1] if rate else "5"}, {years[1] if years else "10"}
for year in range(1, years + 1):
    print(f"Year {{year}}: {{grown(amount, rate, year):.2f}}")"""
    does = f"prints how {shown(amount)} grows with compound interest"
    return Program(name="interest", does=does, functions=(grown,), main=main)


def temperature(wording: Wording) -> Program | None:
    """From one temperature scale to another: a given value, or a table."""
    found = re.search(rf"{_SCALE}.*?\b(?:to|into|in|and)\s+(?:degrees\s+)?{_SCALE}", wording.low)
    if not found or found[1].strip("° ")[0] == found[2].strip("° ")[0]:
        return None
    names = {"c": "celsius", "f": "fahrenheit", "k": "kelvin"}
    here, there = (names[found[group].strip("° ")[0]] for group in (1, 2))
    into = {"celsius": "value", "fahrenheit": "(value - 32) * 5 / 9", "kelvin": "value - 273.15"}[here]
    out = {"celsius": "celsius", "fahrenheit": "celsius * 9 / 5 + 32", "kelvin": "celsius + 273.15"}[there]
    function = f'''
def {here}_to_{there}(value: float) -> float:
    """A temperature in degrees {here.capitalize()} as {there.capitalize()}."""
    celsius = {into}
    return {out}
'''
    values = ", ".join(map(shown, wording.numbers)) or "0, 10, 20, 30, 37, 100"
    main = f"""\
values = [float(value) for value in sys.argv[1:]] or [{values}]
for value in values:
    print(f"{{value:g}} {here.capitalize()} = {{{here}_to_{there}(value):.2f}} {there.capitalize()}")"""
    does = f"converts temperatures from {here.capitalize()} to {there.capitalize()}"
    return Program(name=f"{here}_to_{there}", does=does, functions=(function,), main=main, imports=("import sys",))


def units(wording: Wording) -> Program | None:
    """From one unit to another of the same kind."""
    found = re.search(rf"(?<![\w])({_UNIT})\s+(?:to|into|in)\s+({_UNIT})\b", wording.low)
    if not found:
        return None
    (kind, have, symbol), (other, want, goal) = (_unit(found[group]) for group in (1, 2))
    if kind != other:
        return None
    values = ", ".join(map(shown, wording.numbers)) or "1, 5, 10, 50, 100"
    here, there = re.sub(r"\W", "", found[1]), re.sub(r"\W", "", found[2])
    function = f'''
def {here}_to_{there}(value: float) -> float:
    """A {kind} in {here} as {there}."""
    return value * {have!r} / {want!r}
'''
    main = f"""\
values = [float(value) for value in sys.argv[1:]] or [{values}]
for value in values:
    print(f"{{value:g}} {symbol} = {{{here}_to_{there}(value):.4g}} {goal}")"""
    does = f"converts {here} to {there}"
    return Program(name=f"{here}_to_{there}", does=does, functions=(function,), main=main, imports=("import sys",))


def _unit(said: str) -> tuple[str, float, str]:
    return next((kind, factor, symbol) for kind, symbol, factor, name in _UNITS if re.fullmatch(name, said))


def _is_arithmetic(text: str) -> bool:
    if not re.search(r"\d\s*[-+*/%]", text):
        return False
    try:
        return all(isinstance(node, _SAFE) for node in ast.walk(ast.parse(text, mode="eval")))
    except SyntaxError:
        return False


def _value(node: ast.AST) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand)
    if isinstance(node, ast.BinOp):
        left, right = _value(node.left), _value(node.right)
        huge = isinstance(node.op, ast.Pow) and (abs(left) > 1e6 or abs(right) > 64)
        if type(node.op) in _ARITHMETIC and not huge:
            return float(_ARITHMETIC[type(node.op)](left, right))
    raise ValueError(node)
