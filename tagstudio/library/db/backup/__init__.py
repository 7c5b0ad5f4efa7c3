"""Safety copies of a library: which there are, what they hold, when and how one is made."""
