"""A tagger plugin in a child process: calls, streamed results, crashes, and cancelling.

Protocol: a request {"id", "call", "arguments"} is followed by any number of {"id", "yield"} and
ends with exactly one of {"id", "return"}, {"id", "error"} (a TagStudioError of the plugin) or
{"id", "defect"} (a traceback). Calls are numbered, and messages of another number are skipped: they
are what a cancelled call had already sent.

Timers: START_SECONDS for the first message after the start; SILENCE_SECONDS between two messages of
a call, after which the process counts as hanging and is ended (a call may last for hours, but must
yield); STOP_SECONDS for a cancelled call to end at its next step. When that passes the process is
ended too, and the next call starts another one. So after every call, however it ended, either no
call is running in the process or there is no process.
"""

import json
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import from_text
from tagstudio.core.progress import run
from tagstudio.core.settings import Settings, load_settings
from tagstudio.engine.plugins.discovery import Plugin, usable_plugins
from tagstudio.engine.plugins.options import options_of
from tagstudio.engine.processes.child import STOP_SECONDS, Child, ChildDied, ChildSilent
from tagstudio.plugin_api.messages import from_json, to_json

START_SECONDS = 60.0
SILENCE_SECONDS = 120.0  # the first batch includes loading the network


class TaggerCrashed(TagStudioError):  # noqa: N818 - an event that the engine deals with
    """The tagger's process died, or sent nothing for SILENCE_SECONDS, during a call."""


class TaggerDefect(Exception):  # noqa: N818
    """The plugin's code raised something unexpected; the text is its traceback."""


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

    def __init__(
        self, plugin: Plugin, models: Path | None = None, *, is_quiet: bool = False
    ) -> None:
        """Keep models in the folder `models`, by default the plugin's own.

        A quiet process leaves the processor to whatever else needs it.
        """
        self.plugin = plugin
        self._models = models or paths.models_folder(plugin.name)
        self.log = paths.log_folder() / f"{plugin.name}.log"
        self._is_quiet = is_quiet
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

    def stream(self, operation: str, **arguments: Any) -> Generator[Any, None, Any]:
        """Perform an operation of `Tagger`: yield the items it yields, return its result.

        Closing the generator cancels the call. Raises the plugin's own TagStudioError, TaggerDefect
        for an error in its code, TaggerCrashed when the process died or fell silent.
        """
        child = self._child or self._start()
        self._calls += 1
        call = self._calls
        ended = False
        try:
            request = {name: to_json(value) for name, value in arguments.items()}
            child.send({"id": call, "call": operation, "arguments": request})
            while True:
                message = child.receive(SILENCE_SECONDS)
                if message["id"] != call:
                    continue  # the rest of a cancelled call
                if "yield" in message:
                    yield from_json(message["yield"])
                    continue
                ended = True
                if "error" in message:
                    raise TagStudioError(from_text(message["error"]))
                if "defect" in message:
                    raise TaggerDefect(message["defect"])
                return from_json(message["return"])
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

    def stop(self) -> None:
        """End the process, if one runs."""
        if self._child is not None:
            self._child.stop()
            self._child = None

    def _start(self) -> Child:
        settings = load_settings()
        place = (self.plugin.folder, self._models, paths.cache_folder() / self.plugin.name)
        options = json.dumps(options_of(self.plugin, settings))
        arguments = ["-m", "tagstudio.plugin_api.serve", *map(str, place), options]
        child = Child([*arguments, json.dumps(_peers(self.plugin, settings))], self.log)
        if self._is_quiet:
            child.give_way()
        try:
            hello = child.receive(START_SECONDS)
        except (ChildDied, ChildSilent) as event:
            child.stop()
            raise TagStudioError(
                "tagger.does-not-start",
                "The plugin {name} does not start ({event}); see {log}.",
                name=self.plugin.name,
                event=event.message,
                log=self.log,
            ) from event
        if "broken" in hello:
            child.stop()
            raise TagStudioError(
                "plugins.broken",
                "The plugin {name} is broken: {why}",
                name=self.plugin.name,
                why=from_text(hello["broken"]),
            )
        self._child = child
        return child

    def _cancel(self, child: Child, call: int) -> None:
        """Ask the call to end at its next step; end the process if it takes too long over it."""
        with suppress(ChildDied, ChildSilent):
            child.send({"cancel": call})
            while True:
                message = child.receive(STOP_SECONDS)
                if message["id"] == call and "yield" not in message:
                    return
        self.stop()


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
