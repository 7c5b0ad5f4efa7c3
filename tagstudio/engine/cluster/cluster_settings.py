"""How a Ray cluster is used: where it is, what a hearer takes of a node, where the files lie."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from tagstudio.core.errors import TagStudioError
from tagstudio.core.settings import AUTO
from tagstudio.engine.cluster.path_maps import PathMap, parse_path_map

MOST_CORES = 16  # of one hearer: as many files as a tagger reads at a time
BATCH_DEVICES = ("cpu", "cuda")
_ADDRESS = re.compile(r"(?:\[[0-9a-fA-F:.]+\]|[^\s:/\[\]]+):(\d{1,5})")
_BATCH = re.compile(rf"({'|'.join(BATCH_DEVICES)})=(\d{{1,5}})")


@dataclass(frozen=True)
class ClusterSettings:
    """Where a cluster is and how it is used.

    `address` is HOST:PORT of its head, or AUTO for one on this machine that begins and ends with
    the command. `path_maps` are written as `path_maps` says. A hearer takes `cpus` cores of a node
    (0: all, MOST_CORES at most) and, where the node has a GPU, `gpus` of it, a share or a number (0
    uses no GPU). `batches`, such as cuda=128, set the tagger's option batch by the device.
    """

    address: str
    path_maps: tuple[str, ...] = ()
    cpus: int = 0
    gpus: float = 1.0
    batches: tuple[str, ...] = ()

    def check(self) -> None:
        """Raise TagStudioError for what cannot be meant."""
        if self.address != AUTO:
            port = _ADDRESS.fullmatch(self.address)
            if port is None or not 0 < int(port[1]) < 1 << 16:
                raise TagStudioError(
                    "cluster.no-address",
                    "{address!r} is no address of a Ray cluster. Write HOST:PORT of its head, as"
                    " 'ray start --head' prints it, or auto for a cluster on this machine.",
                    address=self.address,
                )
        if self.gpus > 1 and self.gpus != int(self.gpus):
            raise TagStudioError(
                "cluster.part-of-gpus",
                "A hearer takes a share of one GPU or whole GPUs, not {gpus}. Write .25 or 2.",
                gpus=self.gpus,
            )
        _ = self.maps, self.batch_by_device

    @cached_property
    def maps(self) -> tuple[PathMap, ...]:
        """The path maps; raises TagStudioError for what is none."""
        return tuple(map(parse_path_map, self.path_maps))

    @cached_property
    def batch_by_device(self) -> Mapping[str, int]:
        """The batch sizes by device; raises TagStudioError for what is none."""
        found = {}
        for written in self.batches:
            read = _BATCH.fullmatch(written)
            if read is None:
                raise TagStudioError(
                    "cluster.no-batch",
                    "{written!r} is no batch size. Write a device and a number, such as cuda=128;"
                    " the devices are {devices}.",
                    written=written,
                    devices=", ".join(BATCH_DEVICES),
                )
            found[read[1]] = int(read[2])
        return found


@dataclass(frozen=True)
class Share:
    """What one hearer takes of a node, and how many such hearers the node has room for."""

    hearers: int
    cpus: int
    gpus: float


def share_of(settings: ClusterSettings, resources: Mapping[str, float], device: str) -> Share:
    """Return how a node of these Ray `resources` is shared out among hearers for `device`.

    Of a node without room for one there are 0 hearers, as of one without a GPU where cuda is asked
    for.
    """
    cores, cards = int(resources.get("CPU", 0)), resources.get("GPU", 0.0)
    if settings.gpus and cards and device in {AUTO, "cuda"}:
        most = int(cards / settings.gpus + 1e-9)
        each = settings.cpus or max(1, min(MOST_CORES, cores // max(1, most)))
        return Share(min(most, cores // each), each, settings.gpus)
    if device == "cuda" or not cores:
        return Share(0, 0, 0.0)
    count = max(1, cores // (settings.cpus or MOST_CORES))
    each = settings.cpus or cores // count
    return Share(cores // each, each, 0.0)
