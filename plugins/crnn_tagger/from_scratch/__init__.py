"""Networks that start from random weights: their sound, their lessons, their training."""
