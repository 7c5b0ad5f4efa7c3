"""Readers of published labelled datasets of music; each returns `Clips`."""

from tagstudio.datasets.formats import read_dataset

__all__ = ["read_dataset"]
