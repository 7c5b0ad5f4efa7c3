"""The library file: tracks, tags, suggestions, decisions, in SQLite."""
