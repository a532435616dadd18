"""Faults struck at real processes: everything may die, nothing that was accepted may be lost or come twice."""
