"""The depths of fine-tuning: the part of a network that `Tagger.train` may change."""

from enum import StrEnum


class Depth(StrEnum):
    """The layers that learn; each depth includes those before it, `AUTO` is as deep as it pays."""

    AUTO = "auto"
    HEAD = "head"  # the output layer, by the residual on the prior, from stored features
    RECURRENT = "recurrent"  # also the recurrent layers behind the features
    FULL = "full"  # all layers, from audio


DEFAULT_DEPTH = Depth.AUTO
