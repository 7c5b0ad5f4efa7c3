"""The engine: scanning, tagging, active learning, corrections, training, evaluation, writing."""
