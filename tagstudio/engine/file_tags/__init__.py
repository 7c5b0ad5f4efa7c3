"""Tags into sound files: the plan, the writing, and its undo."""
