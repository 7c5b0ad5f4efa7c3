"""The review queue: the tracks to ask the user about next, the most informative first.

Uncertainty, disagreement and diversity sampling are mixed with random sampling in a fixed cycle
(MIX; of a joint model JOINT_MIX, with the disagreement of its members). The random fifth is the
part of all answers that no model chose, so that figures on it are unbiased.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import cycle, islice
from typing import TYPE_CHECKING

from tagstudio.engine.active_learning.review_item import Order, ReviewItem
from tagstudio.library.models.disagreement import Committee
from tagstudio.library.models.suggestions import features_of
from tagstudio.library.search.query import Query
from tagstudio.library.tags.aliases import TagNames
from tagstudio.library.tags.tags import list_tags
from tagstudio.library.tracks.tracks import GENRE_SEPARATOR
from tagstudio.library.views.review_candidates import (
    ReviewCandidates,
    answered_by_hand,
    answered_latest,
    feature_shape,
    review_candidates,
)
from tagstudio.plugin_api.vocabulary import GENRE

if TYPE_CHECKING:  # numpy is loaded when a queue is made, not with the command line
    import numpy as np
    from numpy.typing import NDArray
    from sqlalchemy import Connection

    from tagstudio.engine.active_learning.acquisition import Bools, Floats, Rows
    from tagstudio.library.models.models import Model

POOL_SIZE = 2000  # tracks from which diversity sampling chooses
COVERED_TRACKS = 200  # answered last, from which diversity sampling keeps away
TAGS_ASKED = 3  # of a track
CHUNK = 8192  # tracks whose margins are computed at a time

MIX = (Order.UNCERTAIN, Order.DISAGREE, Order.UNCERTAIN, Order.DIVERSE, Order.RANDOM)
JOINT_MIX = (Order.UNCERTAIN, Order.DISAGREE, Order.COMMITTEE, Order.DIVERSE, Order.RANDOM)


def review_queue(
    connection: Connection, model: Model, query: Query, order: Order, limit: int
) -> list[ReviewItem]:
    """Return up to `limit` tracks of `query` to ask about next, the most informative first.

    Only present, readable, unreviewed tracks with scores by `model` are asked about, and only tags
    that are not decided. The mixed order takes one track in five at random.
    """
    tracks = _Candidates(connection, model, review_candidates(connection, model, query))
    chosen = tracks.mixed(limit) if order is Order.MIXED else tracks.all_of(order, limit)
    return [tracks.item(row, why) for row, why in islice(chosen, limit)]


class _Candidates:
    """The candidates for review as arrays (n tracks, k tags), and their orders."""

    def __init__(self, connection: Connection, model: Model, candidates: ReviewCandidates) -> None:
        import numpy as np

        self._connection = connection
        self._model = model
        self._candidates = candidates
        count, tags = len(candidates.track_ids), model.tags
        self._scores = np.frombuffer(candidates.scores, "<f4").reshape(count, len(tags))
        # Rounded as the scores are, so that a score that equals its threshold has the margin 0.
        self._thresholds = np.array([tag.threshold for tag in tags], np.float32)
        self._undecided = np.ones(self._scores.shape, np.bool_)
        self._undecided[:, [not tag.offered for tag in tags]] = False
        columns = {tag.tag_id: column for column, tag in enumerate(tags)}
        decided = [(row, columns[id]) for row, id in candidates.decided if id in columns]
        if decided:
            self._undecided[tuple(np.array(decided).T)] = False

    def _margin(self, rows: slice) -> Floats:
        from tagstudio.engine.active_learning import acquisition

        return acquisition.margins(self._scores[rows], self._thresholds)

    def _uncertainty(self, rows: slice) -> Floats:
        """Return the uncertainty of the tags of some tracks, 0 for decided ones."""
        from tagstudio.engine.active_learning import acquisition

        return acquisition.uncertainty(self._margin(rows)) * self._undecided[rows]

    def _for_each(self, value: Callable[[slice], Floats]) -> Floats:
        """Return a value per track, (n,), computed for CHUNK tracks at a time to save memory."""
        import numpy as np

        starts = range(0, max(1, len(self._scores)), CHUNK)
        return np.concatenate([value(slice(start, start + CHUNK)) for start in starts])

    def all_of(self, order: Order, limit: int) -> Iterator[tuple[int, Order]]:
        """Yield the rows of the tracks in one order."""
        rows: Iterable[int]
        match order:
            case Order.UNCERTAIN:
                rows = self._uncertain()
            case Order.DISAGREE:
                rows = self._disagreeing()
            case Order.COMMITTEE:
                rows = self._split()
            case Order.DIVERSE:
                rows = self._diverse(limit)
            case _:
                rows = self._random
        return ((int(row), order) for row in rows)

    def mixed(self, limit: int) -> Iterator[tuple[int, Order]]:
        """Yield the rows of the tracks from all orders in turn, each track once.

        The cycle starts at the number of tracks answered so far, modulo its length, so that one
        track in five is random even for a caller that asks for one track at a time.
        """
        mix = JOINT_MIX if self._model.members else MIX
        orders = {order: self.all_of(order, limit) for order in dict.fromkeys(mix)}
        given: set[int] = set()
        turn = answered_by_hand(self._connection) % len(mix)
        for order in islice(cycle(mix), turn, None):
            row = next((row for row, _ in orders.get(order, ()) if row not in given), None)
            if row is not None:
                given.add(row)
                yield row, order
            elif orders.pop(order, None) is not None and not orders:
                return

    def item(self, row: int, why: Order) -> ReviewItem:
        """Return one track with its most informative undecided tags."""
        [uncertainty] = self._uncertainty(slice(row, row + 1))
        columns = [int(column) for column in (-uncertainty).argsort(kind="stable")]
        if why is Order.DISAGREE:
            named = self._named[row] & self._undecided[row]
            columns.sort(key=lambda column: (not named[column], 0.0))
        if why is Order.COMMITTEE:
            apart = {column: float(values[row]) for column, values in self._apart.items()}
            columns.sort(key=lambda column: -apart.get(column, 0.0))
        undecided = [column for column in columns if self._undecided[row, column]]
        names = tuple(self._model.tags[column].name for column in undecided[:TAGS_ASKED])
        return ReviewItem(self._candidates.track_ids[row], why, names)

    def _uncertain(self) -> Rows:
        from tagstudio.engine.active_learning import acquisition

        values = self._for_each(lambda rows: self._uncertainty(rows).sum(axis=1))
        return acquisition.discount_per_artist(values, self._artists)

    def _disagreeing(self) -> Rows:
        from tagstudio.engine.active_learning import acquisition

        genres = [tag.group == GENRE for tag in self._model.tags]

        def disagreement(rows: slice) -> Floats:
            named = self._named[rows] & self._undecided[rows]
            rivals = ~self._named[rows] & self._undecided[rows] & genres
            return acquisition.disagreement(self._margin(rows), named, rivals)

        values = self._for_each(disagreement)
        order = acquisition.discount_per_artist(values, self._artists)
        return order[values[order] > 0]

    def _split(self) -> Rows:
        """Return the tracks about whose undecided tags the members of a joint model disagree."""
        import numpy as np

        from tagstudio.engine.active_learning import acquisition

        values = np.zeros(len(self._scores), np.float32)
        for column, apart in self._apart.items():
            np.maximum(values, np.where(self._undecided[:, column], apart, 0), out=values)
        order = acquisition.discount_per_artist(values, self._artists)
        split: Rows = order[values[order] > 0]
        return split

    @cached_property
    def _apart(self) -> dict[int, Floats]:
        """The disagreement of the members by column of the tags that they share, (n,) each.

        It is 0 on a track that not all of them have scored.
        """
        import numpy as np

        committee = Committee(self._connection, self._model)
        committee.read_ahead()
        _, rows, theirs = np.intersect1d(
            self._candidates.track_ids, committee.track_ids, return_indices=True
        )
        found = {}
        for column, tag in enumerate(self._model.tags):
            if tag.tag_id in committee.tag_ids:
                found[column] = np.zeros(len(self._scores), np.float32)
                found[column][rows] = committee.of(tag.tag_id)[theirs]
        return found

    @cached_property
    def _random(self) -> Rows:
        """The tracks that were not answered by hand yet, in the order of `by_hash`."""
        from tagstudio.engine.active_learning import acquisition

        order = acquisition.by_hash(self._candidates.content_keys)
        answered = self._candidates.by_hand
        return order[[int(row) not in answered for row in order]]

    def _diverse(self, limit: int) -> list[int]:
        """Return a sample of as many artists as possible, the farthest apart first (k-center)."""
        import numpy as np

        from tagstudio.engine.active_learning import acquisition

        by_artist = np.argsort(
            acquisition.rank_within_artist(self._artists[self._random]), kind="stable"
        )
        sample = [int(row) for row in self._random[by_artist][:POOL_SIZE]]
        ids = {self._candidates.track_ids[row]: row for row in sample}
        features = features_of(self._connection, self._model.id, ids, self._feature_shape)
        known = [row for id, row in ids.items() if id in features]
        if not known:  # a restored copy has no features
            return sample
        points = self._embeddings([features[self._candidates.track_ids[row]] for row in known])
        chosen = acquisition.k_center_greedy(
            acquisition.standardised(points, points), self._covered(points), limit
        )
        first = dict.fromkeys(known[index] for index in chosen)
        return [*first, *(row for row in sample if row not in first)]

    def _covered(self, points: Floats) -> Floats:
        """Return the points of the tracks answered last, on the scale of `points`."""
        from tagstudio.engine.active_learning import acquisition

        latest = answered_latest(self._connection, COVERED_TRACKS)
        features = features_of(self._connection, self._model.id, latest, self._feature_shape)
        if not features:
            return points[:0]
        return acquisition.standardised(self._embeddings(list(features.values())), points)

    def _embeddings(self, features: list[bytes]) -> Floats:
        from tagstudio.engine.active_learning import acquisition

        return acquisition.embeddings(features, self._feature_shape)

    @cached_property
    def _feature_shape(self) -> tuple[int, ...]:
        return feature_shape(self._connection, self._model)

    @cached_property
    def _artists(self) -> NDArray[np.intp]:
        """A number per artist, (n,); -1 for an unknown one."""
        import numpy as np

        numbers: dict[str, int] = {"": -1}
        artists = (artist.casefold() for artist in self._candidates.artists)
        return np.array([numbers.setdefault(one, len(numbers)) for one in artists], np.intp)

    @cached_property
    def _named(self) -> Bools:
        """The tags that each file names as its genre, (n, k)."""
        import numpy as np

        columns = {tag.tag_id: column for column, tag in enumerate(self._model.tags)}
        names = TagNames(tag for tag in list_tags(self._connection) if tag.id in columns)
        known: dict[str, list[int]] = {"": []}
        named = np.zeros(self._undecided.shape, np.bool_)
        for row, genre in enumerate(self._candidates.genres):
            if genre not in known:
                meant = (names.meant_by(one) for one in genre.split(GENRE_SEPARATOR))
                known[genre] = [columns[tags[0].id] for tags in meant if len(tags) == 1]
            named[row, known[genre]] = True
        return named
