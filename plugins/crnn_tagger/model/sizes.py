"""The config of a new network of a given size: 0.1 to 3 million parameters, or layer widths.

The widths per size are those of Choi, Fazekas, Sandler, Cho (ICASSP 2017); see `ARCHITECTURES`.
"""

import re
from dataclasses import fields
from typing import Any

from tagstudio.core.errors import TagStudioError

from .networks import ARCHITECTURES, SIZES, Config, Widths

NORM_EPS = 1e-5  # torch's own; the Keras weights have others
MAX_WIDTH = 4096
USER_WIDTHS = re.compile(r"\d+(,\d+)*(/\d+)?")


def trainable_networks() -> list[str]:
    """Return the names of the networks that can be trained from random weights."""
    return [name for name, architecture in ARCHITECTURES.items() if architecture.widths]


def config(network: str, size: str, tags: int) -> Config:
    """Return the config of a new network without input norm, for each window is centred already.

    `size` is one of SIZES, or widths as in "16,64,96,160,256", those of dense or recurrent layers
    behind a slash. Raises TagStudioError for an unknown network or size.
    """
    if network not in trainable_networks():
        raise TagStudioError(
            "crnn.unknown-network",
            "There is no network {network!r}; use {networks}.",
            network=network,
            networks=", ".join(trainable_networks()),
        )
    kind = ARCHITECTURES[network]
    maps, units = kind.widths[SIZES.index(size)] if size in SIZES else _read_widths(network, size)
    values: dict[str, Any] = {
        "maps": maps,
        "units": units,
        "tags": tags,
        "input_norm": False,
        "norm_eps": NORM_EPS,
    }
    known = {field.name for field in fields(kind.config)}
    return kind.config(**{name: value for name, value in values.items() if name in known})


def _read_widths(network: str, size: str) -> Widths:
    """Read widths such as "32,64,64,64/32"; without a slash the last width is that of the rest."""
    convolutions, _, units = size.partition("/") if USER_WIDTHS.fullmatch(size) else ("0", "", "")
    maps = tuple(map(int, convolutions.split(",")))
    widths = (maps, int(units or maps[-1]))
    example, _ = ARCHITECTURES[network].widths[0]
    in_range = all(1 <= width <= MAX_WIDTH for width in (*maps, widths[1]))
    if len(maps) != len(example) or not in_range:
        raise TagStudioError(
            "crnn.unknown-size",
            "There is no size {size!r}; use {sizes}, or the widths of the {count} convolutions of"
            " {network}, such as {example}.",
            size=size,
            sizes=", ".join(SIZES),
            count=len(example),
            network=network,
            example=",".join(map(str, example)),
        )
    return widths
