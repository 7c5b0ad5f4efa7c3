"""A file that a job could not deal with."""

from dataclasses import dataclass

from tagstudio.core.messages import Message, plain


@dataclass(frozen=True, init=False)
class Problem:
    """A file that failed: its path, a short code for machines, a sentence for people.

    A plain string, as plugins and other processes give it, becomes a message without a key.
    """

    path: str
    code: str
    message: Message

    def __init__(self, path: str, code: str, message: Message | str) -> None:
        sentence = message if isinstance(message, Message) else plain(message)
        for name, value in (("path", path), ("code", code), ("message", sentence)):
            object.__setattr__(self, name, value)  # the dataclass is frozen
