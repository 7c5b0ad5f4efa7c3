"""What is looked for: the search field, its completion, and tags by role."""
