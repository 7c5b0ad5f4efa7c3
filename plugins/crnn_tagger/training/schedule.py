"""The learning rate schedule: one cycle of linear warm-up and cosine decay.

Source: Smith and Topin, "Super-convergence: very fast training of neural networks using large
learning rates", 2018.
"""

import math

WARM_UP_FRACTION = 0.2  # of all steps
START_RATE = 0.05  # of the highest learning rate, at the first step


def one_cycle_rate(fraction: float) -> float:
    """Return the learning rate, as a fraction of the highest, after a fraction of all steps."""
    if fraction < WARM_UP_FRACTION:
        return START_RATE + (1 - START_RATE) * fraction / WARM_UP_FRACTION
    angle = math.pi * (fraction - WARM_UP_FRACTION) / (1 - WARM_UP_FRACTION)
    return 0.5 * (1 + math.cos(angle))
