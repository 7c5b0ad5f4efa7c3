"""Where plugins are made, checked, installed and removed."""
