"""Chatting with an agent."""
