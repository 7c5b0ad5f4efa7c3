"""`tagstudio plugins`: list, try, make, check, install and switch plugins."""
