"""The main window and what is always there: menus, status, keys, about."""
