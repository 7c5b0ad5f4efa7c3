"""Training one network in several processes: torch's DistributedDataParallel under torchrun.

torchrun gives each process its rank in environment variables (`env://`). Each process trains on its
part of every batch and the gradients are averaged; the first one validates, saves and reports.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NoReturn

import torch
import torch.distributed as dist
from torch import nn
from torch.nn.parallel import DistributedDataParallel

TIMEOUT = timedelta(hours=24)  # while the first process decodes a whole dataset


@dataclass(frozen=True)
class World:
    """The processes that train together: the rank of this one, and their number."""

    rank: int = 0
    size: int = 1

    @property
    def first(self) -> bool:
        """Whether this is the process that validates, saves and reports."""
        return self.rank == 0

    def averaging_gradients(self, network: nn.Module, device: torch.device) -> nn.Module:
        """Wrap the network so that its gradients are averaged over the processes."""
        if self.size == 1:
            return network
        devices = [torch.cuda.current_device()] if device.type == "cuda" else None
        wrapped: nn.Module = DistributedDataParallel(network, device_ids=devices)
        return wrapped

    def from_first(self, value: Any) -> Any:
        """Return the first process' value in all of them; the others wait for it."""
        if self.size == 1:
            return value
        values = [value]
        dist.broadcast_object_list(values, src=0)
        return values[0]

    def any_of(self, condition: bool) -> bool:
        """Tell whether the condition holds in any of the processes."""
        if self.size == 1:
            return condition
        conditions: list[bool] = [False] * self.size
        dist.all_gather_object(conditions, condition)
        return any(conditions)


ALONE = World()


@contextmanager
def joined(device: str) -> Iterator[tuple[World, str]]:
    """Join the processes that torchrun started; give the world and this process' device.

    Without torchrun the process is alone.
    """
    if "WORLD_SIZE" not in os.environ:
        yield ALONE, device
        return
    on_cards = device in ("auto", "cuda") and torch.cuda.is_available()
    if on_cards:
        torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
    dist.init_process_group("nccl" if on_cards else "gloo", timeout=TIMEOUT)
    try:
        yield World(dist.get_rank(), dist.get_world_size()), "cuda" if on_cards else "cpu"
    finally:
        dist.destroy_process_group()


def leave(status: int) -> NoReturn:
    """End this process with an exit status; one that torchrun started skips Python's shutdown.

    A network wrapped by DistributedDataParallel holds its process group for good, from C++, so the
    group's threads outlive `destroy_process_group`. One that still gives back a tensor while Python
    shuts down aborts the process ("terminate called without an active exception"), after its work.
    """
    if "WORLD_SIZE" not in os.environ:
        sys.exit(status)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
