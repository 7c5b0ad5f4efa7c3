"""The sound of the track in review: loaded ahead, drawn over time, played."""
