"""The Jobs screen on real jobs of the engine."""

import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester

from tagstudio.core import paths
from tagstudio.core.messages import plain
from tagstudio.core.progress import Progress
from tagstudio.engine.jobs.model_specs import TrainJob
from tagstudio.engine.plugins import discovery
from tagstudio.library.db import job_records
from tagstudio.library.db.job_records import JobRecord
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack
from tagstudio.ui.background import library_jobs
from tagstudio.ui.jobs_screen.screen import JobsScreen

PLUGINS = Path(__file__).parents[2] / "plugins"
LONG = 30_000  # ms


@pytest.fixture
def workspace(empty_workspace):
    return empty_workspace


@pytest.fixture
def screen(workspace, shown):
    made = shown(JobsScreen(workspace))
    QAbstractItemModelTester(made.table)
    QAbstractItemModelTester(made.outcome.table)
    return made


def endless():
    wait = threading.Event()
    for number in range(10**9):
        yield Progress(number % 600, 600, "a song")
        wait.wait(0.01)


def ended(screen) -> list[tuple[str, str]]:
    return [(job.kind, job.state) for job in screen.table.rows]


def click(widget, qtbot) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_a_running_job_shows_how_far_it_is_and_can_be_stopped(screen, workspace, qtbot):
    first = workspace.run("Suggesting", "suggest", endless)
    second = workspace.run("Suggesting", "suggest", endless)
    qtbot.waitUntil(lambda: "of 600" in screen.cards[first]._counts.text())
    assert screen.cards[first]._message.text() == "a song"
    assert "Waits until" in screen.cards[second]._message.text()
    click(screen.cards[second].stop, qtbot)
    click(screen.cards[first].stop, qtbot)
    qtbot.waitUntil(lambda: not screen.cards)
    assert screen._idle.isVisible()
    qtbot.waitUntil(lambda: ended(screen) == [("suggest", "cancelled")] * 2)


def test_a_job_without_a_record_keeps_its_failure_for_the_session(workspace, shown, qtbot):
    library_jobs.scan_folders(workspace, [])  # there is no folder yet
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    screen = shown(JobsScreen(workspace))
    qtbot.waitUntil(lambda: ended(screen) == [("scan", "failed")])
    assert "no folders yet" in screen.outcome._summary.text()


def test_the_page_says_which_jobs_are_listed_only_until_the_program_is_closed(
    screen, workspace, qtbot
):
    def looking():
        yield Progress(1, 2)

    cut_off_training(workspace)
    screen.read()
    qtbot.waitUntil(lambda: ended(screen) == [("train", "interrupted")])
    assert screen.passing.isHidden()
    workspace.run("Looking for duplicates", "duplicates", looking)
    qtbot.waitUntil(lambda: ("duplicates", "done") in ended(screen))
    assert screen.passing.isVisible()
    assert "until you close the program" in screen.passing.text()


def test_what_was_cut_off_goes_on(screen, workspace, qtbot, tmp_path):
    music = tmp_path / "music"
    music.mkdir()
    (music / "broken.mp3").write_bytes(b"no sound")
    with workspace.library.write() as connection:
        job = job_records.start(connection, "scan", {"folders": [str(music)]}, at=100)
        job_records.report(connection, job, 1, 2)
        job_records.mark_interrupted(connection, at=200)
    screen.read()
    qtbot.waitUntil(screen.outcome.go_on.isVisible)
    click(screen.outcome.go_on, qtbot)
    qtbot.waitUntil(
        lambda: ended(screen) == [("scan", "done"), ("scan", "interrupted")], timeout=LONG
    )


def test_a_job_that_goes_on_is_not_offered_again_while_it_runs(screen, workspace, qtbot):
    cut_off_training(workspace)
    screen.read()
    qtbot.waitUntil(screen.outcome.go_on.isVisible)
    running = workspace.run("Training", "train", endless)  # as from the bar
    qtbot.waitUntil(lambda: not screen.outcome.go_on.isVisible())
    assert screen.outcome.isVisible()
    running.cancel()
    qtbot.waitUntil(screen.outcome.go_on.isVisible)
    click(screen.outcome.go_on, qtbot)
    assert not screen.outcome.go_on.isVisible()  # at once
    qtbot.waitUntil(lambda: not workspace.jobs.jobs, timeout=LONG)


def test_the_outcome_of_a_training_has_a_whole_sentence_and_its_name(screen, workspace, qtbot):
    cut_off_training(workspace)
    screen.read()
    qtbot.waitUntil(screen.outcome.isVisible)
    assert screen.outcome._summary.text() == "Interrupted after 0:07."
    assert screen.outcome._title.text().startswith("Training of third, ")


def cut_off_training(workspace) -> None:
    with workspace.library.write() as connection:
        spec = TrainJob(parent="none", name="third").to_json()
        job = job_records.start(connection, "train", spec, at=100)
        job_records.report(connection, job, 0, 13)
        job_records.mark_interrupted(connection, at=107)


