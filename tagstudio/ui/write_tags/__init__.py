"""Writing tags into files from the window: the staged changes, the question, the job."""
