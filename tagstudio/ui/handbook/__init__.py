"""The handbook, docs/handbook/, as the window shows it: contents, pages, search."""
