"""Unified differences: true, and bounded."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.prompts.differences import differences, unified
from app.domain.prompts.records import VersionContent

lines = st.lists(st.sampled_from(["a", "b", "c", "", " d"]), max_size=40)


def applied(old: list[str], diff: str) -> list[str]:
    """``old`` with a unified difference applied to it, line for line."""
    result, at = list[str](), 0
    for line in diff.split("\n") if diff else []:
        if line.startswith("@@"):
            start, _, length = line.split(" ")[1].lstrip("-").partition(",")
            begin = int(start) - (length != "0")
            result += old[at:begin]
            at = begin
        elif line.startswith("+"):
            result.append(line[1:])
        else:
            assert old[at] == line[1:]
            if line.startswith(" "):
                result.append(old[at])
            at += 1
    return result + old[at:]


def content(system: str | None = "x", **fields: object) -> VersionContent:
    values = {"user_template": None, "model": "m", "temperature": 0.7, "max_tokens": None, "details": {}, **fields}
    return VersionContent(system_prompt=system, **values)  # type: ignore[arg-type]


@given(old=lines, new=lines)
def test_applied_to_the_old_text_it_gives_the_new_one(old: list[str], new: list[str]) -> None:
    diff = unified(old, new)

    assert applied(old, diff) == new
    assert (diff == "") == (old == new)


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git to apply it")
@settings(max_examples=15, deadline=None)
@given(old=lines, new=lines)
def test_other_programs_understand_it(tmp_path_factory: pytest.TempPathFactory, old: list[str], new: list[str]) -> None:
    diff = unified(old, new)
    if not diff:
        return
    folder: Path = tmp_path_factory.mktemp("patch")
    (folder / "text").write_text("".join(f"{line}\n" for line in old))
    (folder / "diff").write_text(f"--- text\n+++ text\n{diff}\n")

    command = ["git", "apply", "--unidiff-zero", "--whitespace=nowarn", "-p0", "diff"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr + diff
    left = (folder / "text").read_text() if (folder / "text").exists() else ""
    assert left == "".join(f"{line}\n" for line in new)


def test_only_what_surrounds_a_change_is_shown() -> None:
    old = [str(number) for number in range(1, 101)]
    new = [*old[:49], "changed", *old[50:]]

    assert unified(old, new) == "@@ -47,7 +47,7 @@\n 47\n 48\n 49\n-50\n+changed\n 51\n 52\n 53"


def test_a_change_in_a_long_text_is_found_and_a_hopeless_comparison_not_made() -> None:
    long = [f"line {number}" for number in range(50_000)]
    shuffled = long[::-1]

    assert unified(long, [*long[:25_000], "new", *long[25_000:]]).count("\n+") == 1
    assert applied(long, unified(long, shuffled)) == shuffled


def test_each_field_is_compared_as_people_read_it() -> None:
    old = content("a\nb", details={"z": 1, "a": [1]}, max_tokens=5)
    new = content("a\nb\n", details={"a": [1], "z": 2}, max_tokens=None)

    found = {each.field: each.diff for each in differences(old, new)}

    assert found["systemPrompt"] == "@@ -1,2 +1,3 @@\n a\n b\n+"
    assert found["maxTokens"] == "@@ -1 +0,0 @@\n-5"
    assert '-  "z": 1\n+  "z": 2' in found["metadata"]
    assert [name for name, diff in found.items() if not diff] == ["userTemplate", "model", "temperature"]
