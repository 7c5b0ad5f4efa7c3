"""Models: the networks, their files, and the checks of both."""
