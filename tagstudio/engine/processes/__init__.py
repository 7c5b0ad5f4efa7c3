"""Child processes: one worker, a pool of readers, a call in a process of its own."""
