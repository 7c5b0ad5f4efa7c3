"""What the members of a joint model say of a tag, in a line."""

from collections.abc import Iterable

from tagstudio.library.models.opinions import Opinion
from tagstudio.ui.text.number_format import decimal


def opinion_text(opinions: Iterable[Opinion]) -> str:
    """Return "msd-crnn 0.62, musicnn-msd 0.21": each member with its score; "" for none."""
    return ", ".join(f"{one.model} {decimal(one.score, 2)}" for one in opinions)
