"""Disputes with names, settled as an action that undo takes back."""

import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.disputes.find_disputes import find_disputes, settle
from tagstudio.library.db.schema import removed_tracks
from tagstudio.library.tags import decisions, tags, undo_history
from tagstudio.library.tags.decisions import Change, Decision


@pytest.fixture
def disputed(library, add):
    """Anna and Ben differ about jazz on both tracks; about the second one last."""
    add("/music/1", "/music/2")
    with library.write() as connection:
        tags.tag_id(connection, "jazz", "genre", "user")
    for person, state, at in (("anna", "yes", 100), ("ben", "no", 200)):
        library.person = person
        with library.write() as connection:
            for track in (1, 2):
                wanted = [Decision(track, 1, state)]
                decisions.record_decisions(connection, wanted, "user", at=at + track)
    return library


def test_both_answers_stand_with_who_and_when(disputed):
    with disputed.read() as connection:
        found = find_disputes(connection)
    assert [one.pair for one in found] == [(2, 1), (1, 1)]
    said = [(one.person, one.state, one.at) for one in found[1].answers]
    assert said == [("anna", "yes", 101), ("ben", "no", 201)]


def test_settling_says_what_holds_and_undo_brings_the_dispute_back(disputed):
    disputed.person = "carl"
    assert settle(disputed, (1, 1), "yes") == Change(1, 1, "no", "yes")
    with disputed.read() as connection:
        assert [one.pair for one in find_disputes(connection)] == [(2, 1)]
        [decided] = decisions.current(connection, [1])[1].values()
        assert (decided.state, decided.source, decided.given_by) == ("yes", "settled", 3)
    with disputed.write() as connection:
        undo_history.undo(connection)
        assert len(find_disputes(connection)) == 2
        assert decisions.current(connection, [1])[1][1].given_by == 2


def test_what_is_not_disputed_is_not_settled(disputed):
    settle(disputed, (1, 1), "no")
    with pytest.raises(TagStudioError, match="Nobody disagrees"):
        settle(disputed, (1, 1), "yes")


def test_tracks_of_removed_folders_and_gone_tags_are_left_out(disputed):
    with disputed.write() as connection:
        connection.execute(removed_tracks.insert().values(track_id=1))
        assert [one.pair for one in find_disputes(connection)] == [(2, 1)]
