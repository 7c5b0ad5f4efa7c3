"""Where people disagree: disputed answers listed and settled, and how far people agree."""
