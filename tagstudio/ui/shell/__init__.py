"""The main window and its frame: menus, status bar, key sheet, About box."""
