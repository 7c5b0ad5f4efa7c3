from tagstudio.library.db.backup.copies import DAILY, copies
from tagstudio.library.search.query import parse
from tagstudio.library.tags.tags import find_tag
from tagstudio.library.views.browse import page
from tagstudio.ui.background import library_jobs
from tagstudio.ui.jobs_screen.past_jobs import past_jobs


def test_the_copy_of_the_day_is_made_once_beside_the_window_and_is_not_told_of(qtbot, workspace):
    for _ in range(2):
        library_jobs.copy_if_due(workspace)
        qtbot.waitUntil(lambda: not workspace.jobs.jobs)
        made = copies(workspace.library.path)
        assert [copy.reason for copy in made] == [DAILY]
    assert past_jobs([], workspace.jobs.over) == []


def test_the_tags_of_the_models_are_brought_once_and_told_of(qtbot, empty_workspace):
    told = []
    empty_workspace.changed.connect(lambda changed: told.append(changed.topic))
    for _ in range(2):
        with qtbot.waitSignal(empty_workspace.decisions.written):
            library_jobs.bring_tags(empty_workspace)
    with empty_workspace.library.read() as connection:
        assert find_tag(connection, "happy").group == "mood"
    qtbot.waitUntil(lambda: told == ["tracks"])


def test_failed_tracks_get_one_more_try_and_without_any_it_is_said(workspace, qtbot, monkeypatch):
    tried = []
    monkeypatch.setattr(library_jobs, "try_again", lambda _, paths: tried.append(paths))
    library_jobs.try_failed_again(workspace)
    qtbot.waitUntil(lambda: bool(tried))
    with workspace.library.read() as connection:
        failed = page(connection, parse("state:failed"), workspace.shown_model())
    assert tried == [[track.path for track in failed]]
    assert len(failed) == 1


def test_in_a_library_without_failures_nothing_is_tried(empty_workspace, qtbot):
    with qtbot.waitSignal(empty_workspace.status_changed) as said:
        library_jobs.try_failed_again(empty_workspace)
    assert said.args == ["No track has failed."]
    assert not empty_workspace.jobs.jobs
