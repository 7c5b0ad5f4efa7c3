"""Models: versions and their suggestions, thresholds, evaluations and promotions."""
