"""What the demo shows while an agent works: its live text, and a line for each step."""

from collections.abc import Callable, Mapping
from typing import Any

from app.demo.results import result_lines

BAR = 20


class Screen:
    """Writes to ``write``. Text that streams in pieces and whole lines never share a line."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._in_text = False

    def line(self, text: str = "") -> None:
        """Show a whole line."""
        self._write(f"\n{text}\n" if self._in_text else f"{text}\n")
        self._in_text = False

    def text(self, piece: str) -> None:
        """Show a piece of text where the last one ended."""
        self._write(piece)
        self._in_text = not piece.endswith("\n")

    def event(self, event: Mapping[str, Any]) -> None:
        """Show what a viewer wants to see of an event."""
        match event:
            case {"type": "text_delta", "delta": str(piece)}:
                self.text(piece)
            case {"type": "phase", "phase": phase}:
                self.line(f"  phase: {phase}")
            case {"type": "status", "message": message, **rest}:
                source = f"{rest['source']}: " if rest.get("source") else ""
                self.line(f"    {source}{message}")
            case {"type": "validation_progress", **rest}:
                self.line(f"    validation {rest.get('state', '')} {rest.get('completed', '')}/{rest.get('total', '')}")
            case {"type": "error", "message": message}:
                self.line(f"  error: {message}")
        for line in result_lines(event):
            self.line(line)

    def progress(self, status: Mapping[str, Any]) -> None:
        """Show how far a run is and what it has used."""
        progress, budget = status["progress"], status["budget"]
        done, total = progress["completedSteps"], max(progress["totalSteps"] or 0, progress["completedSteps"], 1)
        filled = BAR * done // total
        bar = "#" * filled + "-" * (BAR - filled)
        step = progress["currentStep"] or status["state"]
        self.line(
            f"  [{bar}] {done}/{total} {step}  {budget['tokensUsed']} tokens, ${float(budget['costIncurred']):.4f}"
        )
