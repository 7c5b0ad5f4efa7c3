"""What the window does that nobody pressed a button for: watch, listen closer, learn, look."""
