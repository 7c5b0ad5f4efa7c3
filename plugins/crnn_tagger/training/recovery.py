"""Recovery of a training from a loss that is not finite and from exhausted memory.

The Trainer goes back to its last checkpoint in memory. After a loss that is not finite the
learning rate is halved, after an out-of-memory error the batch.
"""

from dataclasses import dataclass

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import message
from tagstudio.plugin_api import Notice

from ..model.tensors import is_out_of_memory

MAX_FAILURES = 3  # losses that are not finite, before a training is given up


class NotFiniteError(Exception):
    """The loss of a step is not a finite number."""


@dataclass
class Recovery:
    """The batch size and the factor of the learning rate, both lowered after failures."""

    batch: int
    rate_scale: float = 1.0
    failures: int = 0

    def after(self, error: Exception, smallest_batch: int) -> Notice:
        """Change the settings so that the training may go on, and return a notice of it.

        Raises TagStudioError when there is nothing left to try, and `error` itself when it is a
        defect of the program.
        """
        if isinstance(error, NotFiniteError):
            return self._lower_rate()
        if not is_out_of_memory(error):
            raise error
        return self._halve_batch(error, smallest_batch)

    def _lower_rate(self) -> Notice:
        self.failures += 1
        self.rate_scale /= 2
        if self.failures >= MAX_FAILURES:
            raise TagStudioError(
                "training.diverged",
                "The training diverged {failures} times, although the learning rate was lowered"
                " each time. Look for odd tracks or weights among the answers, choose a lower"
                " learning rate, or train another part or size of the network.",
                failures=self.failures,
            )
        return Notice(
            message(
                "training.lower-rate",
                "The training diverged: it goes on from an earlier state, at half the learning"
                " rate.",
            )
        )

    def _halve_batch(self, error: Exception, smallest_batch: int) -> Notice:
        if self.batch // 2 < smallest_batch:
            raise TagStudioError(
                "training.out-of-memory",
                "There is not enough memory to train with a batch of {batch}. Close other"
                " programs, choose the device cpu, or choose a smaller network.",
                batch=self.batch,
            ) from error
        self.batch //= 2
        return Notice(
            message(
                "training.smaller-batch",
                "Not enough memory: the training goes on with batches of {batch}.",
                batch=self.batch,
            )
        )
