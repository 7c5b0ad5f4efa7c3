"""The verbs on labels: those of the files, and those of parts of tracks."""
