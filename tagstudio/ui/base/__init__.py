"""What every widget stands on: actions, theme, icons, language, window state, threads."""
