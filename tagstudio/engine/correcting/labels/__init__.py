"""Labels from files of other programs and datasets: their formats, and matching to tracks."""
