import numpy as np
import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.plugins.installed_models import register_installed
from tagstudio.engine.training.hear_parts import HeardPart
from tagstudio.engine.training.training_set import training_set
from tagstudio.learning.answers import ASSUMED_NO_WEIGHT, FULL_WEIGHT_SECONDS
from tagstudio.learning.folds import fold_of
from tagstudio.library.tags import decisions, tags
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tags.part_answers import Stretch
from tagstudio.library.tracks import tracks
from tagstudio.plugin_api.examples import NO, UNSEEN, YES, Examples

from ..conftest import LEARNING_TRACKS, correct, plain


def gathered(library, *, reviewed_as_no=False, held_out=(), parts=()):
    with library.write() as connection:
        root = register_installed(connection, plain())
        return training_set(
            connection,
            root,
            plain().info,
            reviewed_as_no=reviewed_as_no,
            held_out=held_out,
            parts=parts,
        )


def test_every_answer_is_learned_from_and_each_artist_is_in_one_fold(learning_library):
    correct(learning_library, count=120)
    found = gathered(learning_library)
    examples = found.examples
    assert (found.answers, found.tracks, found.assumed) == (240, 120, 0)
    assert len(examples.track_ids) == LEARNING_TRACKS  # all of the library are the sample
    assert examples.sample.all()
    assert examples.answered.sum() == 120
    assert (examples.targets[:, 2] == UNSEEN).all()
    assert (examples.weights[examples.targets == UNSEEN] == 0).all()
    with learning_library.read() as connection:
        rows = connection.execute(tracks.tracks.select()).all()
    artist = {row.id: row.artist.lower() for row in rows}
    folds = [fold_of(f"artist {artist[int(track_id)]}") for track_id in examples.track_ids]
    assert examples.folds.tolist() == folds
    assert set(folds) == {0, 1, 2, 3, 4}


def test_the_tags_that_reviewed_tracks_were_left_without_are_weak_noes(learning_library):
    correct(learning_library, count=60)
    with learning_library.write() as connection:
        tracks.mark_reviewed(connection, range(1, 71), at=1)
    found = gathered(learning_library, reviewed_as_no=True)
    reviewed = np.isin(found.examples.track_ids, range(1, 71))
    sad, weights = found.examples.targets[:, 2], found.examples.weights[:, 2]
    assert (sad[reviewed] == NO).all()
    assert (sad[~reviewed] == UNSEEN).all()
    assert weights[reviewed] == pytest.approx(ASSUMED_NO_WEIGHT)
    assert found.tracks == 70  # also those on which nothing was answered
    assert found.answers == 120
    assert found.assumed == 70 * 3 - 120
    assert (found.examples.weights[found.examples.targets == YES] == 1).all()
    assert gathered(learning_library).tracks == 60


def test_an_answer_counts_by_the_seconds_heard(learning_library):
    correct(learning_library, count=2)
    with learning_library.write() as connection:
        connection.execute(
            tracks.tracks.update().where(tracks.tracks.c.id == 1).values(seconds=2.0)
        )
        connection.execute(
            tracks.tracks.update().where(tracks.tracks.c.id == 2).values(seconds=240.0)
        )
    weights = gathered(learning_library).examples.weights
    assert weights[0, 0] == pytest.approx(2 / FULL_WEIGHT_SECONDS)
    assert weights[1, 0] == 1


def test_an_own_tag_is_a_column_from_its_first_yes_on(learning_library):
    correct(learning_library, count=4)
    with learning_library.write(durable=True) as connection:
        own = [tags.tag_id(connection, name, "my tags", "user") for name in ("garden", "unused")]
        decisions.record_decisions(
            connection, [Decision(1, own[0], "yes"), Decision(2, own[1], "no")], "user"
        )
    assert gathered(learning_library).examples.tags == ("jazz", "loud", "sad", "garden")


def test_tracks_that_are_held_out_teach_nothing(learning_library):
    correct(learning_library, count=10)
    found = gathered(learning_library, held_out=range(1, 6))
    answered = found.examples.track_ids[found.examples.answered]
    assert answered.tolist() == [6, 7, 8, 9, 10]


def test_without_answers_there_is_nothing_to_learn_from(learning_library):
    with pytest.raises(TagStudioError, match="nothing to learn from yet"):
        gathered(learning_library)


def test_parts_are_rows_behind_the_tracks_with_their_fold_and_their_own_sound(learning_library):
    correct(learning_library, count=2)
    with learning_library.write() as connection:
        tracks.mark_reviewed(connection, [1], at=1)
        sad = tags.find_tag(connection, "sad").id
        own = tags.tag_id(connection, "a solo", "mood", "user")
    maps = np.arange(8, dtype="<f2")  # of two windows
    parts = [
        HeardPart(1, "/a", Stretch(1_000, 5_000), {sad: True, own: True}, maps.tobytes()),
        HeardPart(7, "/g", Stretch(0, 60_000), {sad: False}, maps[:4].tobytes()),
    ]
    found = gathered(learning_library, reviewed_as_no=True, parts=parts)
    examples = found.examples
    assert (found.answers, found.tracks, found.parts) == (4, 2, 2)
    assert examples.tags[-1] == "a solo"
    assert examples.track_ids[-2:].tolist() == [1, 7]
    assert np.flatnonzero(examples.parts).tolist() == [LEARNING_TRACKS, LEARNING_TRACKS + 1]
    assert not examples.sample[-2:].any()
    assert examples.windows[-2:].tolist() == [2, 1]
    assert examples.features[-3:].ravel().tolist() == [*range(8), *range(4)]
    assert examples.targets[-2:].tolist() == [
        [UNSEEN, UNSEEN, YES, YES],
        [UNSEEN, UNSEEN, NO, UNSEEN],
    ]
    assert examples.weights[-2:, 2].tolist() == [4 / FULL_WEIGHT_SECONDS, 1.0]
    fold = dict(zip(examples.track_ids[:-2].tolist(), examples.folds, strict=False))
    assert examples.folds[-2:].tolist() == [fold[1], fold[7]]
    first = examples.track_ids.tolist().index(1)
    assert examples.targets[first, 2] == UNSEEN  # a yes in a part: it was not left alone


def test_what_no_part_says_is_as_it_was(learning_library, tmp_path):
    correct(learning_library, count=2)
    examples = gathered(learning_library).examples
    assert examples.parts.size == 0
    examples.save(tmp_path / "examples.npz")
    with np.load(tmp_path / "examples.npz") as archive:
        assert "parts" not in archive.files  # so that the same answers make the same file
    assert Examples.load(tmp_path / "examples.npz").parts.size == 0
