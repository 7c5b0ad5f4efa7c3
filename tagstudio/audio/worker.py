"""Reads facts and content hashes in a process of its own: `python -m tagstudio.audio.worker`.

A request is {"paths": [...]}. The answers are, for each path in order, {"path", "facts", "hash"}
or {"path", "code", "message"}, and at last {"done": true}. A file that crashes this process, hangs
it or eats its memory costs that one file; the parent sees which by the answers that came.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from tagstudio.audio.containers.content_hash import hash_of
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.files.regular_file import opened, shown
from tagstudio.audio.metadata.facts import Facts, facts_of
from tagstudio.core.channel import ChildEnd, Packet

MEMORY_BYTES = 1 << 30  # beyond what the process has when it starts
NICENESS = 10


def main() -> None:
    """Serve requests until the parent closes the pipe."""
    parent = ChildEnd()
    parent.listen()
    _lower_priority()
    _limit_memory()
    while True:
        for path in parent.receive()["paths"]:
            parent.send(answer(path))
        parent.send({"done": True})


def answer(path: str) -> Packet:
    """Return what is sent for `path`."""
    try:
        with opened(path) as (file, size):
            facts = facts_of(file, size, path)
            content_hash = hash_of(file, size)
        return {"path": path, "facts": facts_to_json(facts), "hash": content_hash.hex()}
    except UnreadableAudio as error:
        return {"path": path, "code": error.code, "message": str(error)}
    except MemoryError:
        sentence = f"{shown(path)} needs more than 1 GiB of memory to be read. Remove its tags."
        return {"path": path, "code": "too_big", "message": sentence}


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


def _limit_memory() -> None:
    """Make an allocation fail beyond MEMORY_BYTES, where the system can (Linux)."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (ImportError, OSError):
        return
    in_use = pages * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = in_use + MEMORY_BYTES
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


if __name__ == "__main__":
    main()
