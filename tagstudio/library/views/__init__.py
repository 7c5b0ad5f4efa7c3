"""What lists and screens read: rows, states of tags, counts, candidates for review, export."""