def test_a_file_that_the_scan_could_not_read_is_tried_again(screen, workspace, qtbot, tmp_path):
    music = tmp_path / "music"
    music.mkdir()
    (music / "broken.mp3").write_bytes(b"no sound")
    library_jobs.scan_folders(workspace, [music])
    qtbot.waitUntil(screen.outcome.try_again.isVisible, timeout=LONG)
    [failure] = screen.outcome.table.rows
    assert failure.path == str(music / "broken.mp3")
    click(screen.outcome.copy, qtbot)
    assert QGuiApplication.clipboard().text() == f"{failure.path}\t{failure.message}"
    click(screen.outcome.try_again, qtbot)
    qtbot.waitUntil(lambda: [job.failures for job in screen.table.rows] == [1, 1], timeout=LONG)


def test_a_scan_says_what_it_left_out_and_lists_it_after_what_failed(
    screen, workspace, qtbot, tmp_path
):
    music = tmp_path / "music"
    music.mkdir()
    (music / "a cover.jpg").touch()
    (music / "broken.mp3").write_bytes(b"no sound")
    said = []
    workspace.status_changed.connect(said.append)
    library_jobs.scan_folders(workspace, [music])
    qtbot.waitUntil(screen.outcome.try_again.isVisible, timeout=LONG)
    assert [Path(one.path).name for one in screen.outcome.table.rows] == [
        "broken.mp3",
        "a cover.jpg",
    ]
    assert screen.outcome._summary.text().endswith("Left out: 1 other file (jpg 1).")
    assert said[-1].endswith("1 unreadable. Left out: 1; Jobs says what and why.")
    click(screen.outcome.try_again, qtbot)  # of the one that failed
    qtbot.waitUntil(lambda: len(screen.table.rows) == 2, timeout=LONG)
    assert [job.record.spec["again"] for job in screen.table.rows] == [
        [str(music / "broken.mp3")],
        [],
    ]


def test_a_scan_that_finds_nothing_new_says_what_it_left_out_as_well(
    screen, workspace, qtbot, tmp_path
):
    (tmp_path / "music").mkdir()
    (tmp_path / "music" / "list.m3u").touch()
    library_jobs.scan_folders(workspace, [tmp_path / "music"])
    qtbot.waitUntil(lambda: ended(screen) == [("scan", "done")], timeout=LONG)
    screen.view.selectRow(0)
    assert screen.outcome._summary.text().endswith("Left out: 1 playlist.")
    assert [one.code for one in screen.outcome.table.rows] == ["playlist"]
    assert not screen.outcome.try_again.isVisible()


def test_tracks_that_a_model_failed_on_are_tried_again(
    screen, workspace, qtbot, monkeypatch, tmp_path
):
    shutil.copytree(PLUGINS / "trouble_tagger", paths.user_plugins_folder() / "trouble_tagger")
    monkeypatch.setattr(discovery, "bundled_folder", lambda: tmp_path / "none")
    with workspace.library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        new = [NewTrack(f"/music/{name}.mp3", 1, 1) for name in ("jazz", "fail a", "fail b")]
        tracks.add_tracks(connection, folder, new)
    library_jobs.suggest_tags(workspace)
    qtbot.waitUntil(lambda: len(screen.outcome.table.rows) == 2, timeout=LONG)
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    click(screen.outcome.try_again, qtbot)
    qtbot.waitUntil(lambda: [job.failures for job in screen.table.rows] == [2, 2], timeout=LONG)
    assert [job.total for job in screen.table.rows] == [2, 3]


def test_the_rows_sort_and_the_selection_stays(screen, workspace, qtbot):
    with workspace.library.write() as connection:
        for at, seconds in ((100, 50), (1000, 10), (2000, 99)):
            job = job_records.start(connection, "scan", {"folders": []}, at)
            job_records.finish(connection, job, "done", at + seconds)
    screen.read()
    qtbot.waitUntil(lambda: len(screen.table.rows) == 3)
    screen.view.selectRow(1)
    took = [column.title for column in screen.table._columns].index("Duration")
    screen.view.sortByColumn(took, Qt.SortOrder.AscendingOrder)
    assert [job.ended - job.started for job in screen.table.rows] == [10, 50, 99]
    assert screen.view.chosen()[0].started == 1000
    screen.read()
    qtbot.waitUntil(lambda: not screen.outcome.isHidden())
    assert screen.view.chosen()[0].started == 1000


def test_the_newest_are_in_sight_unless_another_one_was_chosen_by_hand(screen, workspace, qtbot):
    def ran(at: int, state: str) -> None:
        with workspace.library.write() as connection:
            job = job_records.start(connection, "scan", {"folders": []}, at)
            job_records.finish(connection, job, state, at + 5)
        screen.read()
        qtbot.waitUntil(lambda: [job.started for job in screen.table.rows[:1]] == [at])

    ran(1, "failed")
    assert screen.view.chosen()[0].started == 1
    for at in (2, 3, 4):
        ran(at, "done")
    assert screen.view.chosen()[0].started == 4, "the one that failed is out of sight by now"
    screen.view.selectRow(2)
    ran(5, "done")
    assert screen.view.chosen()[0].started == 2


