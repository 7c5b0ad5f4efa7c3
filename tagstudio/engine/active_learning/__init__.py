"""Active learning: which tracks to ask about next."""
