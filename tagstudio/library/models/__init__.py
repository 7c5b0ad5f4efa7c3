"""Models: versions, what they suggested, their thresholds, evaluations and promotions."""
