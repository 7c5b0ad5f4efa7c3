"""The world's errors, as opposed to ours.

A `TagStudioError` is something the user can act on: its message is one or two sentences that name
the file or setting and say what to do. It is shown as it is, without a traceback. Every other
exception is a defect of the program and is reported as one.
"""

from tagstudio.core.messages import Message, message, plain


class TagStudioError(Exception):
    """Something outside the program is wrong; `message` says what, and what to do about it.

    `TagStudioError("models.none", "There is no model {name}.", name=name)` makes the message (see
    `messages.message`); a ready Message, or a plain sentence as plugins of the first API give, is
    taken as it is. `str(error)` is the English text.
    """

    def __init__(self, what: str | Message, text: str = "", /, **values: object) -> None:
        if text:
            self.message = message(str(what), text, **values)
        else:
            self.message = what if isinstance(what, Message) else plain(what)
        super().__init__(str(self.message))
