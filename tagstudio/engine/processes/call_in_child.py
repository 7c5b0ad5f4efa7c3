"""Call a function in a process of its own: `python -m tagstudio.engine.processes.call_in_child`.

Loading scikit-learn, or drawing a bootstrap, in a thread of the window would hold the window up;
so every face of the program lets a child process do it. The child gets one request, {"work":
pickled (function, arguments)}, and sends one answer, {"outcome": pickled (kind, value)}.
"""

import base64
import pickle
import traceback
from collections.abc import Callable
from typing import Any, TypeVar

from tagstudio.core import paths
from tagstudio.core.channel import ChildEnd
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.processes.child import Child, ChildDied, ChildSilent

T = TypeVar("T")

PROCESS = ["-m", "tagstudio.engine.processes.call_in_child"]
LOOK_SECONDS = 0.1  # how soon the wait for the answer can be cancelled


def call_in_child(at: Progress, work: Callable[..., T], *arguments: Any) -> Job[T]:
    """Call a function of a module and return what it returns, or raise what it raises.

    `at` is the report while it is at work. Closing the generator ends the process. Raises
    RuntimeError when the process dies.
    """
    log = paths.log_folder() / "own_process.log"
    child = Child(PROCESS, log)
    try:
        child.send({"work": _packed((work, arguments))})
        while True:
            yield at
            try:
                kind, value = _unpacked(child.receive(LOOK_SECONDS)["outcome"])
                break
            except ChildSilent:
                continue
    except ChildDied as event:
        raise RuntimeError(f"{work.__name__} died in its process ({event}); see {log}") from event
    finally:
        child.stop()
    if kind == "raised":
        raise value
    result: T = value
    return result


def main() -> None:
    """Answer the one request."""
    parent = ChildEnd()
    parent.listen()
    work, arguments = _unpacked(parent.receive()["work"])
    try:
        outcome = ("returned", work(*arguments))
    except Exception as error:  # the edge: it goes to the process that asked
        error.add_note(traceback.format_exc())
        outcome = ("raised", error)
    parent.send({"outcome": _packed(outcome)})


def _packed(value: object) -> str:
    return base64.b64encode(pickle.dumps(value)).decode("ascii")


def _unpacked(text: str) -> Any:
    """Read what this program itself wrote a moment ago: nothing else comes through the pipe."""
    return pickle.loads(base64.b64decode(text))


if __name__ == "__main__":
    main()
