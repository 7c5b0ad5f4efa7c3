"""Sound in the form in which the networks take it: log-mel spectrograms, loaded and cached."""
