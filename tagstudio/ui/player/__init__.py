"""Listening: sound decoded ahead, the sound card, and the bar with its buttons."""
