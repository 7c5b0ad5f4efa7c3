"""Active learning: the review queue, its acquisition functions, and the review session."""
