"""Code that fine-tuning and training from scratch share: the Trainer, its state, the metrics."""
