"""Presets of writing: which tags go into which field of which kind of file, and in what form."""
