"""The thresholds that follow from a library: derived after suggestions and after answers.

The rules are those of `learning.thresholds`. Which of them holds for a tag:

- of a version that was trained here, a tag that its root does not have is the librarian's own:
  half of the yes shall reach it out of fold, and no more tracks than its base rate says;
- a tag whose scores tell nothing keeps the model's threshold;
- a published model's tag is reached by the top of the library, too, unless the model names a
  threshold itself;
- a version's tag is reached by as many tracks as its root's: answers are chosen, not drawn, so what
  they teach is which tracks have the tag, and not how many;
- from MIN_ANSWERS answers on, these move what was found so.

Answers are compared with scores that did not learn from them: a published model's own, or what is
kept in `out_of_fold_scores` for a version that was trained on answers, and its own scores of the
tracks that were answered later. Without these, what followed from answers before is kept.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import sqlalchemy as sa

from tagstudio.core.errors import DamagedRowsError, TagStudioError
from tagstudio.library.db.schema import decisions, tracks
from tagstudio.library.models import (
    library_thresholds,
    models,
    out_of_fold_scores,
    user_thresholds,
)
from tagstudio.library.models.default_thresholds import base_rate_threshold
from tagstudio.library.models.library_thresholds import LibraryThreshold, Rule
from tagstudio.library.models.score_columns import ScoreColumns
from tagstudio.library.models.user_thresholds import UserThreshold
from tagstudio.library.tags.decisions import FILE_TAG, newest_entry
from tagstudio.library.tracks.folders import in_library, removed_ids

if TYPE_CHECKING:  # numpy is loaded when thresholds are derived, not with the command line
    import numpy as np
    from numpy.typing import NDArray
    from sqlalchemy import Connection

    from tagstudio.learning.log_odds import Floats
    from tagstudio.library.db.database import Library
    from tagstudio.library.models.models import Model, ModelTag


def renew(connection: Connection, model: Model) -> list[str]:
    """Derive the thresholds of all tags of a model; return the names of those that changed.

    Thresholds that the user set as a share of the tracks are found again, too. A model without
    scores in the library changes nothing.
    """
    library = _Library(connection, model)
    if not len(library.rows):
        return []
    _renew_shares(connection, model, library)
    return library.derive(model.tags, newest_entry(connection), anew=True)


def renew_answered(connection: Connection, model: Model) -> list[str]:
    """Derive the thresholds of the tags with answers since the last time; return those changed.

    Cheap, so that it may be called after each handful of answers. Before the first `renew` it
    changes nothing.
    """
    stored = library_thresholds.stored(connection, model.id)
    if not stored:
        return []
    since = min(one.journal_id for one in stored.values())
    newest = library_thresholds.newest_answers(connection, since)
    answered = [tag for tag in model.tags if tag.tag_id in newest and tag.tag_id in stored]
    entry = max(newest.values(), default=since)
    changed = []
    if answered:
        changed = _Library(connection, model).derive(answered, entry, anew=False)
    library_thresholds.seen(connection, model.id, entry)
    return changed


def after_answers(library: Library) -> list[str]:
    """Let the thresholds of all models follow the newest answers; return the tags that changed.

    To be called after answers were given or taken back, at leisure: nothing is lost by calling it
    later. Damaged rows are left out.
    """
    try:
        return _follow_answers(library)
    except DamagedRowsError as damage:
        if not damage.met_first:
            raise
        return _follow_answers(library)  # without them: the answers are stored, nothing has failed


def _follow_answers(library: Library) -> list[str]:
    with library.read() as connection:
        behind = library_thresholds.behind_answers(connection)
    if not behind:
        return []
    changed: dict[str, None] = {}
    with library.write() as connection:
        for model_id in behind:
            model = models.model(connection, model_id)
            changed |= dict.fromkeys(renew_answered(connection, model))
    return list(changed)


def threshold_at_share(connection: Connection, model: Model, tag: ModelTag, share: float) -> float:
    """Return the threshold that the given share of the library's tracks reaches, in [0, 1].

    Raises TagStudioError for another share, and where no track has scores.
    """
    from tagstudio.learning.thresholds import at_share

    if not 0 <= share <= 1:
        raise TagStudioError(
            "thresholds.share-out-of-range",
            "A share of the tracks is a number from 0 to 1, such as 0.05, not {share:g}.",
            share=share,
        )
    scores = _Library(connection, model).scores(tag.tag_id)
    if not len(scores):
        raise TagStudioError(
            "thresholds.no-scores",
            "No track has scores by {model} yet; run: tagstudio suggest",
            model=model.name,
        )
    return at_share(share, scores)


class _Library:
    """What a library knows of a model: the scores of its tracks, and the answers."""

    def __init__(self, connection: Connection, model: Model) -> None:
        self._connection = connection
        self._model = model
        self._out_of_fold = out_of_fold_scores.stored(connection, model)
        self._columns = ScoreColumns(connection, model)
        self._removed = removed_ids(connection)
        ids = self._columns.track_ids
        self.rows = self._in_library(ids)
        self._ids = ids[self.rows]
        self._root = models.root_of(connection, model)
        self._is_version = self._root.id != model.id
        self._facts = models.facts(connection, self._root.id)
        self._reference = self._facts.get("reference", {})

    def scores(self, tag_id: int) -> Floats:
        """Return the scores of a tag for the tracks of the library, (n,)."""
        return self._columns.of(tag_id)[self.rows]

    def derive(self, tags: Collection[ModelTag], entry: int, *, anew: bool) -> list[str]:
        """Store the thresholds of `tags`; return the names of those that changed.

        `entry` is the newest of the journal. Not `anew`, only the answers have changed.
        """
        stored = library_thresholds.stored(self._connection, self._model.id)
        found, changed = [], []
        for tag in tags:
            before = stored.get(tag.tag_id)
            if anew or before is None:
                one = self._without_answers(tag)
            else:
                one = self._unanswered(tag, before)
            one = replace(self._with_answers(tag, one, before), journal_id=entry)
            found.append(one)
            if one.threshold != tag.default_threshold:
                changed.append(tag.name)
        library_thresholds.store(self._connection, self._model.id, found)
        return changed

    def _without_answers(self, tag: ModelTag) -> LibraryThreshold:
        own = LibraryThreshold(tag.tag_id, tag.model_threshold, "model", tag.model_threshold)
        if tag.key in self._facts.get("unheard", ()):
            return replace(own, rule="unheard")
        is_named = tag.model_threshold != base_rate_threshold(tag.base_rate)
        if is_named or self._is_own(tag):
            return own
        top = self._top_share(tag)
        found = self._carried_over(tag, top) if self._follows_root else top
        if found == tag.model_threshold:
            return own
        return LibraryThreshold(tag.tag_id, found, self._rule, found)

    def _top_share(self, tag: ModelTag) -> float:
        """Return the threshold with which the top of the library reaches a tag, by its root."""
        from tagstudio.learning.thresholds import reference_scores, top_share_threshold

        if self._is_version and not self._follows_root:  # reference music is on the root's scale
            scores, pairs = self.scores(tag.tag_id), []
        else:
            scores = self._root_columns.of(tag.tag_id)[self._root_rows]
            pairs = [(share, score) for share, score in self._reference.get(tag.key, ())]
        reference = reference_scores(pairs)
        return top_share_threshold(tag.model_threshold, tag.base_rate, scores, reference)

    def _carried_over(self, tag: ModelTag, threshold: float) -> float:
        """Return a threshold of the root on the version's scale: as many tracks reach it."""
        import numpy as np

        from tagstudio.learning.thresholds import on_the_scale_of

        _, rows, others = self._both
        before, after = self._root_columns.of(tag.tag_id)[others], self.scores(tag.tag_id)[rows]
        return float(on_the_scale_of(before, after, np.array([threshold]))[0])

    def _unanswered(self, tag: ModelTag, before: LibraryThreshold) -> LibraryThreshold:
        """Return what a threshold was without answers."""
        if before.rule not in {"answers", "own tag"}:
            return before
        as_model = before.without_answers == tag.model_threshold
        rule: Rule = "model" if as_model else self._rule
        return replace(before, threshold=before.without_answers, rule=rule)

    def _with_answers(
        self, tag: ModelTag, one: LibraryThreshold, before: LibraryThreshold | None
    ) -> LibraryThreshold:
        from tagstudio.learning.thresholds import (
            MIN_ANSWERS,
            answered_threshold,
        )

        if one.rule == "unheard":
            return one
        found = self._answered_logits(tag)
        if found is None:
            kept = before is not None and before.rule in {"answers", "own tag"}
            return replace(before, without_answers=one.threshold) if before and kept else one
        logits, yes = found
        if self._is_own(tag):
            return _of_own_tag(tag, one, logits, yes, self.scores(tag.tag_id))
        if len(yes) < MIN_ANSWERS:
            return one
        answered = answered_threshold(one.threshold, logits, yes)
        return replace(one, threshold=answered, rule="answers")

    def _answered_logits(self, tag: ModelTag) -> tuple[Floats, NDArray[np.bool_]] | None:
        """Return logits (m,) and yes (m,) of the tracks on which a tag is decided.

        None for a version that was trained on answers, without out-of-fold logits.
        """
        import numpy as np

        from tagstudio.learning.log_odds import logit

        if self._out_of_fold is None and self._model.parent is not None:
            return None
        ids, logits = self._ids, logit(self.scores(tag.tag_id))
        if self._out_of_fold is not None:
            later = ~np.isin(ids, self._out_of_fold.track_ids)
            column = self._out_of_fold.logits[:, self._model.tags.index(tag)]
            ids = np.concatenate([self._out_of_fold.track_ids, ids[later]])
            logits = np.concatenate([column, logits[later]]).astype(np.float64)
        answers = self._answers(tag)
        rows = np.flatnonzero(np.isin(ids, list(answers)) & ~np.isnan(logits))
        yes = np.array([answers[id] for id in ids[rows].tolist()], np.bool_)
        return logits[rows], yes

    def _answers(self, tag: ModelTag) -> dict[int, bool]:
        """Return by track whether the answer on a tag is a yes.

        What only the file says, always a yes, counts for own tags, which have no other measure.
        """
        columns = decisions.c
        decided = sa.select(columns.track_id, columns.state).where(columns.tag_id == tag.tag_id)
        if not self._is_own(tag):
            decided = decided.where(columns.source != FILE_TAG)
        rows = self._connection.execute(decided.where(in_library(columns.track_id)))
        return {row.track_id: row.state == "yes" for row in rows}

    def _is_own(self, tag: ModelTag) -> bool:
        return tag.tag_id not in self._root.thresholds

    def _in_library(self, ids: NDArray[np.int64]) -> NDArray[np.intp]:
        """Return the rows of the tracks that were not taken out of the library."""
        import numpy as np

        if not self._removed:
            return np.arange(len(ids))
        return np.flatnonzero(~np.isin(ids, list(self._removed)))

    @cached_property
    def _root_columns(self) -> ScoreColumns:
        return ScoreColumns(self._connection, self._root) if self._is_version else self._columns

    @cached_property
    def _root_rows(self) -> NDArray[np.intp]:
        return self._in_library(self._root_columns.track_ids)

    @cached_property
    def _follows_root(self) -> bool:
        """Whether the thresholds are those of a root that has scored the same tracks."""
        return self._is_version and len(self._both[0]) > 0

    @property
    def _rule(self) -> Rule:
        return "root" if self._follows_root else "top"

    @cached_property
    def _both(self) -> tuple[NDArray[np.int64], NDArray[np.intp], NDArray[np.intp]]:
        """The tracks with scores by the model and by its root, and their rows in both."""
        return _common(self._ids, self._root_columns.track_ids)


