"""Genres of the files teach less than answers, and prove nothing."""

import numpy as np
import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.correcting.answers import answers, file_answers
from tagstudio.engine.evaluation.answered_tracks import answered_tracks
from tagstudio.engine.evaluation.expected_tags import _answers
from tagstudio.engine.plugins.installed_models import register_installed
from tagstudio.engine.training.due import due
from tagstudio.engine.training.readiness import answer_counts, readiness
from tagstudio.engine.training.training_set import training_set
from tagstudio.learning.answers import FILE_TAG_WEIGHT, MIN_FILE_TAGS, SAID_BY_FILE
from tagstudio.learning.witnesses import Witness, admitted_by
from tagstudio.library.tags import decisions, tags
from tagstudio.library.tags.decisions import FILE_TAG, Decision
from tagstudio.library.tracks import tracks
from tagstudio.plugin_api.examples import NO, UNSEEN, YES

from ..conftest import LEARNING_TRACKS, correct, plain


@pytest.fixture
def library(learning_library):
    """Jazz and loud answered on tracks 1 to 60; the files of all tracks say sad, of 50 on jazz."""
    correct(learning_library, count=60)
    with learning_library.write(durable=True) as connection:
        sad, jazz = (tags.find_tag(connection, name).id for name in ("sad", "jazz"))
        said = [Decision(id, sad, "yes") for id in range(1, LEARNING_TRACKS + 1)]
        said += [Decision(id, jazz, "yes") for id in range(61, LEARNING_TRACKS + 1)]
        decisions.record_decisions(connection, said, FILE_TAG)
    return learning_library


def gathered(library, **given):
    with library.write() as connection:
        root = register_installed(connection, plain())
        given = {"reviewed_as_no": False, **given}
        return training_set(connection, root, plain().info, **given)


def test_they_weigh_less_and_do_not_outweigh_the_librarian(library):
    found = gathered(library)
    examples = found.examples
    sad, jazz = examples.targets[:, 2], examples.targets[:, 0]
    assert (sad == YES).sum() == MIN_FILE_TAGS
    assert set(examples.weights[sad == YES, 2]) == {np.float32(FILE_TAG_WEIGHT)}
    of_files = examples.weights[:, 0] == np.float32(FILE_TAG_WEIGHT)
    assert of_files.sum() == 60  # as many as were answered by hand
    assert set(examples.track_ids[of_files]) <= set(range(61, LEARNING_TRACKS + 1))
    assert (jazz[of_files] == YES).all()
    assert (found.answers, found.tracks, found.of_files) == (120, 60, MIN_FILE_TAGS + 60)
    assert (gathered(library).examples.targets == examples.targets).all()


def test_a_no_by_hand_always_wins(library):
    first = gathered(library).examples
    track = int(first.track_ids[first.targets[:, 2] == YES][0])
    with library.write(durable=True) as connection:
        sad = tags.find_tag(connection, "sad").id
        decisions.record_changes(connection, [Decision(track, sad, "no")], "user")
    examples = gathered(library).examples
    row = examples.track_ids.tolist().index(track)
    assert (examples.targets[row, 2], examples.weights[row, 2]) == (NO, 1)


def test_what_the_file_says_of_a_finished_track_is_no_assumed_no(library):
    with library.write() as connection:
        tracks.mark_reviewed(connection, range(1, LEARNING_TRACKS + 1), at=1)
    examples = gathered(library, reviewed_as_no=True).examples
    assert (examples.targets[:, 2] == YES).sum() == MIN_FILE_TAGS
    assert (examples.targets[:, 2] == UNSEEN).sum() == LEARNING_TRACKS - MIN_FILE_TAGS
    with library.read() as connection:
        ids = [tags.find_tag(connection, name).id for name in ("jazz", "sad")]
        judged = answered_tracks(connection, answers(connection), ids).answered
    assert (judged.targets[:, 1] == SAID_BY_FILE).all()
    admitted = admitted_by(Witness.ALL, judged, np.ones(judged.targets.shape, np.bool_))
    assert not np.isin(admitted[:, 1], (YES, NO)).any()
    assert (admitted[60:, 0] == SAID_BY_FILE).all()
    assert np.isin(admitted[:60, 0], (YES, NO)).all()


def test_tracks_that_are_held_out_teach_nothing_of_their_files_either(library):
    examples = gathered(library, held_out=range(61, LEARNING_TRACKS + 1)).examples
    assert examples.track_ids[examples.answered].max() <= 60


def test_alone_they_are_nothing_to_learn_from_and_make_no_training_due(learning_library):
    with learning_library.write(durable=True) as connection:
        jazz = tags.find_tag(connection, "jazz").id
        said = [Decision(id, jazz, "yes") for id in range(1, 100)]
        decisions.record_decisions(connection, said, FILE_TAG)
    with learning_library.read() as connection:
        assert answers(connection).by_track == {}
        assert len(file_answers(connection).by_track) == 99
        assert answer_counts(connection).tracks == 0
        assert readiness(connection).answers == 0
        assert due(connection, "10", now=1e9).tracks == 0
        assert _answers(connection) == {}
    with pytest.raises(TagStudioError, match="nothing to learn from yet"):
        gathered(learning_library)
