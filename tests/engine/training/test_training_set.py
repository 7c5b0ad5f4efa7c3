import pytest

from tagstudio.engine.plugins.installed_models import register_installed
from tagstudio.engine.training.training_set import WEAK_LABEL_WEIGHT, training_set
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.artist_splits import split_of
from tagstudio.plugin_api.examples import UNSEEN
from tagstudio.plugin_api.splits import REHEARSAL

from ..conftest import correct, plain


def test_no_track_of_the_test_split_and_no_unanswered_tag_is_in_the_training_set(learning_library):
    correct(learning_library, count=120)
    with learning_library.write() as connection:
        parent = register_installed(connection, plain())
        found = training_set(connection, parent, plain().info, reviewed_as_no=False)
        artist_of = {
            row.id: row.artist.lower() for row in connection.execute(tracks.tracks.select())
        }
    splits = {track_id: split_of(f"artist {artist}") for track_id, artist in artist_of.items()}
    examples = found.examples
    assert {splits[int(track_id)] for track_id in examples.track_ids} == {"train", "validation"}
    artists = [artist_of[int(track_id)] for track_id in examples.track_ids]
    pairs = set(zip(examples.groups.tolist(), artists, strict=True))
    assert len(pairs) == len(set(examples.groups.tolist())) == len(set(artists)) > 1
    assert (examples.targets[:, 2] == UNSEEN).all()
    assert (examples.targets[examples.splits == REHEARSAL] == UNSEEN).all()
    assert (examples.weights[examples.targets == UNSEEN] == 0).all()
    assert found.answers == int((examples.targets != UNSEEN).sum())


def test_untouched_tags_of_reviewed_tracks_can_be_weak_negatives(learning_library):
    correct(learning_library, count=60)
    with learning_library.write() as connection:
        tracks.mark_reviewed(connection, range(1, 61), at=1)
        parent = register_installed(connection, plain())
        found = training_set(connection, parent, plain().info, reviewed_as_no=True)
    sad = found.examples.targets[:, 2]
    weights = found.examples.weights[:, 2]
    assert set(sad.tolist()) == {0, UNSEEN}
    assert weights[sad == 0] == pytest.approx(WEAK_LABEL_WEIGHT)
