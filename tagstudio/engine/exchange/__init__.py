"""Tracks and their tags for other programs: the formats that are written, a file for each.

What is read of them is in `correcting/labels/`, whose words for states and keys the writers use, so
that what is written is read again without a loss.
"""
