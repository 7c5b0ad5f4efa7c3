"""A track as a row of the table: its facts, and the tags that are shown as chips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from tagstudio.library.models.models import Model
from tagstudio.library.views.browse import TrackRow, rows_of
from tagstudio.library.views.tag_states import Tagging, listed, taggings_of


@dataclass(frozen=True)
class ShownTrack:
    """A row: `tags` are those decided yes or suggested, decided ones first; `refused` the noes.

    `chips` are those of `tags` that are shown as chips.
    """

    row: TrackRow
    tags: tuple[Tagging, ...]
    refused: tuple[str, ...]

    @property
    def chips(self) -> list[Tagging]:
        """The tags that a list names; the number of the others stands behind them."""
        return listed(self.tags)


def shown_tracks(
    connection: Connection, model: Model | None, track_ids: Sequence[int]
) -> list[ShownTrack]:
    """Return these tracks as rows, unknown ids left out."""
    taggings = taggings_of(connection, model, track_ids, unseen=False)
    return [
        ShownTrack(
            row,
            tuple(one for one in taggings[row.id] if one.state == "yes")
            + tuple(one for one in taggings[row.id] if one.state == "suggested"),
            tuple(one.tag for one in taggings[row.id] if one.state == "no"),
        )
        for row in rows_of(connection, model, track_ids)
    ]
