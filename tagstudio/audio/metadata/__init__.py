"""The metadata of sound files: facts for the library, and the tags that are written."""
