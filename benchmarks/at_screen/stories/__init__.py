"""The stories: each is a list of acts, each act a list of steps from an empty home."""
