"""Verbs on what is looked for: the saved searches."""
