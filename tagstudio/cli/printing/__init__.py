"""Printing: answers, tables that are laid out at once or row by row, progress bars, JSON."""
