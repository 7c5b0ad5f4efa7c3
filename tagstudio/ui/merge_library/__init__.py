"""The dialog that merges another library into this one."""
