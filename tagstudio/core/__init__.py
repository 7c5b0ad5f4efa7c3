"""Ground floor: errors, folders, settings, progress, files. Standard library and appdirs only."""
