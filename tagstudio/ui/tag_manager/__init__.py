"""The tag manager: the vocabulary, put in order by the user."""
