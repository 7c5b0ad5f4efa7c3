"""Fingerprints in a process of its own: `python -m tagstudio.audio.decoding.print_worker`.

Damaged files can crash native decoders. The protocol, one JSON object a line (`core.channel`):

    parent  {"path"}
    worker  {"bits"}            the fingerprint, its bits packed, in hexadecimal
        or  {"code", "message"}   a ReasonCode, and the message as `messages.to_text`
"""

import numpy as np

from tagstudio.audio.decoding.fingerprint import read_print
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.core.channel import ChildEnd, Packet
from tagstudio.core.low_priority import lower_priority
from tagstudio.core.memory import limit_memory
from tagstudio.core.messages import message, to_text

MEMORY_BYTES = 1 << 30  # beyond the memory of the process when it starts


def main() -> None:
    """Serve requests until the parent closes the pipe."""
    parent = ChildEnd()
    parent.listen()
    lower_priority()
    limit_memory(MEMORY_BYTES)
    while True:
        parent.send(answer(parent.receive()["path"]))


def answer(path: str) -> Packet:
    """Return the answer for `path`."""
    try:
        return {"bits": np.packbits(read_print(path), axis=1).tobytes().hex()}
    except UnreadableAudio as error:
        return {"code": error.code, "message": to_text(error.message)}
    except (OSError, MemoryError) as error:
        sentence = message("audio.no-print", "{path} could not be compared: {error}.",
                           path=path, error=str(error))  # fmt: skip
        return {"code": "unreadable", "message": to_text(sentence)}


if __name__ == "__main__":
    main()
