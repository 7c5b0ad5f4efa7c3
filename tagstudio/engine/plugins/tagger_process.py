"""A tagger plugin in a child process: calls, streamed results, crashes, and cancelling.

Protocol: a request {"id", "call", "arguments"} is followed by any number of {"id", "yield"} and
ends with exactly one of {"id", "return"}, {"id", "error"} (a TagStudioError of the plugin) or
{"id", "defect"} (a traceback). Calls are numbered, and messages of another number are skipped: they
are what a cancelled call had already sent.

Timers: START_SECONDS for the first message after the start, and for the whole of a call that only
asks (ASKING); SILENCE_SECONDS between two messages of any other call, after which the process
counts as hanging and is ended (a call may last for hours, but must yield); STOP_SECONDS for a
cancelled call to end at its next step. When that passes the process is ended too, and the next call
starts another one. So after every call, however it ended, either no call is running in the process
or there is no process.

A plugin is foreign code: whatever it sends in place of an answer ends its process as a crash does,
and the error names it. What it does wrong beside its answers is kept as `complaints`.
"""

import json
import time
from collections.abc import Generator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, from_text, message
from tagstudio.core.progress import Job, Progress, run
from tagstudio.core.settings import Settings, load_settings
from tagstudio.engine.plugins.discovery import Plugin, usable_plugins
from tagstudio.engine.plugins.options import options_of
from tagstudio.engine.processes.child import STOP_SECONDS, Child, ChildDied, ChildSilent
from tagstudio.plugin_api import Notice
from tagstudio.plugin_api.messages import from_json, to_json

START_SECONDS = 60.0
SILENCE_SECONDS = 120.0  # the first batch includes loading the network
ASKING = frozenset({"models", "damaged", "installable", "networks"})  # calls that take no time
FLOOD_STEPS = 10_000  # in a row without a result: an honest plugin yields some a second


class TaggerFailed(TagStudioError):  # noqa: N818 - an event that the engine deals with
    """The plugin itself failed in a call, by no fault of the user."""


class TaggerCrashed(TaggerFailed):
    """The tagger's process died, fell silent, or sent something that is no answer."""


class TaggerDefect(TaggerFailed):
    """The plugin's code raised something unexpected; the log has its traceback."""


class TaggerProcesses:
    """A process for each plugin that is asked for, until the end: each loads its network once."""

    def __init__(self) -> None:
        self._taggers: dict[str, TaggerProcess] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        for tagger in self._taggers.values():
            tagger.stop()

    def of(self, plugin: Plugin) -> "TaggerProcess":
        """Return the process of a plugin."""
        return self._taggers.setdefault(plugin.name, TaggerProcess(plugin))


