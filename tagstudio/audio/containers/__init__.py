"""The structure of sound files: chunks, atoms, tags, and where the audio stands between them."""
