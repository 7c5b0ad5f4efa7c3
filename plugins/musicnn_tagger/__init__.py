"""A plugin that predicts tags with the networks of Pons and Serra (musicnn, 2019)."""
