"""Specifications: what a project's answers, features and agents come to, compiled, checked and packed."""
