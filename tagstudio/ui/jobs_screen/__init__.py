"""The Jobs screen: jobs that run, jobs that ended, and the outcome of each."""
