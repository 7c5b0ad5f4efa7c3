"""The device that a network runs on."""

import torch

from tagstudio.core.errors import TagStudioError

BY_SPEED = ("cuda", "mps", "cpu")


def choose_torch_device(name: str) -> torch.device:
    """Return the device called `name` (auto, cuda, mps, cpu); auto is the fastest that works.

    Raises TagStudioError where the one asked for does not work.
    """
    working = [kind for kind in BY_SPEED if _works(kind)]
    if name == "auto":
        return torch.device(working[0])
    if name not in working:
        raise TagStudioError(
            "musicnn.no-device",
            "The device {device!r} cannot be used by torch {version} here. Choose one of: auto,"
            " {devices}.",
            device=name,
            version=torch.__version__,
            devices=", ".join(working),
        )
    return torch.device(name)


def _works(kind: str) -> bool:
    """Tell whether a number can be computed there; a driver may be present and of no use."""
    if kind == "cuda" and not torch.cuda.is_available():
        return False
    if kind == "mps" and not torch.backends.mps.is_available():
        return False
    try:
        return bool((torch.ones(1, device=kind) + 1).item() == 2)
    except RuntimeError:
        return False
