"""The verbs on sets of tags."""
