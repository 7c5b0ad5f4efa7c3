"""The screen of the long work: running, ended, cut off."""
