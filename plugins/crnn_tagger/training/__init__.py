"""What every training shares: the Trainer, its saved state, the metrics."""
