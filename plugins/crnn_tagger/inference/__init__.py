"""Inference: from spectrograms or stored features to scores, on a processor or a GPU."""
