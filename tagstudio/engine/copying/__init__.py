"""A library copied whole into another file or database, checked row by row."""
