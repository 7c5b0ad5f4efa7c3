"""Several processes that train one network: torch's DistributedDataParallel under torchrun.

torchrun tells each process its rank by environment variables (`env://`). Each learns from its part
of every batch and the gradients are averaged; the first one measures, saves and speaks.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

PATIENCE = timedelta(hours=24)  # while the first process listens to a whole dataset


@dataclass(frozen=True)
class World:
    """The processes that train together: which one this is, and how many there are."""

    rank: int = 0
    size: int = 1

    @property
    def first(self) -> bool:
        """Whether this is the process that measures, saves and speaks."""
        return self.rank == 0

    def spread(self, network: nn.Module, device: torch.device) -> nn.Module:
        """Return the network so that its gradients are averaged over the processes."""
        if self.size == 1:
            return network
        places = [torch.cuda.current_device()] if device.type == "cuda" else None
        spread: nn.Module = DistributedDataParallel(network, device_ids=places)
        return spread

    def agreed(self, found: Any) -> Any:
        """Return what the first process found; the others wait for it."""
        if self.size == 1:
            return found
        told = [found]
        dist.broadcast_object_list(told, src=0)
        return told[0]

    def any_says(self, yes: bool) -> bool:
        """Tell whether any of the processes says yes."""
        if self.size == 1:
            return yes
        said: list[bool] = [False] * self.size
        dist.all_gather_object(said, yes)
        return any(said)


ALONE = World()


@contextmanager
def joined(device: str) -> Iterator[tuple[World, str]]:
    """Join the processes that torchrun started; give the world and this process' own device.

    Without torchrun the process is alone.
    """
    if "WORLD_SIZE" not in os.environ:
        yield ALONE, device
        return
    on_cards = device in ("auto", "cuda") and torch.cuda.is_available()
    if on_cards:
        torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
    dist.init_process_group("nccl" if on_cards else "gloo", timeout=PATIENCE)
    try:
        yield World(dist.get_rank(), dist.get_world_size()), "cuda" if on_cards else "cpu"
    finally:
        dist.destroy_process_group()
