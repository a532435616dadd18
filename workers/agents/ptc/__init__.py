"""The agents of the PTC API: plan, think, code."""
