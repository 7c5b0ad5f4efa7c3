"""A job in a process of its own: `python -m tagstudio.engine.processes.job_in_child`.

A job that runs in a thread of the window shares Python's lock with it, and what it takes of memory
stays with the window. Here the job runs in a child process, on the same library, and this process
only passes its reports on (docs/decisions/0046).

Protocol. One request begins the job, {"run": pickled (path, who is at work, whether damaged rows
are left out, work, arguments, keywords, names of callables)}; after that {"cancel"} asks it to end
at its next report. The child sends

- {"progress": pickled Progress}, at most REPORTS_PER_SECOND, without the result so far;
- {"turn"} before each write transaction and {"turn_over"} after it. In between, the thread of the
  job here holds the one connection that writes, so that the threads of this process and the child
  queue for it alike, and at no time two processes write or checkpoint;
- {"call": name, "arguments": pickled} for a callable that the job was given: it stays here, and the
  child waits for {"answer": pickled};
- {"outcome": pickled (kind, value, so_far)} at the end, with the kind "returned", "raised" or
  "cancelled" and, but for the first, the last report with its result so far; beside it
  {"leaves_out"}, whether damaged rows were met, so that this process and later jobs know it.
"""

import base64
import os
import pickle
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from queue import SimpleQueue
from threading import Event, Lock
from typing import Any, TypeVar

from tagstudio.core import paths
from tagstudio.core.channel import ChildEnd, Packet
from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Job, Progress, run
from tagstudio.engine.processes.child import Child, ChildDied, ChildSilent
from tagstudio.library.db.database import Library, open_in_turns

T = TypeVar("T")

PROCESS = ["-m", "tagstudio.engine.processes.job_in_child"]
BESIDE_A_WINDOW = 10  # the "nice" value of a job: where both want a processor, the window has it
POLL_SECONDS = 0.1  # between two reports here: how soon the job can be cancelled


def job_in_child(
    library: Library,
    work: Callable[..., Job[T]],
    *arguments: Any,
    on_stopped: Callable[[Progress], object] = lambda last: None,
    **keywords: Any,
) -> Job[T]:
    """Run the job `work(library, *arguments, **keywords)` in a process; return its result.

    `library` is open for writing. `work` is a module's function; arguments, result and exceptions
    are pickled, but for keywords that are callables: these are called here, on this thread.
    `on_stopped` gets the last report of a job that is cancelled or fails, with its result so far.
    Closing the generator cancels the job and waits for its end. Raises what the job raises, and
    TagStudioError where the process dies.
    """
    log = paths.log_folder() / "job_in_child.log"
    child = Child(PROCESS, log)
    child.give_way(BESIDE_A_WINDOW)
    talk = _Conversation(library, child, {k: v for k, v in keywords.items() if callable(v)})
    plain = {name: value for name, value in keywords.items() if name not in talk.callables}
    place = (library.path, library.person, library.leaves_out)
    given = (*place, work, arguments, plain, tuple(talk.callables))
    try:
        child.send({"run": _packed(given)})
        yield from talk.until_over(on_stopped)
    except ChildDied as event:
        raise JobDiedError(
            "job.died",
            "The process that did this work is gone: {why}. What it had done is kept; start it"
            " again to go on. What it printed is in {log}.",
            why=event.message,
            log=log,
        ) from event
    finally:
        child.stop()
        talk.end_turn()  # only now is it sure that nobody writes
    assert talk.outcome is not None
    kind, value, _ = talk.outcome
    if kind == "raised":
        on_stopped(talk.last)
        raise value
    result: T = value
    return result


class JobDiedError(TagStudioError):
    """The process of a job ended before the job did."""


