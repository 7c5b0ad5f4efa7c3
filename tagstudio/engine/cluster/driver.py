"""The process that talks to Ray: `python -m tagstudio.engine.cluster.driver REQUEST`.

Ray prints to stdout and stderr, takes over signals and keeps threads; here that disturbs nobody,
and what it prints goes to `ray.log`. Spoken to as a plugin is (`plugin_api.serve`). REQUEST is a
JSON object: the fields of ClusterSettings under "settings", and "plugin", "model", "sha256",
"device", "temporary".
"""

import json
import sys
import time
from collections.abc import Generator, Sequence
from typing import Any

from tagstudio.core.messages import Message
from tagstudio.engine.cluster.cluster_settings import ClusterSettings
from tagstudio.engine.cluster.ray_cluster import RayCluster
from tagstudio.engine.cluster.shipment import pack
from tagstudio.library.tracks.known_files import KnownFile
from tagstudio.plugin_api import Notice, PredictOptions, TrackRef
from tagstudio.plugin_api.serve import serve

OPERATIONS = ("predict", "shut_down")
NODES = "nodes"  # begins the part of a step that tells of the nodes
MOST_NOTICES = 20


class ClusterDriver:
    """A cluster, spoken to as a tagger."""

    def __init__(self, request: dict[str, Any]) -> None:
        self._request = request
        told = request["settings"]
        settings = ClusterSettings(
            told["address"],
            tuple(told["path_maps"]),
            told["cpus"],
            told["gpus"],
            tuple(told["batches"]),
        )
        self._cluster = RayCluster(settings, request["temporary"])
        self._is_connected = False
        self._said: list[Message] = []

    def predict(
        self,
        tracks: Sequence[TrackRef],
        options: PredictOptions,
        files: Sequence[Sequence[Any]],
    ) -> Generator[Any, None, None]:
        """Yield steps as a tagger does; the last item of each tells of the nodes.

        `files` are the fields of KnownFile for each track that the library knows a file of.
        """
        if not self._is_connected:
            yield ()  # packing and joining take a while each
            named = (self._request[name] for name in ("plugin", "model", "sha256"))
            shipment = pack(*named)
            yield ()
            joined = self._cluster.connect(shipment, self._request["device"])
            self._is_connected = True
            yield (Notice(joined),)
        known = [KnownFile(*one) for one in files]
        for results, notices in self._cluster.hear(tracks, options, known):
            new = [one for one in dict.fromkeys(notices) if one not in self._said]
            self._said += new[: MOST_NOTICES - len(self._said)]
            yield (*map(Notice, new), *results, self._nodes())
        yield (self._nodes(),)

    def shut_down(self) -> None:
        """Leave the cluster, and end one that was started here."""
        self._cluster.close()

    def _nodes(self) -> tuple[Any, ...]:
        reports = self._cluster.nodes.reports(time.monotonic())
        fields = ("name", "address", "hearers", "heard", "failed", "tracks_per_second", "left_out")
        return (NODES, *(tuple(getattr(one, name) for name in fields) for one in reports))


def _load() -> tuple[ClusterDriver, tuple[str, ...]]:
    return ClusterDriver(json.loads(sys.argv[1])), OPERATIONS


if __name__ == "__main__":
    serve(_load)
