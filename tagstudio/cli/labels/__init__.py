"""The verbs on labels that are there already."""
