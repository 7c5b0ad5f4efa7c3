"""Answers that do not fit the others: found, and kept or turned."""
