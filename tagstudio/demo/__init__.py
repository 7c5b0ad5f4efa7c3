"""A dozen synthesised pieces of music, and the demo that scans and scores them."""
