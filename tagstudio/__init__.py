"""TagStudio: tag a music collection, correct the tagger, and prove that it learned."""

__version__ = "0.1.0"
