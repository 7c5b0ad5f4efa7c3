"""A tagger plugin at work in a process of its own."""

import json
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import from_text
from tagstudio.core.progress import run
from tagstudio.core.settings import load_settings
from tagstudio.engine.plugins.discovery import Plugin
from tagstudio.engine.plugins.options import options_of
from tagstudio.engine.processes.child import STOP_SECONDS, Child, ChildDied, ChildSilent
from tagstudio.plugin_api.messages import from_json, to_json

START_SECONDS = 60.0
SILENCE_SECONDS = 120.0  # the first batch includes loading the network


class TaggerCrashed(TagStudioError):  # noqa: N818 - an event that the engine deals with
    """The tagger's process died or fell silent in the middle of a call."""


class TaggerDefect(Exception):  # noqa: N818
    """The plugin's code raised something unexpected; the text is its traceback."""


class TaggerProcess:
    """The process of one plugin: started at the first call, started again after a crash."""

    def __init__(self, plugin: Plugin, models: Path | None = None) -> None:
        """Keep models in the folder `models`, by default the plugin's own."""
        self.plugin = plugin
        self._models = models or paths.models_folder(plugin.name)
        self.log = paths.log_folder() / f"{plugin.name}.log"
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
        """Perform an operation of `Tagger` and return its result, passing over what it yields."""
        return run(self.stream(operation, **arguments))

    def stream(self, operation: str, **arguments: Any) -> Generator[Any, None, Any]:
        """Perform an operation of `Tagger`, yielding what it yields, returning what it returns.

        Closing the generator cancels the call. Raises what the plugin raised as TagStudioError,
        TaggerDefect for an error in its code, TaggerCrashed when the process died or fell silent.
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
                    continue  # the rest of a call that was cancelled
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
                f"The tagger {self.plugin.name} stopped working ({event}); see {self.log}."
            ) from event
        finally:
            if not ended:
                self._cancel(child, call)

    def stop(self) -> None:
        """End the process, if one runs."""
        if self._child is not None:
            self._child.stop()
            self._child = None

    def _start(self) -> Child:
        context = (self._models, paths.cache_folder() / self.plugin.name)
        options = json.dumps(options_of(self.plugin, load_settings()))
        arguments = ["-m", "tagstudio.plugin_api.serve", str(self.plugin.folder)]
        child = Child([*arguments, *map(str, context), options], self.log)
        try:
            hello = child.receive(START_SECONDS)
        except (ChildDied, ChildSilent) as event:
            child.stop()
            raise TagStudioError(
                f"The plugin {self.plugin.name} does not start ({event}); see {self.log}."
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
