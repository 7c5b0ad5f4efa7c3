"""What belongs to the verb `write`."""
