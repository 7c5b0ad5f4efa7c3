from tagstudio.library.db.backup.copies import DAILY, copies
from tagstudio.ui.background import library_jobs
from tagstudio.ui.jobs_screen.past_jobs import past_jobs


def test_the_copy_of_the_day_is_made_once_beside_the_window_and_is_not_told_of(qtbot, workspace):
    for _ in range(2):
        library_jobs.copy_if_due(workspace)
        qtbot.waitUntil(lambda: not workspace.jobs.jobs)
        made = copies(workspace.library.path)
        assert [copy.reason for copy in made] == [DAILY]
    assert past_jobs([], workspace.jobs.over) == []
