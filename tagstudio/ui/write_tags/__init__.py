"""Writing tags into files from the window: what would change, the question, the job."""
