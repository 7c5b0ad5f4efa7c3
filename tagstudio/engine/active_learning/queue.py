"""The review queue: the tracks to ask the user about next, the most informative first.

Uncertainty, disagreement and diversity sampling are mixed with random sampling in a fixed cycle
(MIX; of a joint model JOINT_MIX, with the disagreement of its members). The random fifth is the
part of all answers that no model chose, so that figures on it are unbiased.

The first SETTLED_TRACKS are asked about by FIRST_MIX, without uncertainty: what a model cannot
decide that has learned nothing here is mostly what nobody can, so the first versions learn less
from it, and the judge sees less of them (docs/experiments.md, the real queue).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import count, islice
from typing import TYPE_CHECKING

from tagstudio.engine.active_learning.review_item import Order, ReviewItem
from tagstudio.library.models.disagreement import Committee, disagreement_by_tag
from tagstudio.library.models.suggestions import features_of, scores_of
from tagstudio.library.search.query import Query
from tagstudio.library.tags.aliases import TagNames
from tagstudio.library.tags.tags import list_tags
from tagstudio.library.tracks.tracks import GENRE_SEPARATOR
from tagstudio.library.views.review_candidates import (
    ReviewCandidates,
    answered_by_hand,
    answered_latest,
    feature_shape,
    genres_of,
    review_candidates,
)
from tagstudio.plugin_api.vocabulary import GENRE

if TYPE_CHECKING:  # numpy is loaded when a queue is made, not with the command line
    from sqlalchemy import Connection

    from tagstudio.engine.active_learning.acquisition import Bools, Floats, Rows
    from tagstudio.library.models.models import Model

POOL_SIZE = 2000  # tracks from which diversity sampling chooses
COVERED_TRACKS = 200  # answered last, from which diversity sampling keeps away
TAGS_ASKED = 3  # of a track

MIX = (Order.UNCERTAIN, Order.DISAGREE, Order.UNCERTAIN, Order.DIVERSE, Order.RANDOM)
FIRST_MIX = (Order.RANDOM, Order.DISAGREE, Order.RANDOM, Order.DIVERSE, Order.RANDOM)
SETTLED_TRACKS = 50  # answered by hand, from which on the model has learned something here
JOINT_MIX = (Order.UNCERTAIN, Order.DISAGREE, Order.COMMITTEE, Order.DIVERSE, Order.RANDOM)


def review_queue(
    connection: Connection, model: Model, query: Query, order: Order, limit: int
) -> list[ReviewItem]:
    """Return up to `limit` tracks of `query` to ask about next, the most informative first.

    Only present, readable, unreviewed tracks with scores by `model` are asked about, and only tags
    that are not decided. The mixed order takes one track in five at random. Tracks that have some
    answers by hand already come last where the order does not go by what is left to decide.
    """
    tracks = _Candidates(connection, model, review_candidates(connection, model, query), limit)
    chosen = tracks.mixed() if order is Order.MIXED else tracks.alone(order)
    return tracks.items(list(islice(chosen, limit)))


def _turns(settled: Sequence[Order], answered: int) -> Iterator[Order]:
    """Yield the order of the next track, and of those after it, without end."""
    for turn in count(answered):
        mix = FIRST_MIX if turn < SETTLED_TRACKS else settled
        yield mix[turn % len(mix)]


class _Candidates:
    """The candidates for review as arrays (n tracks, k tags), and the first `limit` of each order.

    More of an order are never asked for: of a mix each track that is passed over was given before.
    Scores are read once, a block of tracks at a time.
    """

    def __init__(
        self, connection: Connection, model: Model, candidates: ReviewCandidates, limit: int
    ) -> None:
        import numpy as np

        self._connection = connection
        self._model = model
        self._candidates = candidates
        self._limit = limit
        self._track_ids = candidates.track_ids
        # Rounded as the scores are, so that a score that equals its threshold has the margin 0.
        self._thresholds = np.array([tag.threshold for tag in model.tags], np.float32)
        self._offered = np.array([tag.offered for tag in model.tags], np.bool_)
        self._genres = np.array([tag.group == GENRE for tag in model.tags], np.bool_)
        columns = {tag.tag_id: column for column, tag in enumerate(model.tags)}
        rows, tags = candidates.decided
        known = np.isin(tags, list(columns))
        self._decided_rows = rows[known]
        self._decided_columns = np.array([columns[int(id)] for id in tags[known]], np.intp)
        # A number per artist, (n,); -1 for an unknown one.
        artists = (candidates.facts.artists >> np.uint64(1)).astype(np.int64)
        self._artists = np.where(candidates.facts.artists == 0, -1, artists)

    def alone(self, order: Order) -> Iterator[tuple[int, Order]]:
        """Yield the rows of the first tracks in one order, and of those that it leaves for last."""
        import numpy as np

        yield from self.all_of(order)
        if order in {Order.DIVERSE, Order.RANDOM}:
            begun = np.flatnonzero(self._candidates.by_hand)
            yield from ((int(row), order) for row in begun)

    def all_of(self, order: Order) -> Iterator[tuple[int, Order]]:
        """Yield the rows of the first tracks in one order."""
        rows: Iterable[int]
        match order:
            case Order.UNCERTAIN:
                rows = self._spread(self._informative[0])
            case Order.DISAGREE:
                rows = self._spread(self._informative[1], positive=True)
            case Order.COMMITTEE:
                rows = self._spread(self._split, positive=True)
            case Order.DIVERSE:
                rows = self._diverse()
            case _:
                rows = self._random(self._limit)
        return ((int(row), order) for row in rows)

    def mixed(self) -> Iterator[tuple[int, Order]]:
        """Yield the rows of the tracks from all orders in turn, each track once.

        The turn is that of the tracks answered so far, so that one track in five is random even for
        a caller that asks for one track at a time.
        """
        mix = JOINT_MIX if self._model.members else MIX
        orders = {order: self.all_of(order) for order in dict.fromkeys(mix)}
        given: set[int] = set()
        for order in _turns(mix, answered_by_hand(self._connection)):
            row = next((row for row, _ in orders.get(order, ()) if row not in given), None)
            if row is not None:
                given.add(row)
                yield row, order
            elif orders.pop(order, None) is not None and not orders:
                return

    def items(self, chosen: Sequence[tuple[int, Order]]) -> list[ReviewItem]:
        """Return tracks with their most informative undecided tags."""
        import numpy as np

        ids = {row: int(self._track_ids[row]) for row, _ in chosen}
        scores = scores_of(self._connection, self._model, ids.values())
        split = [ids[row] for row, why in chosen if why is Order.COMMITTEE]
        apart = disagreement_by_tag(self._connection, self._model, split) if split else {}
        return [
            self._item(row, why, np.array([scores[ids[row]]], np.float32), apart.get(ids[row], {}))
            for row, why in chosen
        ]

    def _item(self, row: int, why: Order, scores: Floats, apart: Mapping[int, float]) -> ReviewItem:
        """Return one track; `apart` is the disagreement about its tags, by tag id."""
        import numpy as np

        from tagstudio.engine.active_learning import acquisition

        tags, rows = self._model.tags, np.array([row])
        [undecided] = self._undecided(rows)
        margin = acquisition.margins(scores, self._thresholds)
        uncertainty = acquisition.uncertainty(margin)[0] * undecided
        columns = [int(column) for column in (-uncertainty).argsort(kind="stable")]
        if why is Order.DISAGREE:
            named = self._named(rows)[0] & undecided
            columns.sort(key=lambda column: (not named[column], 0.0))
        if why is Order.COMMITTEE:
            columns.sort(key=lambda column: -np.float32(apart.get(tags[column].tag_id, 0.0)))
        names = tuple(tags[column].name for column in columns if undecided[column])
        return ReviewItem(int(self._track_ids[row]), why, names[:TAGS_ASKED])

    def _undecided(self, rows: Rows) -> Bools:
        """Return which tags of some tracks, ascending, are offered and not decided, (m, k)."""
        import numpy as np

        undecided = np.repeat(self._offered[None], len(rows), axis=0)
        part = slice(*np.searchsorted(self._decided_rows, [rows[0], rows[-1] + 1]))
        decided = self._decided_rows[part]
        places = np.searchsorted(rows, decided)
        known = rows[places] == decided
        undecided[places[known], self._decided_columns[part][known]] = False
        return undecided

    def _spread(self, values: Floats, *, positive: bool = False) -> Rows:
        """Return the first rows by falling value, discounted per artist; `positive`: no others."""
        from tagstudio.engine.active_learning import acquisition

        rows = acquisition.discount_per_artist(values, self._artists, self._limit)
        return rows[values[rows] > 0] if positive else rows

    @cached_property
    def _informative(self) -> tuple[Floats, Floats]:
        """The sums of the uncertainty of each track's tags, and its disagreement, (n,) each."""
        import numpy as np

        from tagstudio.engine.active_learning import acquisition

        sums, against = (np.zeros(len(self._track_ids), np.float32) for _ in range(2))
        for rows, scores in self._candidates.scores.of_tracks(self._track_ids):
            margin = acquisition.margins(scores, self._thresholds)
            undecided = self._undecided(rows)
            sums[rows] = (acquisition.uncertainty(margin) * undecided).sum(axis=1)
            naming = np.flatnonzero(self._naming[rows] >= 0)
            if len(naming):
                named, open_tags = self._named(rows[naming]), undecided[naming]
                rivals = ~named & open_tags & self._genres
                against[rows[naming]] = acquisition.disagreement(
                    margin[naming], named & open_tags, rivals
                )
        return sums, against

    @cached_property
    def _split(self) -> Floats:
        """How far the members of a joint model are apart about the undecided tags, (n,).

        It is 0 on a track that not all of them have scored.
        """
        import numpy as np

        values = np.zeros(len(self._track_ids), np.float32)
        committee = Committee(self._connection, self._model)
        _, rows, theirs = np.intersect1d(
            self._track_ids, committee.track_ids, assume_unique=True, return_indices=True
        )
        for column, tag in enumerate(self._model.tags):
            if tag.tag_id in committee.tag_ids:
                apart = np.zeros(len(values), np.float32)
                apart[rows] = committee.of(tag.tag_id)[theirs]
                apart[self._decided_rows[self._decided_columns == column]] = 0
                np.maximum(values, apart, out=values)
        return values

    def _random(self, count: int) -> Rows:
        """Return the first tracks that were not answered by hand yet, in the random order."""
        from tagstudio.engine.active_learning import acquisition

        rows: Rows = self._unanswered[
            acquisition.first(self._candidates.facts.orders[self._unanswered], count)
        ]
        return rows

    @cached_property
    def _unanswered(self) -> Rows:
        import numpy as np

        rows: Rows = np.flatnonzero(~self._candidates.by_hand)
        return rows

    def _sample(self) -> list[int]:
        """Return POOL_SIZE tracks in the random order, as many artists as possible.

        Only the front of that order is looked at, as far as so many artists are in it.
        """
        from tagstudio.engine.active_learning import acquisition

        count = 2 * POOL_SIZE
        while True:
            rows = self._random(count)
            ranks = acquisition.rank_within_artist(self._artists[rows])
            if len(rows) < count or (ranks == 0).sum() >= POOL_SIZE:
                return [int(row) for row in rows[ranks.argsort(kind="stable")][:POOL_SIZE]]
            count *= 4

    def _diverse(self) -> list[int]:
        """Return a sample of as many artists as possible, the farthest apart first (k-center)."""
        from tagstudio.engine.active_learning import acquisition

        sample = self._sample()
        ids = {int(self._track_ids[row]): row for row in sample}
        features = features_of(self._connection, self._model.id, ids, self._feature_shape)
        known = [row for id, row in ids.items() if id in features]
        if not known:  # a restored copy has no features
            return sample
        points = self._embeddings([features[int(self._track_ids[row])] for row in known])
        chosen = acquisition.k_center_greedy(
            acquisition.standardised(points, points), self._covered(points), self._limit
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
    def _named_sets(self) -> dict[int, list[int]]:
        """By number of a genre that names tags, the columns of these."""
        import numpy as np

        columns = {tag.tag_id: column for column, tag in enumerate(self._model.tags)}
        names = TagNames(tag for tag in list_tags(self._connection) if tag.id in columns)
        numbers, places = np.unique(self._candidates.facts.genres, return_index=True)
        texts = genres_of(self._connection, self._track_ids[places[numbers != 0]].tolist())
        found = {}
        for number, place in zip(numbers.tolist(), places.tolist(), strict=True):
            genre = texts.get(int(self._track_ids[place]), "")
            meant = (names.meant_by(one) for one in genre.split(GENRE_SEPARATOR) if one)
            if named := [columns[tags[0].id] for tags in meant if len(tags) == 1]:
                found[number] = named
        return found

    @cached_property
    def _naming(self) -> Rows:
        """Which of the sets of named tags each file names as its genres, (n,); -1: none."""
        import numpy as np

        numbers = np.array(sorted(self._named_sets), np.uint64)
        genres = self._candidates.facts.genres
        if not len(numbers):
            return np.full(len(genres), -1)
        places = np.searchsorted(numbers, genres).clip(max=len(numbers) - 1)
        return np.where(numbers[places] == genres, places, -1)

    def _named(self, rows: Rows) -> Bools:
        """Return the tags that the files of some tracks name as their genres, (m, k)."""
        named: Bools = self._sets_as_rows[self._naming[rows]]
        return named

    @cached_property
    def _sets_as_rows(self) -> Bools:
        """The sets of named tags, each a row; the last one is empty."""
        import numpy as np

        sets = np.zeros((len(self._named_sets) + 1, len(self._model.tags)), np.bool_)
        for place, number in enumerate(sorted(self._named_sets)):
            sets[place, self._named_sets[number]] = True
        return sets
