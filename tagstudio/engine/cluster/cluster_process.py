"""The process of a cluster's driver, spoken to as the process of a tagger is."""

import json
import time
from collections.abc import Generator, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.engine.cluster.cluster_settings import ClusterSettings
from tagstudio.engine.cluster.driver import NODES
from tagstudio.engine.cluster.nodes import NodeReport
from tagstudio.engine.plugins.installed_models import InstalledModel
from tagstudio.engine.plugins.tagger_process import TaggerCrashed, TaggerProcess
from tagstudio.engine.processes.child import Child, ChildDied, ChildSilent

SHORT = Path("/tmp")  # Ray's sockets lie below it, whose paths may have some hundred bytes
MOST_CHARACTERS = 32  # of another folder for temporary files
LEAVE_SECONDS = 10.0
CANCEL_SECONDS = 5.0  # a step waits for calls to end, a second at most


class ClusterProcess(TaggerProcess):
    """The driver of a cluster. What needs no decoding is computed here, by a tagger as ever."""

    def __init__(self, model: InstalledModel, settings: ClusterSettings, device: str) -> None:
        super().__init__(model.plugin, cancel_seconds=CANCEL_SECONDS)
        self.log = paths.log_folder() / "ray.log"
        self._model = model
        self._settings = settings
        self._device = device
        self._here = TaggerProcess(model.plugin)
        self._temporary: TemporaryDirectory[str] | None = None

    def stream(self, operation: str, **arguments: Any) -> Generator[Any, None, Any]:
        """Perform an operation: predict on the cluster, all others here."""
        if operation != "predict":
            return (yield from self._here.stream(operation, **arguments))
        try:
            return (yield from super().stream(operation, **arguments))
        except TaggerCrashed as error:
            raise TagStudioError(
                "cluster.driver-died",
                "The process that talks to the Ray cluster stopped working; see {log}. What was"
                " heard is kept; the same command goes on.",
                log=self.log,
            ) from error

    def stop(self) -> None:
        """Leave the cluster; one that was started for this process ends."""
        self._here.stop()
        for complaint in self._here.complaints:
            self.complain(complaint)
        if self._child is not None:
            self._leave(self._child)
        super().stop()
        if self._temporary is not None:
            with suppress(OSError):
                self._temporary.cleanup()
            self._temporary = None

    def _leave(self, child: Child) -> None:
        """Have the driver leave the cluster; where it does not answer, it is ended as it is."""
        self._calls += 1
        until = time.monotonic() + LEAVE_SECONDS
        with suppress(ChildDied, ChildSilent):
            child.send({"id": self._calls, "call": "shut_down", "arguments": {}})
            while (left := until - time.monotonic()) > 0:
                if child.receive(left, by_the_clock=True).get("id") == self._calls:
                    return

    def _command(self) -> list[str]:
        self._temporary = self._temporary or _temporary_folder()
        request = {
            "settings": asdict(self._settings),
            "plugin": self.plugin.name,
            "model": self._model.info.name,
            "sha256": self._model.info.sha256,
            "device": self._device,
            "temporary": self._temporary.name,
        }
        return ["-m", "tagstudio.engine.cluster.driver", json.dumps(request)]


def _temporary_folder() -> "TemporaryDirectory[str]":
    made = TemporaryDirectory(prefix="tagstudio-")
    if len(made.name) <= MOST_CHARACTERS or not SHORT.is_dir():
        return made
    made.cleanup()
    return TemporaryDirectory(prefix="tagstudio-", dir=SHORT)


def told_of_nodes(step: object) -> tuple[list[NodeReport], tuple[object, ...]]:
    """Take what a step of the driver tells of the nodes out of it; return it and the rest."""
    items: Sequence[object] = step if isinstance(step, tuple) else (step,)
    reports: list[NodeReport] = []
    rest = []
    for item in items:
        if isinstance(item, tuple) and item[:1] == (NODES,):
            reports = [NodeReport(*one) for one in item[1:]]
        else:
            rest.append(item)
    return reports, tuple(rest)
