"""Errors, messages, folders, settings, progress, files: standard library and appdirs only."""
