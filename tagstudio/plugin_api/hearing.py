"""What a tagger hears and gives, where others build on it: joint models, and the kit for learning.

These travel inside a plugin's process only, never between host and plugin.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Listening:
    """What a model listens to: mono samples at `sample_rate` Hz, in windows of `seconds`."""

    sample_rate: int
    seconds: float

    @property
    def samples(self) -> int:
        """The length of a window in samples."""
        return round(self.sample_rate * self.seconds)


@dataclass(frozen=True)
class Heard:
    """What a model says of n windows.

    `logits` is float32 (n, tags), `embeddings` float32 (n, units): what the output layer sees, or
    whatever else tells tracks apart; `features` float16 (n, *feature_shape), from which `embed`
    gives logits and embeddings again. `opinions` has the logits of each member of a joint model,
    (n, its own tags).
    """

    logits: "NDArray[np.float32]"
    embeddings: "NDArray[np.float32]"
    features: "NDArray[np.float16]"
    opinions: "tuple[NDArray[np.float32], ...]" = ()
