"""A corpus of sound files of all kinds, healthy and damaged, with the truth about each."""
