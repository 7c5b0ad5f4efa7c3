"""The verb `tagstudio library`: a library brought to another place."""
