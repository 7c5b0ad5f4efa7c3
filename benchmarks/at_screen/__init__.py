"""Drive the program from outside: see the screen by the accessibility tree, act by mouse and keys.

`place` makes a screen of its own, `reading` prints the accessibility tree, `node` is what was read
of it, `hands` are mouse and keys, `program` is TagStudio as a process, `words` are its texts in
its language, `shell` are the facts of the command line, `accord` holds the two against each other.
"""
