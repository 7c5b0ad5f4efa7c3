"""The metadata of audio files: facts for the library, and the tags that are written."""
