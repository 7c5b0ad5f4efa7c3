"""The ground of all widgets: actions, theme, icons, language, window state, threads."""
