"""From two versions of a text to replacements, each of which finds its place exactly once."""

from collections.abc import Sequence
from difflib import SequenceMatcher

MOST = 4


def replacements(before: str, after: str) -> Sequence[tuple[str, str]]:
    """Pairs (old, new) that turn ``before`` into ``after`` one after the other; () when the file is better rewritten.

    Each old text occurs exactly once in the text as it is at that point.
    """
    pairs: list[tuple[str, str]] = []
    text = before
    for _ in range(MOST):
        if text == after:
            return pairs
        old, new = _first_change(text, after)
        if not old or text.count(old) != 1:
            return ()
        pairs.append((old, new))
        text = text.replace(old, new, 1)
    return pairs if text == after else ()


def _first_change(before: str, after: str) -> tuple[str, str]:
    """The first changed lines with as many unchanged lines around them as make them unique."""
    old, new = before.split("\n"), after.split("\n")
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    change = next(opcode for opcode in matcher.get_opcodes() if opcode[0] != "equal")
    _, low, high, start, end = change
    for more in range(len(old) + 1):
        above = min(more, low)
        below = min(max(more - 1, 0), len(old) - high)
        kept = "\n".join(old[low - above : high + below])
        if kept.strip() and before.count(kept) == 1:
            return kept, "\n".join([*old[low - above : low], *new[start:end], *old[high : high + below]])
    return "", ""
