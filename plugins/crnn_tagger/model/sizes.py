"""The layer widths that give each network 0.1 to 3 million parameters, as in the paper.

Choi, Fazekas, Sandler, Cho (ICASSP 2017). The fully connected widths of k1c2 are not in it: they
are those that bring it within 1.4 % of the size.
"""

import re

from tagstudio.core.errors import TagStudioError

from .networks import Config, CRNNConfig, K1C2Config, K2C1Config, K2C2Config

SIZES = ("0.1M", "0.25M", "0.5M", "1M", "3M")
NETWORKS = {"k1c2": 4, "k2c1": 5, "k2c2": 5, "crnn": 4}  # with their numbers of convolutions
NORM_EPS = 1e-5  # torch's own; the published weights have others
MAX_WIDTH = 4096
OWN_WIDTHS = re.compile(r"\d+(,\d+)*(/\d+)?")

# Per size: the widths of k1c2's conv 1-2, 3-4 and dense layers; of k2c1's conv 1-3, and conv 4-5
# and dense layers; of k2c2's conv 1, 2-3, 4, 5; of the CRNN's conv 1 and GRUs, and conv 2-4.
_K1C2 = ((15, 30, 31), (23, 47, 51), (33, 66, 73), (47, 95, 101), (81, 163, 177))
_K2C1 = ((43, 87), (72, 145), (106, 212), (152, 304), (265, 535))
_K2C2 = (
    (20, 41, 62, 83),
    (33, 66, 100, 133),
    (47, 95, 142, 190),
    (67, 135, 203, 271),
    (118, 236, 355, 473),
)
_CRNN = ((30, 60), (48, 96), (68, 137), (96, 195), (169, 339))

Widths = tuple[tuple[int, ...], int]  # of the convolutions, and of the dense or recurrent layers


def config(network: str, size: str, tags: int) -> Config:
    """Return the config of a new network for centred input; raise TagStudioError for other words.

    `size` is one of SIZES, or widths as in "16,64,96,160,256", those of dense or recurrent layers
    behind a slash. There is no input norm: each window is centred already.
    """
    if network not in NETWORKS:
        raise TagStudioError(f"There is no network {network!r}; use {', '.join(NETWORKS)}.")
    maps, units = _paper(network, SIZES.index(size)) if size in SIZES else _own(network, size)
    match network:
        case "k1c2":
            return K1C2Config(maps, units, tags, NORM_EPS)
        case "k2c1":
            return K2C1Config(maps, units, tags, NORM_EPS)
        case "k2c2":
            return K2C2Config(maps, tags, input_norm=False, norm_eps=NORM_EPS)
    return CRNNConfig(maps, units, tags, input_norm=False, norm_eps=NORM_EPS)


def _paper(network: str, size: int) -> Widths:
    match network:
        case "k1c2":
            first, last, units = _K1C2[size]
            return (first, first, last, last), units
        case "k2c1":
            first, last = _K2C1[size]
            return (first, first, first, last, last), last
        case "k2c2":
            first, second, fourth, fifth = _K2C2[size]
            return (first, second, second, fourth, fifth), fifth
    first, rest = _CRNN[size]
    return (first, rest, rest, rest), first


def _own(network: str, size: str) -> Widths:
    """Read widths such as "32,64,64,64/32"; without a slash the last width is that of the rest."""
    convolutions, _, units = size.partition("/") if OWN_WIDTHS.fullmatch(size) else ("0", "", "")
    maps = tuple(map(int, convolutions.split(",")))
    widths = (maps, int(units or maps[-1]))
    if len(maps) != NETWORKS[network] or not all(1 <= w <= MAX_WIDTH for w in (*maps, widths[1])):
        raise TagStudioError(
            f"There is no size {size!r}; use {', '.join(SIZES)}, or the widths of the"
            f" {NETWORKS[network]} convolutions of {network}, such as"
            f" {','.join(map(str, _paper(network, 0)[0]))}."
        )
    return widths
