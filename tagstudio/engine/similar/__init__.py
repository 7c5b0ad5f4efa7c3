"""Tracks alike: of any sound file, duplicates, and the same answers for tracks that are one."""
