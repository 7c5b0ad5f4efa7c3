"""The device that a network runs on, and one sentence for the user about the choice."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message

BY_SPEED = ("cuda", "mps", "cpu")


def choose_device(name: str) -> tuple[torch.device, Message]:
    """Return the device called `name` (auto, cuda, mps, cpu) and a sentence for the user.

    `auto` is the fastest one that works. Raises TagStudioError when the one asked for does not.
    """
    if name == "auto":
        chosen = next(kind for kind in BY_SPEED if _works(kind))
        return torch.device(chosen), _chosen(chosen)
    if name not in BY_SPEED:
        raise TagStudioError(
            "crnn.unknown-device",
            "There is no device {device!r}; use auto or {devices}.",
            device=name,
            devices=", ".join(BY_SPEED),
        )
    if not _works(name):
        raise _missing(name)
    return torch.device(name), message(
        "crnn.device-as-asked", "Runs on {device}, as asked.", device=_title(name)
    )


@contextmanager
def one_thread() -> Iterator[None]:
    """Let torch compute on the calling thread alone.

    A GRU or an output layer is a row of small products: sharing each of them out takes longer than
    computing it.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _chosen(kind: str) -> Message:
    if kind == "cpu":
        return message(
            "crnn.device-processor",
            "Runs on {device}: no usable graphics processor was found.",
            device=_title(kind),
        )
    return message(
        "crnn.device-fastest", "Runs on {device}: the fastest found.", device=_title(kind)
    )


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


def _title(kind: str) -> Message:
    if kind == "cuda":
        return message(
            "crnn.cuda",
            "the graphics card {name} (CUDA)",
            name=torch.cuda.get_device_name(),
        )
    if kind == "mps":
        return message("crnn.mps", "the Apple graphics processor (MPS)")
    if torch.get_num_threads() == 1:
        return message("crnn.cpu-alone", "the processor (1 thread)")
    return message("crnn.cpu", "the processor ({threads} threads)", threads=torch.get_num_threads())


def _missing(kind: str) -> TagStudioError:
    if kind == "mps":
        return TagStudioError(
            "crnn.no-mps",
            "This computer has no Apple graphics processor. Choose the device auto or cpu.",
        )
    return TagStudioError(
        "crnn.no-cuda",
        "No CUDA graphics card can be used by torch {version} here. Choose the device auto or cpu,"
        " or install a driver and a torch built for CUDA (pytorch.org).",
        version=torch.__version__,
    )
