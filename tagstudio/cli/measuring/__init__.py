"""The verb that measures tempo, key and loudness."""
