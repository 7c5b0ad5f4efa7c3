"""Watched folders: what changed in them, once it rests."""
