"""Tempo, key and loudness of tracks: measured by a plugin, on request."""
