"""What the demo shows of an agent's result."""

from app.demo.results import result_lines

SCORED = {"title": "Shelf", "description": "A shelf for tools.", "scorecard": {"overall": 7.25}, "risks": [{}]}


def test_a_summary_is_wrapped() -> None:
    lines = list(result_lines({"type": "ideation_complete", "ideaSummary": "word " * 60}))

    assert len(lines) > 1
    assert all(len(line) <= 100 for line in lines)


def test_opportunities_are_numbered_with_score_verdict_and_risks() -> None:
    validated = {**SCORED, "validation": {"verdict": "weak"}}
    lines = list(result_lines({"type": "discover_complete", "opportunities": [validated, SCORED]}))

    assert lines[0] == "  1. Shelf  (7.2/10, weak, 1 risks)"
    assert lines[2] == "  2. Shelf  (7.2/10, not validated, 1 risks)"


def test_other_events_have_no_result() -> None:
    assert list(result_lines({"type": "text_delta", "delta": "x"})) == []


def test_a_design_system_is_told_by_its_sections() -> None:
    event = {"type": "design_system_complete", "designMd": "# DS\n\n## Colour\n\nx\n\n## Type\n"}

    assert list(result_lines(event)) == ["  DESIGN.md has 7 lines: Colour and Type."]


def test_screens_are_told_by_name_and_type() -> None:
    event = {"type": "design_complete", "screens": [{"name": "Home", "type": "landing"}]}

    assert list(result_lines(event)) == ["  Home (landing)"]


def test_an_app_is_told_by_its_files_and_whether_it_is_built() -> None:
    built = {"type": "code_complete", "files": 31, "build": {"ok": True}}
    written = {"type": "code_complete", "files": 31, "build": None}

    assert list(result_lines(built)) == ["  A Next.js app of 31 files, built."]
    assert list(result_lines(written)) == ["  A Next.js app of 31 files, not built (BUILD=1 builds it with Node.js)."]
