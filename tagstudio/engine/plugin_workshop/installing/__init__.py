"""Plugins come into the user's folder, leave it, and are switched off and on."""
