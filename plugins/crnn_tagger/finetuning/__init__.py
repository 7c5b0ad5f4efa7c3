"""Fine-tuning: from a parent model and a training set to a new version."""
