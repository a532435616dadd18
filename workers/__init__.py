"""The second entry point: Celery workers that execute runs, and the housekeeper.

Nothing here imports ``app.api`` or Flask.
"""
