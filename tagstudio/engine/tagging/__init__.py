"""Tagging: inference from tracks to scores, thresholds of suggestions, the tag timeline."""
