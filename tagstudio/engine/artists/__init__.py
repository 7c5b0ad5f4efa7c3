"""Who made a track: artists told by names, and recordings and tracks that sound alike."""
