"""The library file: schema, migrations, connections, lock, backups, and helpers of every query."""
