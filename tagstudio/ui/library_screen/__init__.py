"""The Library screen: find tracks, see how they stand, answer for many at once."""
