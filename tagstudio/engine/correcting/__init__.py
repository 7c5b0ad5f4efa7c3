"""Correcting: the librarian's answers, given one by one or imported."""
