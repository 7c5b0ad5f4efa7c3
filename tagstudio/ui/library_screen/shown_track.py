"""A track as a row of the table: its facts, and the tags that are shown as chips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from sqlalchemy import Connection

from tagstudio.engine.artists.name_parts import title_beside
from tagstudio.library.models.disagreement import TrackDisagreement, disagreements_of
from tagstudio.library.models.models import Model
from tagstudio.library.models.opinions import Opinion, opinions_of
from tagstudio.library.models.suggestions import scores_of
from tagstudio.library.tracks.track_artists import TrackArtist, artists_of
from tagstudio.library.views.browse import TrackRow, rows_of
from tagstudio.library.views.tag_states import Tagging, listed, taggings_of


@dataclass(frozen=True)
class ShownTrack:
    """A row: `tags` are those decided yes or suggested, decided ones first; `refused` the noes.

    `chips` are those of `tags` that are shown as chips. `artist` is who made it, by whatever tells
    it; `scores` are those of the tags that were asked for, by name. Of a joint model, `opinions`
    are what its members say, by tag, and `disagreement` is how far they are apart.
    """

    row: TrackRow
    tags: tuple[Tagging, ...]
    refused: tuple[str, ...]
    artist: TrackArtist | None = None
    scores: Mapping[str, float] = field(default_factory=dict)
    opinions: Mapping[str, tuple[Opinion, ...]] = field(default_factory=dict)
    disagreement: TrackDisagreement | None = None

    @property
    def artist_name(self) -> str:
        """The artist that a list names: the user's word, else the file's, else what is inferred."""
        if self.artist is None or (self.artist.origin != "user" and self.row.artist):
            return self.row.artist
        return self.artist.name

    @property
    def artist_is_inferred(self) -> bool:
        """Whether neither the file nor the user names the artist that a list names."""
        return bool(
            self.artist and not self.row.artist and self.artist.origin not in {"user", "file"}
        )

    @cached_property
    def title_from_name(self) -> str:
        """The file's name without its suffix, and without the artist where a list names it."""
        return title_beside(Path(self.row.path).stem, self.artist_name)

    @property
    def folder_to_name(self) -> str:
        """The folder, for a track of which neither title nor artist is known: else ""."""
        known = self.row.title or self.artist_name
        return "" if known else Path(self.row.path).parent.name

    @property
    def chips(self) -> list[Tagging]:
        """The tags that a list names; the number of the others stands behind them."""
        return listed(self.tags)


def shown_tracks(
    connection: Connection,
    model: Model | None,
    track_ids: Sequence[int],
    scored: Sequence[str] = (),
) -> list[ShownTrack]:
    """Return these tracks as rows, unknown ids left out, with the scores of the tags `scored`."""
    artists = artists_of(connection, track_ids)
    scores = _scores(connection, model, track_ids, scored)
    taggings = taggings_of(connection, model, track_ids, unseen=False)
    apart = disagreements_of(connection, model, track_ids)
    named = {id: {one.tag for one in of_track} for id, of_track in taggings.items()}
    for id, about in apart.items():
        named[id].add(about.tag)
    opinions = opinions_of(connection, model, track_ids, named)
    return [
        ShownTrack(
            row,
            tuple(one for one in taggings[row.id] if one.state == "yes")
            + tuple(one for one in taggings[row.id] if one.state == "suggested"),
            tuple(one.tag for one in taggings[row.id] if one.state == "no"),
            artists.get(row.id),
            scores.get(row.id, {}),
            opinions.get(row.id, {}),
            apart.get(row.id),
        )
        for row in rows_of(connection, model, track_ids)
    ]


def _scores(
    connection: Connection, model: Model | None, track_ids: Sequence[int], tags: Sequence[str]
) -> dict[int, dict[str, float]]:
    """Return by track id the scores of those of the tags that the model has."""
    if model is None or not tags:
        return {}
    places = {tag.name: place for place, tag in enumerate(model.tags) if tag.name in tags}
    return {
        id: {tag: scores[place] for tag, place in places.items()}
        for id, scores in scores_of(connection, model, track_ids).items()
    }
