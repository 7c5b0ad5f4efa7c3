"""What is SQLite's own: its file, its lock, its errors, damage, triggers."""
