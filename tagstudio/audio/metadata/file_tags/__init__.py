"""The genre, mood, instrument and era that an audio file states: read and written per container."""
