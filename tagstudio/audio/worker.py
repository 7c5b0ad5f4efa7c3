"""Read facts and content hashes in a process of its own: `python -m tagstudio.audio.worker`.

The protocol, one JSON object a line in each direction (`core.channel`):

    parent  {"paths": [path, ...], "genre_separators"}   signs that take genres apart, besides ";"
    worker  {"path", "facts", "hash"}     facts as `facts_to_json`, the hash in hexadecimal
        or  {"path", "code", "message"}   a ReasonCode, and the message as `messages.to_text`
            ... one for each path, in their order ...
            {"done": true}

Answers are sent as soon as they are known. A file that crashes this process, hangs it or takes all
its memory therefore costs that one file: the parent knows it by the number of answers before, gives
it a reason of its own, and asks a new process for the files behind it. The parent ends the worker
by closing the pipe.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from tagstudio.audio.containers.content_hash import hash_of
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.files.regular_file import opened, shown
from tagstudio.audio.metadata.facts import Facts, facts_of
from tagstudio.core.channel import ChildEnd, Packet
from tagstudio.core.memory import limit_memory
from tagstudio.core.messages import message, to_text

MEMORY_BYTES = 1 << 30  # beyond the memory of the process when it starts
NICENESS = 10


def main() -> None:
    """Serve requests until the parent closes the pipe."""
    parent = ChildEnd()
    parent.listen()
    _lower_priority()
    limit_memory(MEMORY_BYTES)
    while True:
        request = parent.receive()
        for path in request["paths"]:
            parent.send(answer(path, request["genre_separators"]))
        parent.send({"done": True})


def answer(path: str, genre_separators: str = "") -> Packet:
    """Return the answer for `path`."""
    try:
        with opened(path) as (file, size):
            facts = facts_of(file, size, path, genre_separators)
            content_hash = hash_of(file, size)
        return {"path": path, "facts": facts_to_json(facts), "hash": content_hash.hex()}
    except UnreadableAudio as error:
        return {"path": path, "code": error.code, "message": to_text(error.message)}
    except MemoryError:
        sentence = message(
            "audio.needs-memory",
            "{path} needs more than 1 GiB of memory to be read. Remove its tags.",
            path=shown(path),
        )
        return {"path": path, "code": "too_big", "message": to_text(sentence)}


def facts_to_json(facts: Facts) -> dict[str, Any]:
    """Return `facts` as a JSON object."""
    return dict(vars(facts))


def facts_from_json(found: Mapping[str, Any]) -> Facts:
    """Return the Facts that `facts_to_json` wrote."""
    return Facts(**{**found, "genre": tuple(found["genre"])})


def _lower_priority() -> None:
    if hasattr(os, "nice"):
        with suppress(OSError):  # the system need not allow it
            os.nice(NICENESS)


if __name__ == "__main__":
    main()
