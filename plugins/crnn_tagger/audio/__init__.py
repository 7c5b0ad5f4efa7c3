"""Audio as network input: log-mel spectrograms, their loading and caching."""
