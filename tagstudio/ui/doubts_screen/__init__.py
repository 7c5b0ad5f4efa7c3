"""The page of the doubted answers: heard again, kept or turned."""
