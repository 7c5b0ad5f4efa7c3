"""Compare files with copies in a process of its own (python -m, as `audio.worker`).

The protocol, one JSON object a line in each direction (`core.channel`):

    parent  {"original", "copy", "name", "fields"}
    worker  {"difference": what `compare.difference` returned, as `messages.to_text`, or null}

A file that crashes a decoder, hangs it or takes all its memory costs that one comparison.
"""

from tagstudio.audio.metadata.verification.compare import difference
from tagstudio.core.channel import ChildEnd, Packet
from tagstudio.core.memory import limit_memory
from tagstudio.core.messages import message, to_text
from tagstudio.core.os_errors import reason_of

MEMORY_BYTES = 1 << 30  # beyond the memory of the process when it starts


def main() -> None:
    """Serve requests until the parent closes the pipe."""
    parent = ChildEnd()
    parent.listen()
    limit_memory(MEMORY_BYTES)
    while True:
        parent.send(answer(parent.receive()))


def answer(request: Packet) -> Packet:
    """Return the answer for one file and its copy."""
    names = (request["original"], request["copy"], request["name"])
    try:
        found = difference(*names, request["fields"])
    except OSError as error:
        found = message(
            "copy.unreadable",
            "the copy could not be read ({reason})",
            reason=reason_of(error),
        )
    except MemoryError:
        found = message("copy.memory", "comparing the copy with it needs more than 1 GiB of memory")
    return {"difference": to_text(found) if found else None}


if __name__ == "__main__":
    main()
