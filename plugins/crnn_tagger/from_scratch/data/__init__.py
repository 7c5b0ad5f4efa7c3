"""Training data of networks from random weights: mel spectrograms, windows, augmentation."""
