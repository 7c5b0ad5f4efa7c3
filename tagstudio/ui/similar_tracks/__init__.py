"""Tracks alike: the same answers for several, and the files that hold one recording."""
