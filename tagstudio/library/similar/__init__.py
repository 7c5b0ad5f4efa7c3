"""Tracks alike in sound: points out of features, the file of vectors, the nearest of a track."""
