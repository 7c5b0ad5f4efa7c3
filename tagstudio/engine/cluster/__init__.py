"""Hearing on many machines: a Ray cluster whose actors hold the tagger; an account of each node."""
