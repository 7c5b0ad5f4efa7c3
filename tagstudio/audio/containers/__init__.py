"""The structure of sound files: chunks, atoms, tags, and the spans of audio between them."""
