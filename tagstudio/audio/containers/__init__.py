"""The structure of audio files: chunks, atoms, tags, and the spans of audio between them."""
