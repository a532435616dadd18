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
