"""Labels from elsewhere: what files say of tracks, read and matched, nothing dropped."""
