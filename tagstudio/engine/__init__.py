"""Jobs and plugins at work: scan a folder, run a tagger in its own process, store what it says."""
