"""The tags, title, artist and album that an audio file states: read and written per container."""
