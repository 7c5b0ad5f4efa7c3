"""Merging: what was said in another library, taken over into this one."""
