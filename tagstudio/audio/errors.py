"""Why an audio file cannot be used: a code for programs and a message for people."""

from typing import Literal, get_args

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message

ReasonCode = Literal[
    "missing",  # there is nothing at the path any more
    "not_a_file",  # a folder, FIFO, socket, device or broken link
    "unreadable",  # the system refuses to open or read it
    "empty",  # no bytes
    "unsupported",  # no audio that any decoder knows
    "damaged",  # begins as audio, but cannot be decoded
    "no_samples",  # decodes to nothing
    "not_finite",  # decodes to NaN or infinite samples
    "too_short",  # too little of it can be heard
    "too_slow",  # took longer than the limit
    "too_big",  # needed more memory than the limit
    "crashed",  # took the process down that read it
]
REASON_CODES: tuple[str, ...] = get_args(ReasonCode)


class UnreadableAudio(TagStudioError):  # noqa: N818  reads as what it says
    """An audio file that cannot be used; `code` is one of REASON_CODES.

    The message is given as for TagStudioError.
    """

    def __init__(
        self, code: ReasonCode, key: str | Message, text: str = "", /, **values: object
    ) -> None:
        super().__init__(key, text, **values)
        self.code: ReasonCode = code
