"""Writing tags into audio files: the staged plan, the journalled writing, and its undo."""
