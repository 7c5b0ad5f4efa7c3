"""Call a function in a process of its own: `python -m tagstudio.engine.processes.call_in_child`.

A bootstrap in a thread of the window would make it stutter (it takes seconds, and other threads
waited up to 0.14 s for Python's lock where that was measured), so every face of the program lets a
child process compute it. The protocol is one request, {"work": pickled (function, arguments)}, and
one reply, {"outcome": pickled (kind, value)} with the kind "returned" or "raised".
"""

import base64
import pickle
import traceback
from collections.abc import Callable
from typing import Any, TypeVar

from tagstudio.core import paths
from tagstudio.core.channel import ChildEnd
from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.processes.child import Child, ChildDied, ChildSilent

T = TypeVar("T")

PROCESS = ["-m", "tagstudio.engine.processes.call_in_child"]
POLL_SECONDS = 0.1  # between two reports while waiting: how soon the call can be cancelled


def call_in_child(progress: Progress, work: Callable[..., T], *arguments: Any) -> Job[T]:
    """Call a module's function in a child process; return its result, or raise its exception.

    `work`, its arguments and its result must be picklable. `progress` is yielded while it runs.
    Closing the generator ends the process. Raises TagStudioError when the process dies.
    """
    log = paths.log_folder() / "call_in_child.log"
    child = Child(PROCESS, log)
    try:
        child.send({"work": _packed((work, arguments))})
        while True:
            yield progress
            try:
                kind, value = _unpacked(child.receive(POLL_SECONDS)["outcome"])
                break
            except ChildSilent:
                continue
    except ChildDied as event:
        raise TagStudioError(
            "call.died",
            "The process that computed this is gone: {why}. Nothing is lost: try it again, and"
            " close other programs first where memory is short. What it printed is in {log}.",
            why=event.message,
            log=log,
        ) from event
    finally:
        child.stop()
    if kind == "raised":
        raise value
    result: T = value
    return result


def main() -> None:
    """Serve the one request, in the child process."""
    parent = ChildEnd()
    parent.listen()
    work, arguments = _unpacked(parent.receive()["work"])
    try:
        outcome = ("returned", work(*arguments))
    except Exception as error:  # the edge: raised again by the parent
        error.add_note(traceback.format_exc())
        outcome = ("raised", error)
    parent.send({"outcome": _packed(outcome)})


def _packed(value: object) -> str:
    return base64.b64encode(pickle.dumps(value)).decode("ascii")


def _unpacked(text: str) -> Any:
    """Unpickle; safe, since nothing but this program writes to the pipe."""
    return pickle.loads(base64.b64decode(text))


if __name__ == "__main__":
    main()
