"""Labelled collections of music as the world publishes them, each read into `Clips`."""

from tagstudio.datasets.formats import read_dataset

__all__ = ["read_dataset"]
