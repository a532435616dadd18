"""Several specialists at one project's specification: who does what when, who sees what, and what comes of it."""
