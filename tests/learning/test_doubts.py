"""Flipped answers are found, by copies that never saw them; what cannot be compared is not."""

from dataclasses import replace

import numpy as np
import pytest

from tagstudio.learning.answers import NO, UNSEEN, YES
from tagstudio.learning.doubts import ALIKE, MIN_EACH, HeardAnswers, compare

TRACKS, TAGS, SIZE = 200, 3, 6
FLIPPED = [(3, 0), (50, 1), (77, 0), (120, 2), (199, 1)]


@pytest.fixture
def evidence() -> HeardAnswers:
    """Tracks by 100 artists whose sound tells the tags; the prior tells a part of it."""
    random = np.random.default_rng(0)
    scaled = random.normal(size=(TRACKS, SIZE)) / np.sqrt(SIZE)
    truth = scaled @ random.normal(size=(SIZE, TAGS)) * 6
    explicit = np.where(truth > 0, YES, NO).astype(np.int8)
    for place in FLIPPED:
        truth[place] = np.sign(truth[place]) * 6  # no doubt about what is so
        explicit[place] = NO if truth[place] > 0 else YES
    groups = np.repeat(np.arange(TRACKS // 2), 2)
    return HeardAnswers(
        truth / 2,
        np.ones(TAGS, np.bool_),
        scaled,
        explicit,
        explicit,
        np.ones((TRACKS, TAGS)),
        (groups % 5).astype(np.int8),
        groups,
        np.zeros(TAGS, np.int64),
    )


def test_flipped_answers_come_first(evidence):
    compared = compare(evidence)
    rows, columns = compared.ranked()
    first = set(zip(rows[:8].tolist(), columns[:8].tolist(), strict=True))
    assert set(FLIPPED) <= first
    assert len(rows) == TRACKS * TAGS
    listed = compared.doubtful()
    assert 5 <= len(listed[0]) < 60
    assert (compared.believed[listed] < 0).all()


def test_an_answer_does_not_speak_for_itself(evidence):
    """What the copy of a fold says does not depend on the answers of that fold."""
    of_fold = evidence.folds == evidence.folds[0]
    changed = evidence.explicit.copy()
    changed[of_fold] = np.where(changed[of_fold] == YES, NO, YES)
    before, after = compare(evidence), compare(replace(evidence, explicit=changed, targets=changed))
    assert after.heard[of_fold] == pytest.approx(before.heard[of_fold])
    assert not np.allclose(after.heard[~of_fold], before.heard[~of_fold])


def test_tags_with_only_yes_or_too_few_answers_are_not_compared(evidence):
    explicit = evidence.explicit.copy()
    explicit[:, 0] = YES  # known to the prior, but never a no
    explicit[:, 1] = UNSEEN
    places = np.flatnonzero(evidence.explicit[:, 1] == YES)[: MIN_EACH - 1]
    explicit[places, 1] = YES
    explicit[np.flatnonzero(evidence.explicit[:, 1] == NO)[:40], 1] = NO
    own = np.array([True, False, True])
    compared = compare(replace(evidence, explicit=explicit, targets=explicit, has_prior=own))
    assert compared.is_thin.tolist() == [True, True, False]
    assert compared.is_compared.sum(axis=0).tolist() == [0, 0, TRACKS]
    explicit[np.flatnonzero(evidence.explicit[:, 1] == YES)[MIN_EACH : 3 * MIN_EACH], 1] = YES
    assert not compare(
        replace(evidence, explicit=explicit, targets=explicit, has_prior=own)
    ).is_thin[1]


@pytest.mark.parametrize(("others", "is_compared"), [(MIN_EACH - 1, False), (MIN_EACH, True)])
def test_an_answer_is_compared_where_other_artists_have_enough_of_each(
    evidence, others, is_compared
):
    """A copy that saw no other yes says what the prior says, and the librarian knew that."""
    explicit = np.where(evidence.explicit == YES, UNSEEN, evidence.explicit).astype(np.int8)
    elsewhere = np.flatnonzero((evidence.explicit[:, 0] == YES) & (evidence.folds != 0))[:others]
    here = np.flatnonzero((evidence.explicit[:, 0] == YES) & (evidence.folds == 0))[:4]
    explicit[[*elsewhere, *here], 0] = YES
    compared = compare(replace(evidence, explicit=explicit, targets=explicit))
    assert compared.is_compared[here, 0].all() == is_compared
    light = replace(evidence, explicit=explicit, targets=explicit, weights=evidence.weights / 2)
    assert not compare(light).is_compared[here, 0].any()


def test_assumed_answers_teach_and_are_not_doubted(evidence):
    explicit = np.where(evidence.explicit == NO, UNSEEN, evidence.explicit).astype(np.int8)
    compared = compare(replace(evidence, explicit=explicit))
    assert compared.is_compared.sum() == (explicit == YES).sum()
    assert not compared.is_thin.any()


def test_the_answers_named_as_a_reason_are_of_other_artists(evidence):
    compared = compare(evidence)
    row, column = FLIPPED[0]
    count, yes = compared.alike(row, column)
    assert count == ALIKE
    assert (yes > ALIKE / 2) == (evidence.explicit[row, column] == NO)
    alone = compare(replace(evidence, groups=np.zeros(TRACKS, np.int64)))
    assert alone.alike(row, column) == (0, 0)


def exclusive(
    kinds: list[int],
) -> tuple[HeardAnswers, list[tuple[int, int]], list[tuple[int, int]]]:
    """Tracks of one genre of four each, whose sound tells little; with second yes and no yes."""
    random = np.random.default_rng(3)
    genre = random.integers(0, 4, TRACKS)
    explicit = np.where(np.eye(4, dtype=bool)[genre], YES, NO).astype(np.int8)
    second = [(row, int((genre[row] + 1) % 4)) for row in (5, 60, 110)]
    none = [(row, int(genre[row])) for row in (20, 90, 150)]
    for place in second:
        explicit[place] = YES
    for place in none:
        explicit[place] = NO
    groups = np.arange(TRACKS)
    made = HeardAnswers(
        np.full((TRACKS, 4), -1.0),
        np.ones(4, np.bool_),
        random.normal(size=(TRACKS, SIZE)) / SIZE,
        explicit,
        explicit,
        np.ones((TRACKS, 4)),
        (groups % 5).astype(np.int8),
        groups,
        np.array(kinds),
    )
    return made, second, none


def test_a_second_genre_and_none_at_all_are_doubted_where_genres_exclude_each_other():
    evidence, second, none = exclusive([0, 0, 0, 0])
    compared = compare(evidence)
    for place in second:
        assert compared.believed[place] < np.median(compared.believed[evidence.explicit == YES])
        assert compared.logits[place] < compared.heard[place]
    for place in none:
        assert compared.believed[place] < np.median(compared.believed[evidence.explicit == NO])
        assert compared.logits[place] > compared.heard[place]


def test_tags_of_another_kind_tell_nothing_of_each_other():
    evidence, _, _ = exclusive([0, 1, 2, 3])
    compared = compare(evidence)
    assert (compared.logits == compared.heard).all()


def test_tags_that_do_not_exclude_each_other_are_judged_by_their_sound_alone():
    evidence, _, _ = exclusive([0, 0, 0, 0])
    random = np.random.default_rng(4)
    explicit = np.where(random.random((TRACKS, 4)) < 0.3, YES, NO).astype(np.int8)
    compared = compare(replace(evidence, explicit=explicit, targets=explicit))
    assert np.abs(compared.logits - compared.heard).max() < 0.1


def test_beside_others_too_an_answer_does_not_speak_for_itself():
    """It is known to one number only, which copies that saw it have a small part in."""
    evidence, _, _ = exclusive([0, 0, 0, 0])
    before = compare(evidence)
    assert (before.logits != before.heard).any()
    for row in range(10):
        explicit = evidence.explicit.copy()
        explicit[row, 2] = NO if explicit[row, 2] == YES else YES
        after = compare(replace(evidence, explicit=explicit, targets=explicit))
        assert after.logits[row, 2] == pytest.approx(before.logits[row, 2], abs=0.1)
        assert abs(after.logits[row, 1] - before.logits[row, 1]) > 0.5
