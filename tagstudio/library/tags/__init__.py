"""Tags and the user's decisions: the journal, undo, review marks, tags written into files."""
