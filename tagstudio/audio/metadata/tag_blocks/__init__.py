"""The tags that stand in front of, behind and in chunks of an audio file, a module per kind."""
