"""A Python file taken apart by ``ast`` and put together by lines: what is not changed stays as it was written."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import indent


@dataclass(frozen=True)
class Source:
    """The text of a module that parses."""

    text: str
    tree: ast.Module

    @classmethod
    def of(cls, text: str) -> "Source | None":
        try:
            return cls(text, ast.parse(text))
        except (SyntaxError, ValueError):
            return None

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")

    @property
    def functions(self) -> Sequence[ast.FunctionDef]:
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)]

    @property
    def guard(self) -> ast.If | None:
        """The ``if __name__ == "__main__":`` at the end."""
        found = (node for node in self.tree.body if isinstance(node, ast.If) and "__name__" in ast.unparse(node.test))
        return next(found, None)

    @property
    def doing(self) -> Sequence[ast.stmt]:
        """The statements at the end of the module that do something, after the last definition."""
        kept: list[ast.stmt] = []
        for node in reversed(self.tree.body):
            if isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef) or _is_docstring(node):
                break
            kept.insert(0, node)
        return kept

    @property
    def work(self) -> Sequence[ast.stmt]:
        """The statements that do the program's work: of main(), else of the guard, else of the module's end."""
        main = next((each for each in self.functions if each.name == "main"), None)
        if main is None:
            return self.guard.body if self.guard else self.doing
        return [node for node in main.body if not _is_docstring(node)]

    def calls(self, *names: str) -> bool:
        """Whether any of the functions or methods is called."""
        called = (node.func for node in ast.walk(self.tree) if isinstance(node, ast.Call))
        return any(ast.unparse(function).rsplit(".", 1)[-1] in names for function in called)

    def has(self, kind: type[ast.AST]) -> bool:
        return any(isinstance(node, kind) for node in ast.walk(self.tree))

    def replaced(self, low: int, high: int, new: Sequence[str]) -> str:
        """The text with the lines ``low`` to ``high`` (counted from 1, both included) replaced."""
        lines = self.lines
        return "\n".join([*lines[: low - 1], *new, *lines[high:]])

    def inserted(self, before: int, new: Sequence[str]) -> str:
        """The text with lines in front of line ``before``."""
        return self.replaced(before, before - 1, new)


def with_import(text: str, line: str) -> str:
    """The text with an import, which it gets only once and in its alphabetical place."""
    source = Source.of(text)
    if source is None or line in text.split("\n"):
        return text
    imports = [node for node in source.tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    if imports:
        later = (node for node in imports if _order(ast.unparse(node)) > _order(line))
        place = next((node.lineno for node in later), (imports[-1].end_lineno or imports[-1].lineno) + 1)
        return source.inserted(place, [line])
    first = source.tree.body[0] if source.tree.body else None
    if first is not None and _is_docstring(first):
        after = (first.end_lineno or first.lineno) + 1
        rest = source.lines[after - 1 :]
        gap = [] if rest and not rest[0].strip() else [""]
        return source.inserted(after, ["", line, *gap])
    comments = next((number for number, each in enumerate(source.lines) if not each.startswith("#")), 0)
    return source.inserted(comments + 1, [line, "", ""] if first is not None else [line])


def within(statements: str, head: str) -> list[str]:
    """Statements as the body of ``head``, whatever their own indentation was."""
    return [head, *indent(statements, "    ").split("\n")]


def _order(line: str) -> tuple[bool, str]:
    return line.startswith("from "), line


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
