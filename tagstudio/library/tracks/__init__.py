"""Tracks: facts, states, folders, texts, content keys and splits."""
