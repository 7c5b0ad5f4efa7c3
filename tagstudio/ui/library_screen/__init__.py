"""The Library screen: find tracks, see their state, answer for many at once."""
