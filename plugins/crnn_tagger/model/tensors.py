"""Tensors on their devices: conversion from numpy, precision, lack of memory."""

from contextlib import AbstractContextManager

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

MAX_FLOAT16 = 65504.0
OUT_OF_MEMORY = ("out of memory", "allocate memory", "not enough memory")  # CUDA and MPS; CPU


def tensor(array: NDArray[np.generic], device: torch.device) -> Tensor:
    """Return float arrays as float32 on the device, whole numbers as int64."""
    kind = torch.float32 if array.dtype.kind == "f" else torch.int64
    return torch.from_numpy(np.ascontiguousarray(array)).to(device, kind)


def autocast(device: torch.device, half: bool) -> AbstractContextManager[None]:
    """Compute in bfloat16, which has the range of float32, or leave everything as it is."""
    return torch.autocast(device.type, torch.bfloat16, enabled=half)


def half_pays(device: torch.device) -> bool:
    """Tell whether bfloat16 is the faster one for convolutions there."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    return device.type == "cpu" and bool(torch.cpu._is_amx_tile_supported())


def is_out_of_memory(error: Exception) -> bool:
    """Tell whether torch or OpenVINO asked for more memory than there is."""
    return any(words in str(error) for words in OUT_OF_MEMORY)
