"""Conversations over PTC: chat streams, workflows, threads."""
