"""Evaluation: metrics, the frozen test set, the scores of versions, the gate."""
