"""Scanning: folders to tracks, and files that moved."""
