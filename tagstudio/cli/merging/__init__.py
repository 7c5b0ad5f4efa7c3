"""The verb `tagstudio merge`."""
