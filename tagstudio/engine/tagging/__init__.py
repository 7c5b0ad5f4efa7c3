"""Suggesting: tracks to scores, the thresholds above which a tag is suggested, the tag timeline."""
