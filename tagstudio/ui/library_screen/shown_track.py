"""A track as a row of the table: its facts, and the tags that are shown as chips."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from sqlalchemy import Connection

from tagstudio.engine.artists.shown_names import ShownNames, shown_names
from tagstudio.library.models.disagreement import TrackDisagreement, disagreements_of
from tagstudio.library.models.models import Model
from tagstudio.library.models.opinions import Opinion, opinions_of
from tagstudio.library.models.suggestions import scores_of
from tagstudio.library.search.like import similarities
from tagstudio.library.tags.people import has_several
from tagstudio.library.tracks.track_artists import TrackArtist, artists_of
from tagstudio.library.views.browse import TrackRow, rows_of
from tagstudio.library.views.tag_states import Tagging, listed, taggings_of


@dataclass(frozen=True)
class ShownTrack:
    """A row: `tags` are those decided yes or suggested, decided ones first; `refused` the noes.

    `left_alone` are suggestions that are assumed to be no: they were left undecided when the track
    was reviewed, and are none of `tags`. `artist` is who made it, by whatever tells
    it; `scores` are those of the tags that were asked for, by name. Of a joint model, `opinions`
    are what its members say, by tag, and `disagreement` is how far they are apart. `likeness` is
    how similar it is to the track that the query looks for the like of.
    """

    row: TrackRow
    tags: tuple[Tagging, ...]
    refused: tuple[Tagging, ...]
    artist: TrackArtist | None = None
    scores: Mapping[str, float] = field(default_factory=dict)
    opinions: Mapping[str, tuple[Opinion, ...]] = field(default_factory=dict)
    disagreement: TrackDisagreement | None = None
    likeness: float | None = None
    left_alone: tuple[Tagging, ...] = ()

    @cached_property
    def names(self) -> ShownNames:
        """The names by which lists show it."""
        return shown_names(self.row, self.artist)

    @property
    def artist_name(self) -> str:
        """The artist that the table names; that of the album has a column of its own."""
        if self.artist is None or (self.artist.origin == "file" and self.row.artist):
            return self.row.artist
        return self.artist.name

    @property
    def folder_to_name(self) -> str:
        """The folder, for a track of which nobody knows who made it: else ""."""
        return "" if self.artist_name else Path(self.row.path).parent.name

    @cached_property
    def _listed(self) -> list[Tagging]:
        return listed(self.tags)

    def chips(self, asked: Collection[str] = ()) -> list[Tagging]:
        """Return the tags that a list names; the number of the others stands behind them.

        Those that were `asked` for (folded) come first: of others there may be too many to see it.
        """
        if not asked:
            return self._listed
        first = [one for one in self.tags if one.tag.casefold() in asked]
        return first + [one for one in self._listed if one not in first]


def shown_tracks(
    connection: Connection,
    model: Model | None,
    track_ids: Sequence[int],
    scored: Sequence[str] = (),
    like: str | None = None,
) -> list[ShownTrack]:
    """Return these tracks as rows, unknown ids left out, with the scores of the tags `scored`.

    And with the likeness to the track at the path `like`.
    """
    alike = {} if like is None else similarities(connection, like, track_ids)
    artists = artists_of(connection, track_ids)
    scores = _scores(connection, model, track_ids, scored)
    taggings = taggings_of(connection, model, track_ids, unseen=False)
    apart = disagreements_of(connection, model, track_ids)
    named = {id: {one.tag for one in of_track} for id, of_track in taggings.items()}
    for id, about in apart.items():
        named[id].add(about.tag)
    opinions = opinions_of(connection, model, track_ids, named)
    if not has_several(connection):  # who said it goes without saying
        taggings = {id: [replace(one, by="") for one in found] for id, found in taggings.items()}
    return [
        ShownTrack(
            row,
            tuple(one for one in taggings[row.id] if one.state == "yes")
            + tuple(
                one for one in taggings[row.id] if one.state == "suggested" and not one.left_alone
            ),
            tuple(one for one in taggings[row.id] if one.state == "no"),
            artists.get(row.id),
            scores.get(row.id, {}),
            opinions.get(row.id, {}),
            apart.get(row.id),
            alike.get(row.id),
            tuple(one for one in taggings[row.id] if one.left_alone),
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
