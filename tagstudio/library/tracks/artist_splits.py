"""Split tracks by artist into training, validation and test set, for ever.

The split follows from a hash of the track's group alone (`track_groups`). So no artist is in two
splits, no list has to be kept, and a later training never contains a track on which an earlier
version was tested.
"""

import sqlalchemy as sa

from tagstudio.core.splits import Split, split_of_group
from tagstudio.library.tracks.track_groups import groups_of

TEST_FRACTION = 0.30
VALIDATION_FRACTION = 0.15


def split_of(key: str) -> Split:
    """Return the split of all tracks with this key (an artist, say)."""
    return split_of_group(key, TEST_FRACTION, VALIDATION_FRACTION)


def split_keys(connection: sa.Connection, track_ids: list[int]) -> dict[int, str]:
    """Return by track id the key that decides the split: that of the track's group."""
    groups = groups_of(connection, track_ids)
    return {track_id: group.key for track_id, group in groups.items()}
