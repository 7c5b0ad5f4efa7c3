"""Errors that the user can correct, as opposed to defects of the program.

The message of a `TagStudioError` is one or two sentences that name the file or setting and say how
to put it right. It is shown without a traceback. Every other exception is a defect of the program
and is reported as one.
"""

from tagstudio.core.messages import Message, as_message, message


class TagStudioError(Exception):
    """A fault outside the program; `message` names it and says how to put it right.

    `TagStudioError("models.none", "There is no model {name}.", name=name)` makes the message (see
    `messages.message`); a ready Message, or a plain sentence as plugins of the first API give, is
    taken as it is. `str(error)` is the English text.
    """

    def __init__(self, key: str | Message, text: str = "", /, **values: object) -> None:
        self.message = message(str(key), text, **values) if text else as_message(key)
        super().__init__(str(self.message))


class ConnectionLostError(TagStudioError):
    """The server of a library does not answer, or cut the connection; it may again in a moment.

    Of what was being written when it was raised, nobody knows whether it is kept.
    """


class DamagedRowsError(TagStudioError):
    """Damaged rows of a library were in the way of something.

    `met_first` tells that these rows are left out from now on, and were not before; `again` that
    whatever met them may be done again, too, for nothing that was done is for good.
    """

    met_first = True
    again = True
