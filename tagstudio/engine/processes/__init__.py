"""Child processes: the JSON-lines protocol, a pool of file readers, calls in a child process."""
