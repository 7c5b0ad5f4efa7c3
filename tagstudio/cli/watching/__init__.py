"""`tagstudio watch`: new music by itself."""