class TaggerProcess:
    """The process of one plugin: started at the first call, started again after a crash."""

    def __init__(  # noqa: PLR0913 - what is served, with what, and how it is treated
        self,
        plugin: Plugin,
        models: Path | None = None,
        *,
        is_quiet: bool = False,
        cancel_seconds: float | None = None,
        options: Mapping[str, Any] | None = None,
        peers: Mapping[str, Any] | None = None,
    ) -> None:
        """Keep models in the folder `models`, by default the plugin's own.

        A quiet process leaves the processor to whatever else needs it. A cancelled call has
        `cancel_seconds` to end, by default STOP_SECONDS. `options` are the values of the plugin's
        options and `peers` the plugins that it uses, as `plugin_api.serve` takes them; by default
        those of this machine.
        """
        self._options = options
        self._peers = peers
        self._cancel_seconds = cancel_seconds
        self.plugin = plugin
        self._models = models or paths.models_folder(plugin.name)
        self.log = paths.log_folder() / f"{plugin.name}.log"
        self._is_quiet = is_quiet
        self.complaints: list[Message] = []
        self._child: Child | None = None
        self._calls = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    @property
    def pid(self) -> int | None:
        """The process number, None while no process runs."""
        return self._child.pid if self._child else None

    def call(self, operation: str, **arguments: Any) -> Any:
        """Perform an operation of `Tagger` and return its result; yielded items are dropped."""
        return run(self.stream(operation, **arguments))

    def warm_up(self) -> None:
        """Start the process, and let it load what the next call needs while the host goes on.

        Nothing is waited for: that what it loads is broken, the next call says.
        """
        child = self._child or self._start()
        self._calls += 1
        with suppress(ChildDied):
            child.send({"id": self._calls, "call": "warm_up", "arguments": {}})

    def work(self, operation: str, **arguments: Any) -> Job[Any]:
        """Perform an operation as a job: of what the plugin yields, only its progress counts."""
        stream = self.stream(operation, **arguments)
        try:
            while True:
                step = next(stream)
                if isinstance(step, Progress):
                    yield Progress(step.done, step.total, step.message)
        except StopIteration as end:
            return end.value
        finally:
            stream.close()

    def stream(self, operation: str, **arguments: Any) -> Generator[Any, None, Any]:
        """Perform an operation of `Tagger`: yield the items it yields, return its result.

        Closing the generator cancels the call. Raises the plugin's own TagStudioError, TaggerDefect
        for an error in its code, TaggerCrashed when the process died, fell silent, or sent
        something that is no answer.
        """
        child = self._child or self._start()
        self._calls += 1
        call = self._calls
        ended = False
        try:
            request = {name: to_json(value) for name, value in arguments.items()}
            child.send({"id": call, "call": operation, "arguments": request})
            idle = 0
            for kind, value in self._answers(child, call, operation):
                if kind == "yield":
                    idle = idle + 1 if _is_idle(value) else 0
                    if idle > FLOOD_STEPS:
                        raise self.flooded()
                    yield value
                    continue
                ended = True
                if kind == "error":
                    raise TagStudioError(from_text(value))
                if kind == "defect":
                    raise self._defect(value)
                return value
        except (ChildDied, ChildSilent) as event:
            ended = True
            self.stop()
            raise TaggerCrashed(
                "tagger.crashed",
                "The tagger {name} stopped working ({event}); see {log}.",
                name=self.plugin.name,
                event=event.message,
                log=self.log,
            ) from event
        finally:
            if not ended and child is self._child:  # else the call ended with its process
                self._cancel(child, call)

    def _answers(
        self, child: Child, call: int, operation: str
    ) -> Generator[tuple[str, Any], None, None]:
        """Yield the kind and the value of each message of a call, the last of them its end."""
        until = time.monotonic() + START_SECONDS if operation in ASKING else None
        while True:
            seconds = SILENCE_SECONDS if until is None else max(0.0, until - time.monotonic())
            packet = child.receive(seconds)
            if until is not None and time.monotonic() > until:  # it talks, and comes to no end
                raise ChildSilent(_no_end(START_SECONDS))
            try:
                if packet["id"] != call:
                    continue  # the rest of a cancelled call
                [(kind, value)] = [one for one in packet.items() if one[0] != "id"]
                if kind in {"error", "defect"}:
                    value = str(value)
                elif kind in {"yield", "return"}:
                    value = from_json(value)
                else:
                    raise KeyError(kind)
            except (KeyError, TypeError, ValueError) as error:
                raise ChildDied(_no_answer(operation)) from error
            yield kind, value

    def flooded(self) -> TaggerCrashed:
        """Return the error of a plugin that talks on and on without a result; end its process."""
        self.stop()
        return TaggerCrashed(
            "tagger.flooded",
            "The tagger {name} sent {count:,} messages in a row without a result, so it was ended."
            " See {log}.",
            name=self.plugin.name,
            count=FLOOD_STEPS,
            log=self.log,
        )

    def _defect(self, traceback: str) -> TaggerDefect:
        lines = traceback.strip().splitlines()
        return TaggerDefect(
            "tagger.defect",
            "The plugin {name} has a defect ({error}). Tell whoever made it; {log} has the"
            " details.",
            name=self.plugin.name,
            error=lines[-1] if lines else "",
            log=self.log,
        )

    def complain(self, about: Message) -> None:
        """Keep a sentence about something that the plugin does wrong, once."""
        if about not in self.complaints:
            self.complaints.append(about)

    def stop(self) -> None:
        """End the process, if one runs."""
        if self._child is None:
            return
        child, self._child = self._child, None
        child.stop()
        self._note(child)

    def _note(self, child: Child) -> None:
        """Note what a process that has ended did beside its work."""
        if child.is_flooding:
            self.complain(
                message(
                    "tagger.prints-too-much",
                    "The plugin {name} prints so much that its log is not kept whole: {log}.",
                    name=self.plugin.name,
                    log=self.log,
                )
            )
        if child.left_behind:
            self.complain(
                message(
                    "tagger.left-processes",
                    "The plugin {name} left other programs running when it ended; they were ended,"
                    " too.",
                    name=self.plugin.name,
                )
            )

    def _command(self) -> list[str]:
        """Return the arguments of Python that serve the plugin."""
        settings = load_settings()
        place = (self.plugin.folder, self._models, paths.cache_folder() / self.plugin.name)
        given = self._options, self._peers
        options = options_of(self.plugin, settings) if given[0] is None else given[0]
        peers = _peers(self.plugin, settings) if given[1] is None else given[1]
        values = json.dumps(options), json.dumps(peers)
        return ["-m", "tagstudio.plugin_api.serve", *map(str, place), *values]

    def _start(self) -> Child:
        child = Child(self._command(), self.log)
        if self._is_quiet:
            child.give_way()
        try:
            hello = child.receive(START_SECONDS)
        except (ChildDied, ChildSilent) as event:
            child.stop()
            self._note(child)
            raise TagStudioError(
                "tagger.does-not-start",
                "The plugin {name} does not start ({event}); see {log}.",
                name=self.plugin.name,
                event=event.message,
                log=self.log,
            ) from event
        if hello != {"ready": True}:
            child.stop()
            self._note(child)
            raise TagStudioError(
                "plugins.broken",
                "The plugin {name} is broken: {why}",
                name=self.plugin.name,
                why=from_text(str(hello.get("broken", ""))),
            )
        self._child = child
        return child

    def _cancel(self, child: Child, call: int) -> None:
        """Ask the call to end at its next step; end the process if it takes too long over it."""
        until = time.monotonic() + (self._cancel_seconds or STOP_SECONDS)
        with suppress(ChildDied, ChildSilent):
            child.send({"cancel": call})
            while (left := until - time.monotonic()) > 0:
                packet = child.receive(left, by_the_clock=True)  # the user waits
                if packet.get("id") == call and "yield" not in packet:
                    return
        self.stop()


def _is_idle(step: object) -> bool:
    """Tell whether a step brings nothing but notices."""
    return isinstance(step, tuple) and all(isinstance(item, Notice) for item in step)


def _no_end(seconds: float) -> Message:
    return message("tagger.no-end", "no end of its answer for {seconds:.0f} s", seconds=seconds)


def _no_answer(operation: str) -> Message:
    return message(
        "tagger.no-answer", "it sent something that is no answer to {call}", call=operation
    )


def _peers(plugin: Plugin, settings: Settings) -> dict[str, dict[str, Any]]:
    """Return where the plugins that this one uses keep their things, by name; see `serve`."""
    uses = plugin.manifest.uses if plugin.manifest else ()
    if not uses:
        return {}
    return {
        peer.name: {
            "folder": str(peer.folder),
            "models": str(paths.models_folder(peer.name)),
            "cache": str(paths.cache_folder() / peer.name),
            "options": options_of(peer, settings),
        }
        for peer in usable_plugins()
        if peer.name in uses
    }
