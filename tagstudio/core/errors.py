"""The world's errors, as opposed to ours.

A `TagStudioError` is something the user can act on: its text is one or two sentences that name
the file or setting and say what to do. It is shown as it is, without a traceback. Every other
exception is a defect of the program and is reported as one.
"""


class TagStudioError(Exception):
    """Something outside the program is wrong; the text says what, and what to do about it."""
