"""`tagstudio library`: a library as a whole."""