def _common(
    ids: NDArray[np.int64], others: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.intp], NDArray[np.intp]]:
    import numpy as np

    both, rows, other_rows = np.intersect1d(ids, others, assume_unique=True, return_indices=True)
    return both, rows, other_rows


def _of_own_tag(
    tag: ModelTag,
    one: LibraryThreshold,
    logits: Floats,
    yes: NDArray[np.bool_],
    scores: Floats,
) -> LibraryThreshold:
    """Return the threshold of an own tag by its answers; 1 where there is no "no".

    There it cannot be told yet where the tag ends, and it is suggested nowhere.
    """
    from tagstudio.learning.thresholds import own_tag_threshold

    if not yes.any():
        return one
    half_way = base_rate_threshold(tag.base_rate)
    if yes.all():
        return replace(one, threshold=1.0, rule="own tag")
    found = own_tag_threshold(half_way, tag.base_rate, logits[yes], scores)
    return replace(one, threshold=found, rule="own tag")


def _renew_shares(connection: Connection, model: Model, library: _Library) -> None:
    """Find the thresholds again that the user set as a share of the tracks.

    Not before half of the library has scores: the first to be scored are those that were answered.
    """
    from tagstudio.learning.thresholds import at_share

    every = sa.select(sa.func.count()).where(in_library(tracks.c.id))
    if 2 * len(library.rows) < (connection.scalar(every) or 0):
        return
    for tag in model.tags:
        if tag.user_rule == "share" and tag.user_target is not None:
            threshold = at_share(tag.user_target, library.scores(tag.tag_id))
            found = UserThreshold(threshold, "share", tag.user_target)
            user_thresholds.set_threshold(connection, model, tag.tag_id, found)
