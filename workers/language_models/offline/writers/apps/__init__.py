"""Writers for the code agent: the plan of an app, and its edits."""
