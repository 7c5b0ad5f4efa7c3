"""Work beside the window: the workspace that screens share, readers, writers, jobs."""
