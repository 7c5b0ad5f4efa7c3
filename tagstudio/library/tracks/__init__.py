"""Tracks: what the scan found, their folders, texts, content keys and splits."""
