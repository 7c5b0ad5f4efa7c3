"""Playback: audio decoded ahead, the sound card, and the bar with its buttons."""