class _Conversation:
    """What this process hears of the child, and what it does for it."""

    def __init__(
        self, library: Library, child: Child, callables: dict[str, Callable[..., Any]]
    ) -> None:
        self.callables = callables
        self.progress = Progress()
        self.outcome: tuple[str, Any, Progress | None] | None = None
        self._library = library
        self._child = child
        self._turn = ExitStack()

    @property
    def last(self) -> Progress:
        """The last report, of a job that ended without a result with its result so far."""
        return (self.outcome and self.outcome[2]) or self.progress

    def until_over(self, on_stopped: Callable[[Progress], object]) -> Job[None]:
        """Yield the reports up to the outcome; on closing, cancel the job and wait for its end."""
        try:
            while self.outcome is None:
                yield self.progress
                self._wait()
        except GeneratorExit:
            self._child.send({"cancel": True})
            while self.outcome is None:
                self._wait()
            on_stopped(self.last)
            raise

    def _wait(self) -> None:
        """Wait for a report or the outcome, for POLL_SECONDS at most where nothing comes."""
        try:
            while not self._hear(self._child.receive(POLL_SECONDS, by_the_clock=True)):
                pass
        except ChildSilent:
            return

    def end_turn(self) -> None:
        """Let the threads of this process write again."""
        self._turn.close()

    def _hear(self, packet: Packet) -> bool:
        """Deal with a message; tell whether it is a report or the outcome."""
        if "turn" in packet:
            self._turn.enter_context(self._library.turn_of_another())
            self._child.send({"turn": True})
        elif "turn_over" in packet:
            self.end_turn()
        elif "call" in packet:
            answer = self.callables[packet["call"]](*_unpacked(packet["arguments"]))
            self._child.send({"answer": _packed(answer)})
        elif "outcome" in packet:
            self.outcome = _unpacked(packet["outcome"])
            if packet["leaves_out"]:
                self._library.leave_out()
            return True
        else:
            self.progress = _unpacked(packet["progress"])
            return True
        return False


class _Cancelled(Exception):  # noqa: N818 - an event
    """The process that started this one wants the job to end."""


class _ParentEnd:
    """The child's side of the conversation."""

    def __init__(self) -> None:
        self._channel = ChildEnd()
        self._cancel = Event()
        self._turns: SimpleQueue[Packet] = SimpleQueue()
        self._answers: SimpleQueue[Packet] = SimpleQueue()
        self._writing, self._calling = Lock(), Lock()  # any thread of the job may write or ask
        self.last = Progress()
        self._channel.listen(self._on_message)

    def _on_message(self, packet: Packet) -> bool:
        if "cancel" in packet:
            self._cancel.set()
        elif "turn" in packet:
            self._turns.put(packet)
        elif "answer" in packet:
            self._answers.put(packet)
        else:
            return False
        return True

    def request(self) -> Any:
        """Wait for the job to run."""
        return _unpacked(self._channel.receive()["run"])

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until nobody else writes, and let nobody else write in the block."""
        with self._writing:
            self._channel.send({"turn": True})
            self._turns.get()
            try:
                yield
            finally:
                self._channel.send({"turn_over": True})

    def callable_of(self, name: str) -> Callable[..., Any]:
        """Return what calls a callable that stayed in the other process."""

        def call(*arguments: Any) -> Any:
            with self._calling:
                self._channel.send({"call": name, "arguments": _packed(arguments)})
                return _unpacked(self._answers.get()["answer"])

        return call

    def report(self, progress: Progress) -> None:
        """Pass a report on; raise when the job is cancelled."""
        self.last = progress
        if self._cancel.is_set():
            raise _Cancelled
        self._channel.send({"progress": _packed(replace(progress, so_far=None))})

    def end(self, library: Library, kind: str, value: object) -> None:
        """Tell the outcome."""
        last = None if kind == "returned" else self.last
        outcome = _packed((kind, value, last))
        self._channel.send({"outcome": outcome, "leaves_out": library.leaves_out})


def main() -> None:
    """Do the one job, in the child process, and wait to be ended: see `open_in_turns`."""
    parent = _ParentEnd()
    try:
        path, person, leaves_out, work, arguments, keywords, names = parent.request()
        keywords |= {name: parent.callable_of(name) for name in names}
        library = open_in_turns(path, parent.turn, person)
        if leaves_out:
            library.leave_out()
        _do(parent, library, work(library, *arguments, **keywords))
        Event().wait()  # `ChildEnd` ends the process when the other one says so, or is gone
    finally:
        traceback.print_exc()
        os._exit(1)


def _do(parent: _ParentEnd, library: Library, job: Job[Any]) -> None:
    try:
        parent.end(library, "returned", run(job, parent.report))
    except _Cancelled:
        parent.end(library, "cancelled", None)
    except Exception as error:  # the edge: raised again by the parent
        error.add_note(traceback.format_exc())
        parent.end(library, "raised", error)


def _packed(value: object) -> str:
    return base64.b64encode(pickle.dumps(value)).decode("ascii")


def _unpacked(text: str) -> Any:
    """Unpickle; safe, since nothing but this program writes to the pipe."""
    return pickle.loads(base64.b64decode(text))


if __name__ == "__main__":
    main()
