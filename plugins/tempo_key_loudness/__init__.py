"""Tempo, key and loudness of tracks, measured from their sound."""
