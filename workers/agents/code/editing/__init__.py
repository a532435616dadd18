"""Carrying out an edit: on the app's specification, and on single files where the specification knows nothing."""