def test_a_long_reason_is_read_whole(screen, workspace, qtbot):
    from tagstudio.core.errors import TagStudioError

    why = "The music is gone. Attach the disk that it lies on, then scan the folder again. " * 6

    def fails():
        yield Progress()
        raise TagStudioError(why)

    screen.resize(1200, 600)
    workspace.run("Exporting", "export", fails)
    qtbot.waitUntil(lambda: len(screen.table.rows) >= 1 and not workspace.jobs.jobs)
    row = next(n for n, job in enumerate(screen.table.rows) if job.kind == "export")
    needed = screen.view.sizeHintForRow(row)
    qtbot.waitUntil(lambda: screen.view.rowHeight(row) >= needed > 40)


def test_without_any_job_a_page_says_what_will_be_listed(screen, workspace, qtbot, tmp_path):
    qtbot.waitUntil(lambda: screen.pages.message is not None)
    assert screen.pages.message.isVisible()
    assert screen.pages.message.accessibleName() == "No job has ended yet"
    assert not screen.view.isVisible()
    (tmp_path / "music").mkdir()
    library_jobs.scan_folders(workspace, [tmp_path / "music"])
    qtbot.waitUntil(screen.view.isVisible, timeout=LONG)
    assert screen.pages.message is None


def test_a_job_with_nothing_to_do_says_so(screen, workspace, qtbot, monkeypatch, tmp_path):
    shutil.copytree(PLUGINS / "trouble_tagger", paths.user_plugins_folder() / "trouble_tagger")
    monkeypatch.setattr(discovery, "bundled_folder", lambda: tmp_path / "none")
    library_jobs.suggest_tags(workspace)
    qtbot.waitUntil(lambda: ended(screen) == [("suggest", "done")], timeout=LONG)
    [job] = screen.table.rows
    assert job.message.startswith("There are no tracks yet to suggest tags for.")
    assert job.message in screen.outcome._summary.text()


def test_a_job_that_was_just_stopped_is_the_one_that_is_looked_at(screen, workspace, qtbot):
    cut_off_training(workspace)
    screen.read()
    qtbot.waitUntil(screen.outcome.go_on.isVisible)
    screen._is_by_hand = True  # the older one was clicked
    running = workspace.run("Scanning", "scan", endless)
    qtbot.waitUntil(lambda: running.state == "running")
    with workspace.library.write() as connection:
        row = job_records.start(connection, "scan", {}, running.started_at)
        job_records.finish(connection, row, "cancelled", running.started_at + 1)
    running.cancel()
    qtbot.waitUntil(lambda: screen.outcome._title.text().startswith("Scan"))


@pytest.mark.parametrize("took", [(0.7, "0:01", "after 0:01."), (0.2, "0:00", "less than a sec")])
def test_the_duration_is_the_same_in_the_table_and_below(screen, workspace, qtbot, took):
    seconds, table, below = took
    with workspace.library.write() as connection:
        row = job_records.start(connection, "scan", {}, 100)
        job_records.finish(connection, row, "done", 100 + seconds)
    screen.read()
    qtbot.waitUntil(lambda: below in screen.outcome._summary.text())
    place = [column.title for column in screen.table._columns].index("Duration")
    assert screen.table.index(0, place).data() == table


def test_a_job_that_runs_does_not_say_that_it_waits(screen, workspace, qtbot):
    go_on = threading.Event()

    def silent():
        go_on.wait()
        yield Progress(1, 1)

    job = workspace.run("Making the demo", "demo", silent)
    assert screen.cards[job]._message.text() == "Running"
    go_on.set()
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)


@pytest.mark.parametrize(("width", "lines"), [(702, 6), (1180, 2)])
def test_the_message_has_the_room_that_the_other_columns_leave(screen, width, lines):
    screen.resize(width, 700)
    said = "1 file could not be read, and is listed among those that failed: Cut off.mp3" * 2
    message = plain(said)
    record = JobRecord(1, "scan", {}, "done", 1.6e9, 1.6e9 + 9, 132, 132, message, 1)
    screen._show_records([record])
    view, metrics = screen.view, screen.view.fontMetrics()
    wide = view.columnWidth(6)
    assert wide == max(view.columnWidth(one) for one in range(7))
    assert metrics.horizontalAdvance(said) / wide < lines
    for column in (0, 1, 2, 5):  # of one short text each, which is whole
        text = view.model().index(0, column).data()
        assert view.columnWidth(column) > metrics.horizontalAdvance(text), text


@pytest.mark.parametrize("width", [702, 900, 1180])
def test_columns_stay_whatever_the_jobs_have_to_say(screen, width):
    screen.resize(width, 700)
    record = JobRecord(1, "scan", {}, "done", 1.6e9, 1.6e9 + 9, 132, 132, plain(""), 0)
    told = replace(record, message=plain("1 file could not be read. " * 5), failures=1)
    hidden = []
    for records in ([record], [told], [told, record], [record]):
        screen._show_records(records)
        hidden.append([screen.view.isColumnHidden(one) for one in range(7)])
    assert hidden.count(hidden[0]) == 4, hidden
