"""Which processor the network runs on, and one sentence that says so."""

import torch

from tagstudio.core.errors import TagStudioError

BY_SPEED = ("cuda", "mps", "cpu")


def choose_device(name: str) -> tuple[torch.device, str]:
    """Return the device called `name` (auto, cuda, mps, cpu) and a sentence for the user.

    `auto` is the fastest one that works. Raises TagStudioError when the one asked for does not.
    """
    if name == "auto":
        chosen = next(kind for kind in BY_SPEED if _works(kind))
        why = "no usable graphics processor was found" if chosen == "cpu" else "the fastest found"
        return torch.device(chosen), f"Listening on {_title(chosen)}: {why}."
    if name not in BY_SPEED:
        raise TagStudioError(f"There is no device {name!r}; use auto or {', '.join(BY_SPEED)}.")
    if not _works(name):
        raise TagStudioError(_missing(name))
    return torch.device(name), f"Listening on {_title(name)}, as asked."


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


def _title(kind: str) -> str:
    if kind == "cuda":
        return f"the graphics card {torch.cuda.get_device_name()} (CUDA)"
    if kind == "mps":
        return "the Apple graphics processor (MPS)"
    return f"the processor ({torch.get_num_threads()} threads)"


def _missing(kind: str) -> str:
    if kind == "mps":
        return "This computer has no Apple graphics processor. Choose the device auto or cpu."
    return (
        f"No CUDA graphics card can be used by torch {torch.__version__} here. Choose the device"
        " auto or cpu, or install a driver and a torch built for CUDA (pytorch.org)."
    )
