"""Models: the networks, their files, and the vocabulary of their tags."""
