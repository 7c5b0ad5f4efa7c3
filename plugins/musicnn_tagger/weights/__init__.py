"""From the published wheel to a model file: fetch, check, read the TensorFlow checkpoint."""
