"""Long jobs: their specs, the record that the library keeps of each, the files that failed."""
