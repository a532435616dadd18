"""What the offline model writes in a talk that finds things out: notes, and the reply."""
