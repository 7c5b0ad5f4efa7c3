"""Read a track and its tags for the review screen, in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from tagstudio.engine.active_learning.tag_order import (
    in_answering_order,
    in_shown_order,
    is_open,
    with_answer,
)
from tagstudio.engine.active_learning.unlearned_tags import unlearned_tags
from tagstudio.engine.correcting.parts import TrackPart, parts_of
from tagstudio.library.models.models import Model
from tagstudio.library.models.opinions import Opinion, opinions_of
from tagstudio.library.tags.aliases import TagNames
from tagstudio.library.tags.file_writes import written_names, written_to
from tagstudio.library.tags.review_marks import tags_since
from tagstudio.library.tags.tags import Tag, list_tags
from tagstudio.library.tags.vocabularies import switched_off_tags
from tagstudio.library.tracks.content_key import content_keys_of
from tagstudio.library.tracks.track_artists import TrackArtist, artists_of
from tagstudio.library.tracks.tracks import GENRE_SEPARATOR
from tagstudio.library.views.browse import TrackRow, rows_of
from tagstudio.library.views.tag_states import Tagging, taggings_of


@dataclass(frozen=True)
class TagRow:
    """A tag of the track.

    `base_rate` and `column` (its place in the model's scores) are None for a tag that the model
    does not know. `asked`: an answer is most informative; `in_file`: the file's own tags name it;
    `opinions`: what each member of a joint model says; `reviewed`: the track was reviewed when the
    library had the tag already.
    """

    tagging: Tagging
    base_rate: float | None
    column: int | None
    asked: bool
    in_file: bool
    opinions: tuple[Opinion, ...] = ()
    reviewed: bool = False

    @property
    def is_undecided(self) -> bool:
        """Whether nobody said yes or no to it."""
        return self.tagging.answer == "unseen"

    @property
    def is_assumed_no(self) -> bool:
        """Whether it was left undecided when the track was reviewed; see `Tagging.left_alone`."""
        return self.reviewed and self.is_undecided and self.tagging.source != "implied"

    @property
    def is_to_accept(self) -> bool:
        """Whether it is suggested, and neither answered nor left alone."""
        return self.tagging.state == "suggested" and not self.is_assumed_no

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return is_open(self.tagging, self.asked) and not self.is_assumed_no


@dataclass(frozen=True)
class TrackReview:
    """A track with its tags, `rows` in the order in which they are gone through.

    `artist` is who made it as far as anything tells; `sound` is the content key of the audio;
    `tag_names` are all there are, by id, `meant` which of them a name means, and `not_offered`
    those of vocabularies that are off;
    `parts` are the answers to parts of the track. `tags_since` are the names of the tags that the
    library has only since the track was reviewed, None for a track that is not.
    """

    track: TrackRow
    artist: TrackArtist | None
    model: Model | None
    sound: bytes
    rows: tuple[TagRow, ...]
    tag_names: dict[int, str]
    meant: TagNames = field(compare=False)
    not_offered: frozenset[str] = frozenset()
    parts: tuple[TrackPart, ...] = ()
    tags_since: frozenset[str] | None = None

    @property
    def is_reviewed(self) -> bool:
        """Whether the track is reviewed."""
        return self.tags_since is not None

    @property
    def is_settled(self) -> bool:
        """Whether to finish the track once more would change nothing."""
        return self.is_reviewed and not self.tags_since

    def as_reviewed(self) -> TrackReview:
        """Return the same as it will be read when the mark of its review is written."""
        rows = tuple(replace(row, reviewed=True) for row in self.rows)
        return replace(self, rows=rows, tags_since=frozenset())

    def parts_of(self, tag: str) -> tuple[TrackPart, ...]:
        """Return the parts of the track in which a tag was answered."""
        return tuple(one for one in self.parts if one.tag == tag)

    @property
    def model_digest(self) -> str:
        """The digest of the model whose scores these are, "" for none."""
        return self.model.sha256 if self.model is not None else ""

    def as_shown(self, shown: Sequence[TagRow]) -> TrackReview:
        """Return the same in the order in which the rows are shown, new ones behind the tenth.

        A tag without a score whose answer was taken back keeps its row, and with it its number. So
        does a threshold that follows from the library, which moves while others are heard: what is
        looked at stays as it is, unless the score is another one, or the user moved the threshold.
        """
        rows = {row.tagging.tag: row for row in self.rows}
        names = set(self.tag_names.values())
        for row in shown:
            read = rows.get(row.tagging.tag)
            if read is not None and self._keeps_threshold(read, row):
                rows[row.tagging.tag] = _with_threshold(read, row.tagging.threshold)
            if row.tagging.score is None and row.tagging.tag in names:
                left = replace(row, tagging=with_answer(row.tagging, "unseen"))
                rows.setdefault(row.tagging.tag, left)
        ordered = in_shown_order(
            [row.tagging for row in rows.values()], [row.tagging.tag for row in shown]
        )
        return replace(self, rows=tuple(rows[tagging.tag] for tagging in ordered))

    def _keeps_threshold(self, row: TagRow, shown: TagRow) -> bool:
        if self.model is None or row.column is None:
            return False
        is_users = self.model.tags[row.column].is_set_by_user
        now, before = row.tagging, shown.tagging
        has_moved = None not in {now.threshold, before.threshold} and now.score == before.score
        return has_moved and not is_users


def _with_threshold(row: TagRow, threshold: float | None) -> TagRow:
    tagging = replace(row.tagging, threshold=threshold)
    if row.tagging.source in {"model", ""}:  # no answer, nor what follows from one
        tagging = with_answer(tagging, "unseen")
    return replace(row, tagging=tagging)


def read_track_review(
    connection: Connection, model: Model | None, track_id: int, asked: Sequence[str] = ()
) -> TrackReview | None:
    """Return a track with its tags; None where there is no such track any more.

    The tags are in the order in which they are answered; `asked` are the most informative ones.
    Of a track with scores the tags that the model has still to learn are among them.
    """
    rows = rows_of(connection, model, [track_id])
    if not rows:
        return None
    known = list_tags(connection)
    meant = TagNames(known)
    in_file = _in_file(connection, rows[0], meant)
    columns = {tag.name: column for column, tag in enumerate(model.tags)} if model else {}
    taggings = taggings_of(connection, model, [track_id])[track_id]
    unlearned: list[Tag] = []
    if model is not None and any(tagging.score is not None for tagging in taggings):
        unlearned = unlearned_tags(connection, model, known)
    parts = parts_of(connection, [track_id])
    taggings += _without_answer(taggings, unlearned, parts)
    opinions = opinions_of(connection, model, [track_id]).get(track_id, {})
    at = rows[0].reviewed_at
    since = None if at is None else tags_since(connection, at)
    found = [
        TagRow(
            tagging,
            model.tags[columns[tagging.tag]].base_rate
            if model and tagging.tag in columns
            else None,
            columns.get(tagging.tag),
            tagging.tag in asked,
            tagging.tag in in_file,
            opinions.get(tagging.tag, ()),
            since is not None and tagging.tag not in since,
        )
        for tagging in in_answering_order(taggings, asked)
    ]
    sound = content_keys_of(connection, [track_id])[track_id]
    artist = artists_of(connection, [track_id]).get(track_id)
    off = switched_off_tags(connection)
    return TrackReview(
        rows[0],
        artist,
        model,
        sound,
        tuple(found),
        {tag.id: tag.name for tag in known},
        meant,
        frozenset(tag.name for tag in known if tag.id in off),
        tuple(parts),
        since,
    )


def _in_file(connection: Connection, track: TrackRow, names: TagNames) -> set[str]:
    """Return the tags that the file's genres name, and those written into its other fields."""
    found = [*filter(None, track.genre.split(GENRE_SEPARATOR))]
    written = written_names(written_to(connection, [track.id]).get(track.id, ()))
    for name, ours in written.items():
        if name != "genre":  # whose texts are read at each scan
            found += ours.names
    return {tag.name for name in found for tag in names.meant_by(name)}


def _without_answer(
    taggings: Sequence[Tagging], unlearned: Sequence[Tag], parts: Sequence[TrackPart]
) -> list[Tagging]:
    """Return rows without score and answer for tags to learn, and for those of parts alone."""
    groups = {tag.name: tag.group for tag in unlearned} | {one.tag: one.group for one in parts}
    lacking = groups.keys() - {tagging.tag for tagging in taggings}
    return [Tagging(tag, groups[tag], "unseen", None, None, None, "", None) for tag in lacking]
