"""Checking a library: what does not hold in it, and mending what follows from the rest."""
