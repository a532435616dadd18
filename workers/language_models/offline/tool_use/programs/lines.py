"""Programs that read a text line by line: lines are kept, sorted, changed, counted, and printed or written."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from workers.language_models.offline.tool_use.programs.figures import FIGURES
from workers.language_models.offline.tool_use.programs.program import Program, named
from workers.language_models.offline.tool_use.programs.wording import Wording

_LOAD_LINES = '''
def load(path: str) -> list[str]:
    """The lines of a text file, without their line ends."""
    with open(path, encoding="utf-8") as file:
        return file.read().splitlines()
'''


def line_work(wording: Wording, source: str, goal: str | None) -> Program:
    """Lines are kept, sorted, counted or summed up."""
    steps, told = _line_steps(wording)
    out, shown = _line_output(wording, goal)
    imports = [
        "import sys",
        *(["from collections import Counter"] if "Counter(" in out else []),
        *(["import re"] if "re." in out else []),
    ]
    source_line = f'source = sys.argv[1] if len(sys.argv) > 1 else "{source}"'
    return Program(
        name=named(f"{'count' if 'count' in shown else 'process'}_{PurePosixPath(source).stem}"),
        does=f"reads {source}{''.join(f', {step}' for step in told)} and {shown}",
        functions=(_LOAD_LINES,),
        main="\n".join([source_line, "lines = load(source)", *steps, out]),
        imports=imports,
        needs=(source,),
    )


def _line_steps(wording: Wording) -> tuple[Sequence[str], Sequence[str]]:
    steps, told = [], []
    if (
        kept := wording.says(
            r"\b(?:containing|contain|with|mention\w*) (?:the (?:word|text) )?(error|warning|[a-z]+)\b"
        )
        if wording.says(r"\blines (?:that )?(?:containing|contain|with|mention)")
        else None
    ):
        word = wording.quotes[0] if wording.quotes else kept[1]
        steps.append(f"lines = [line for line in lines if {word.lower()!r} in line.lower()]")
        told.append(f"keeps the lines with {word}")
    if wording.says(r"\bunique\b|\bduplicates?\b|\bdedup"):
        steps.append("lines = list(dict.fromkeys(lines))")
        told.append("drops repeated lines")
    if wording.says(r"\bsort"):
        key = "key=float" if wording.says(r"\bnumber") else "key=str.lower"
        down = ", reverse=True" if wording.says(r"\bdescending|reverse|largest first") else ""
        steps.append(f"lines = sorted(filter(None, lines), {key}{down})")
        told.append("sorts them")
    if wording.says(r"\brevers\w+\b.*\blines\b|\bbackwards\b"):
        steps.append("lines.reverse()")
        told.append("reverses them")
    if wording.says(r"\bupper ?case"):
        steps.append("lines = [line.upper() for line in lines]")
        told.append("writes them in capitals")
    return steps, told


def _line_output(wording: Wording, goal: str | None) -> tuple[str, str]:
    figures = [(label, expression) for pattern, label, expression in FIGURES if wording.says(pattern)]
    if figures and wording.says(r"\bnumbers?\b|\bvalues?\b|\bthem\b|\bsum\b|\baverage\b"):
        shown = "\n".join(f'print(f"{label}: {{{expression}:g}}")' for label, expression in figures)
        what = " and ".join(label.lower() for label, _ in figures)
        return f"values = [float(line) for line in lines if line.strip()]\n{shown}", f"prints the {what}"
    if wording.says(r"\b(?:most common|frequen\w+|how often|each word|occurrences)\b"):
        count = wording.whole(10)
        out = """\
words = Counter(re.findall(r"\\w+", " ".join(lines).lower()))
for word, count in words.most_common(MOST):
    print(f"{word}: {count}")"""
        return out.replace("MOST", str(count)), "counts its words"
    if goal:
        return (
            f'with open("{goal}", "w", encoding="utf-8") as file:\n    file.write("\\n".join(lines) + "\\n")\n'
            f'print(f"Wrote {{len(lines)}} lines to {goal}")',
            f"writes them to {goal}",
        )
    if wording.says(r"\b(?:counts?|number of|how many)\b"):
        return _counted(wording)
    return "for line in lines:\n    print(line)", "prints the lines"


def _counted(wording: Wording) -> tuple[str, str]:
    kinds = (
        ("lines", "len(lines)"),
        ("words", "sum(len(line.split()) for line in lines)"),
        ("characters", "sum(len(line) for line in lines)"),
    )
    asked = [kind for kind in kinds if wording.says(rf"\b{kind[0][:-1]}s?\b")] or list(kinds)
    out = "\n".join(f'print(f"{name.capitalize()}: {{{expression}}}")' for name, expression in asked)
    return out, f"counts its {' and '.join(name for name, _ in asked)}"
