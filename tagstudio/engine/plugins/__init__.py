"""Plugins: discovery, installed models, options, the tagger process."""
