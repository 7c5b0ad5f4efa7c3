"""Long jobs: their specs, the record that is kept of them, what they could not deal with."""
