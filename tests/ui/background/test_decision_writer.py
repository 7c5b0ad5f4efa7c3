from sqlalchemy import select

from tagstudio.engine.correcting.correct import Extent
from tagstudio.library.db.schema import journal, tags, tracks
from tagstudio.library.tags.decisions import current
from tagstudio.ui.base.change_event import Changed


def decided(workspace, track_id: int) -> dict[str, str]:
    with workspace.library.read() as connection:
        names = {tag.tag_id: tag.name for tag in workspace.shown_model().tags}
        found = current(connection, [track_id]).get(track_id, {})
        return {names.get(tag_id, str(tag_id)): one.state for tag_id, one in found.items()}


def test_an_answer_is_written_and_said(qtbot, workspace):
    shown = []
    workspace.status_changed.connect(shown.append)
    with qtbot.waitSignal(workspace.changed) as received:
        workspace.decisions.answer([1, 6], "jazz", "yes")
    assert received.args == [Changed("decisions", frozenset({1, 6}))]
    assert shown == ["jazz yes on 2 tracks."]
    assert decided(workspace, 6) == {"jazz": "yes"}


def test_undo_says_what_it_took_back_and_redo_makes_it_again(qtbot, workspace):
    shown = []
    workspace.status_changed.connect(shown.append)
    workspace.decisions.answer([1, 2], "jazz", "yes")
    workspace.decisions.undo()
    workspace.decisions.redo()
    qtbot.waitUntil(lambda: len(shown) == 3)
    assert shown == [
        "jazz yes on 2 tracks.",
        "Undone: jazz yes on 2 tracks.",
        "Redone: jazz yes on 2 tracks.",
    ]
    assert decided(workspace, 2) == {"jazz": "yes"}


def test_nothing_to_redo_is_said(qtbot, workspace):
    with qtbot.waitSignal(workspace.status_changed) as shown:
        workspace.decisions.redo()
    assert shown.args == ["There is nothing to redo."]


def test_accepting_the_rest_says_yes_to_what_is_suggested_and_open(qtbot, workspace):
    with qtbot.waitSignal(workspace.decisions.written):
        workspace.decisions.accept_rest([2], workspace.shown_model())
    assert decided(workspace, 2) == {"jazz": "no", "Rock": "yes"}
    with workspace.library.read() as connection:
        assert connection.scalar(select(tracks.c.reviewed_at).where(tracks.c.id == 2))


def test_a_review_mark_is_part_of_the_action_that_set_it(qtbot, workspace):
    shown, decisions = [], workspace.decisions
    workspace.status_changed.connect(shown.append)
    decisions.accept_rest([2], workspace.shown_model())
    decisions.undo()
    decisions.answer([3], "Rock", "no", reviewed=True)
    decisions.undo()
    decisions.mark_reviewed([3, 6])
    decisions.mark_reviewed([3, 6])
    decisions.undo()
    decisions.redo()
    qtbot.waitUntil(lambda: len(shown) == 8)
    assert shown == [
        "Rock yes on 1 track, 1 track reviewed.",
        "Undone: Rock yes on “Naima”, “Naima” reviewed.",
        "Rock no on 1 track, 1 track reviewed.",
        "Undone: Rock no on “Ruby, My Dear”, “Ruby, My Dear” reviewed.",
        "2 tracks reviewed.",
        "Nothing changed: all of it was so already.",
        "Undone: 2 tracks reviewed.",
        "Redone: 2 tracks reviewed.",
    ]
    with workspace.library.read() as connection:
        marked = connection.scalars(select(tracks.c.id).where(tracks.c.reviewed_at.is_not(None)))
        assert marked.all() == [1, 3, 6]


def test_tracks_that_were_reviewed_before_are_not_counted_as_reviewed_now(qtbot, workspace):
    """Their marks are renewed where the library has tags that came since."""
    shown, decisions = [], workspace.decisions
    workspace.status_changed.connect(shown.append)
    with workspace.library.write() as connection:
        connection.execute(tracks.update().where(tracks.c.id.in_([3, 4])).values(reviewed_at=5))
        connection.execute(tags.update().where(tags.c.id == 1).values(added=9))
    decisions.mark_reviewed([3, 4, 6])
    qtbot.waitUntil(lambda: len(shown) == 1)
    assert shown == ["1 track reviewed."]


def test_an_answer_can_reach_the_whole_album(qtbot, workspace):
    with qtbot.waitSignal(workspace.decisions.written) as received:
        workspace.decisions.answer([1], "Rock", "no", extent=Extent.ALBUMS)
    assert received.args[0].track_ids == {1}


def test_an_answer_that_cannot_be_written_names_the_tracks_to_read_again(qtbot, workspace):
    shown = []
    workspace.status_changed.connect(shown.append)
    with qtbot.waitSignal(workspace.changed) as received:
        workspace.decisions.answer([1], "no such tag", "yes")
    assert received.args == [Changed("decisions", frozenset({1}))]
    assert shown[0].startswith("There is no tag “no such tag”")


def test_what_was_answered_is_written_before_the_program_ends(workspace):
    for number in range(20):
        workspace.decisions.answer([6], "jazz", "yes" if number % 2 else "no")
    workspace.close()
    with workspace.library.read() as connection:
        states = connection.scalars(select(journal.c.state).where(journal.c.track_id == 6)).all()
    assert states == ["no", "yes"] * 10


def test_undo_says_that_a_tag_that_nothing_has_any_more_stays(qtbot, workspace):
    with qtbot.waitSignal(workspace.decisions.written):
        workspace.decisions.answer([1], "rumba", "yes", new_tag=True)
    with qtbot.waitSignal(workspace.decisions.written):
        workspace.decisions.answer([2], "jazz", "yes")
    said = []
    for _ in range(2):
        with qtbot.waitSignal(workspace.decisions.written) as undone:
            workspace.decisions.undo()
        said.append(undone.args[0].sentence)
    assert "stays" not in said[0], "it is no own tag"
    assert said[1].endswith("In your list of tags stays: rumba. Manage tags deletes it.")
