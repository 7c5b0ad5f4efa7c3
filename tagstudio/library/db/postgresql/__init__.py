"""What is PostgreSQL's own: its address, its errors, its triggers."""
