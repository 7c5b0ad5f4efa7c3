"""Importing a file of labels from the window: what it would change, the question, the job."""
