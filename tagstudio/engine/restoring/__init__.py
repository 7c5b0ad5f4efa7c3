"""Restoring: a library from one of its safety copies, and what was said since."""
