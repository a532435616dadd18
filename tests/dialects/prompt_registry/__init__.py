"""Tests of the prompt registry's API."""
