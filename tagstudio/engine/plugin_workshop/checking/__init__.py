"""Whether a plugin is what the API says: its folder, its import, and what it does with sounds."""
