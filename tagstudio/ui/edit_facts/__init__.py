"""Editing title, artist and album of tracks: kept in the library, written by Write only."""
