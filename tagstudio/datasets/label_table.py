"""Make a label matrix of the lists of tags that clips have."""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from tagstudio.plugin_api.examples import NO, YES


def label_table(tagged: Sequence[Collection[str]], tags: Sequence[str]) -> NDArray[np.int8]:
    """Return int8 (clips, tags): yes where a clip has the tag, no where it lacks it.

    Names that are not among `tags` are left out.
    """
    columns = {tag: column for column, tag in enumerate(tags)}
    labels = np.full((len(tagged), len(tags)), NO, np.int8)
    for row, names in enumerate(tagged):
        labels[row, [columns[name] for name in names if name in columns]] = YES
    return labels
