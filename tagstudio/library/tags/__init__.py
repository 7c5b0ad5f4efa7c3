"""Tags and the user's decisions: the journal, undo, review marks, what was written into files."""
