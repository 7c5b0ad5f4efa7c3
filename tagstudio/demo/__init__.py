"""A dozen pieces that the program synthesises itself, and the whole path over them."""
