"""The genre, mood, instrument and era that a sound file states: read and written per container."""
