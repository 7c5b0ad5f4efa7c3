"""Fine-tuning from the host's side: the training set, the training, the learning curve."""
