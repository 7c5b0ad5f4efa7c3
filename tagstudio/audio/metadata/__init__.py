"""What a file says of itself: facts and file tags."""
