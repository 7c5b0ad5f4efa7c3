import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, QProcess, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QToolButton
from sqlalchemy import select

from tagstudio.core import paths
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.file_tags import undo as file_tags_undo
from tagstudio.engine.jobs.file_tag_specs import WriteJob
from tagstudio.library.db import job_records
from tagstudio.library.db.schema import folders, suggestions
from tagstudio.library.search.saved_searches import list_searches
from tagstudio.library.tags import file_writes
from tagstudio.library.tracks import tracks
from tagstudio.ui.background import library_jobs
from tagstudio.ui.import_labels.dialog import ImportDialog
from tagstudio.ui.settings_screen.folders import FoldersPage
from tagstudio.ui.shell.about import About, licences
from tagstudio.ui.shell.key_sheet import KeySheet
from tagstudio.ui.shell.main_window import MainWindow
from tagstudio.ui.similar_tracks.duplicates_dialog import DuplicatesDialog
from tagstudio.ui.widgets.dialog import Dialog
from tagstudio.ui.widgets.notice_bar import NoticeBar
from tagstudio.ui.write_tags.dialog import PutBackDialog

PLUGINS = Path(__file__).parents[2] / "plugins"


def drop(window: MainWindow, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(9, 9), copy, data, button, none))


@pytest.fixture
def music(tmp_path: Path) -> Path:
    import numpy as np
    import soundfile

    folder = tmp_path / "music"
    folder.mkdir()
    times = np.arange(8000) / 8000
    for name, peak in (("loud.wav", 0.9), ("quiet.flac", 0.1)):
        soundfile.write(folder / name, peak * np.sin(2764 * times), 8000)
    return folder


def test_no_page_with_whatever_bars_makes_the_window_grow(qtbot, empty_workspace, shown):
    window = MainWindow(empty_workspace)
    window.resize(800, 600)
    shown(window)
    for name in window._specs:
        window.show_screen(name)
    for bar in window.findChildren(NoticeBar)[:3]:
        bar.show_notice("Something came to pass, and a long sentence tells it all. " * 3, ())
    wait = threading.Event()

    def endless():
        while not wait.wait(0.02):
            yield Progress(1, 600, "a song")

    jobs = [empty_workspace.run("Suggesting", f"suggest {n}", endless) for n in range(6)]
    screen = window.show_screen("jobs")
    qtbot.waitUntil(lambda: all(screen.cards[job].isVisible() for job in jobs))
    QApplication.processEvents()
    assert window.minimumSizeHint().height() <= 600
    assert window.size().toTuple() == (800, 600)
    area, last = window._areas["jobs"], screen.cards[jobs[-1]].stop
    area.ensureWidgetVisible(last)  # all of it can be reached
    centre = last.rect().center()
    qtbot.waitUntil(lambda: area.viewport().rect().contains(last.mapTo(area.viewport(), centre)))
    wait.set()
    for job in jobs:
        job.cancel()


def test_a_dropped_folder_is_scanned_and_its_tags_suggested(
    qtbot, empty_workspace, shown, music, monkeypatch
):
    monkeypatch.setattr(
        "tagstudio.engine.plugins.discovery.bundled_folder", lambda: PLUGINS / "none"
    )
    paths.user_plugins_folder().parent.mkdir(parents=True, exist_ok=True)
    paths.user_plugins_folder().mkdir()
    (paths.user_plugins_folder() / "fake_tagger").symlink_to(PLUGINS / "fake_tagger")
    loaded = "torch" in sys.modules  # by an earlier test
    window = shown(MainWindow(empty_workspace))
    with qtbot.waitSignal(empty_workspace.jobs.ended, timeout=20_000) as ended:
        drop(window, music)
    assert ended.args[0].state == "done"
    table = window.show_screen("library").table
    qtbot.waitUntil(lambda: len(table.ids) == 2)
    with qtbot.waitSignal(empty_workspace.jobs.ended, timeout=20_000) as ended:
        empty_workspace.actions["suggest"].trigger()
    assert (ended.args[0].state, ended.args[0].failure) == ("done", "")
    with empty_workspace.library.read() as connection:
        assert len(connection.execute(select(suggestions)).all()) == 2
    assert ("torch" in sys.modules) == loaded


@pytest.mark.parametrize("name", ["labels.csv", "LABELS.JSONL"])
def test_a_dropped_file_of_labels_is_shown_for_import(qtbot, window, workspace, tmp_path, name):
    file = tmp_path / name
    file.write_text("path,tag,state\nx.mp3,jazz,yes\n")
    drop(window, file)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ImportDialog)
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    with workspace.library.read() as connection:
        assert job_records.list_jobs(connection) == []  # nothing is scanned, or imported yet
    dialog.close()


def test_a_dropped_folder_in_another_one_comes_with_it(qtbot, empty_workspace, shown, music):
    (music / "inside").mkdir()
    (music / "loud.wav").rename(music / "inside" / "loud.wav")
    window = shown(MainWindow(empty_workspace))
    with qtbot.waitSignal(empty_workspace.jobs.ended, timeout=20_000):
        drop(window, music / "inside", music)
    with empty_workspace.library.read() as connection:
        assert list(connection.scalars(select(folders.c.path))) == [str(music)]


def question(window: MainWindow) -> QMessageBox | None:
    return next((box for box in window.findChildren(QMessageBox) if box.isVisible()), None)


def press(qtbot, window: MainWindow, name: str) -> str:
    """Press a button of the question that comes, and return the question's text."""
    qtbot.waitUntil(lambda: question(window) is not None)
    box = question(window)
    text = f"{box.text()}\n{box.informativeText()}"
    next(one for one in box.buttons() if one.text().replace("&", "") == name).click()
    qtbot.waitUntil(lambda: question(window) is None)
    return text


def folders_of(workspace) -> list[str]:
    with workspace.library.read() as connection:
        return list(connection.scalars(select(folders.c.path)))


@pytest.mark.parametrize("name", ["", "loud.wav"])
def test_a_folder_that_is_opened_with_the_program_is_added_once_that_is_confirmed(
    qtbot, empty_workspace, shown, music, name
):
    window = shown(MainWindow(empty_workspace))
    window.take_opened([music / name])
    assert str(music) in press(qtbot, window, "Cancel")
    assert (empty_workspace.jobs.jobs, folders_of(empty_workspace)) == ([], [])
    window.come_forward([music / name])
    with qtbot.waitSignal(empty_workspace.jobs.ended, timeout=20_000):
        assert "with all music in it?" in press(qtbot, window, "Add")
    assert folders_of(empty_workspace) == [str(music)]


def test_a_folder_in_the_library_that_is_opened_shows_its_tracks(
    qtbot, empty_workspace, shown, music
):
    inner = music / 'a "side'
    inner.mkdir()
    (music / "loud.wav").rename(inner / "loud.wav")
    window = shown(MainWindow(empty_workspace))
    with qtbot.waitSignal(empty_workspace.jobs.ended, timeout=20_000):
        drop(window, music)
    table = window.show_screen("library").table
    qtbot.waitUntil(lambda: len(table.ids) == 2)
    window.take_opened([inner])
    qtbot.waitUntil(lambda: len(table.ids) == 1)
    assert question(window) is None
    beside = music.with_name("music of others")
    beside.mkdir()
    window.take_opened([beside, inner])
    text = press(qtbot, window, "Cancel")
    assert str(beside) in text
    assert str(inner) not in text


def test_the_folder_of_a_dropped_file_is_added_once_that_is_confirmed(
    qtbot, empty_workspace, shown, music
):
    window = shown(MainWindow(empty_workspace))
    drop(window, music / "loud.wav", music / "quiet.flac")
    with qtbot.waitSignal(empty_workspace.jobs.ended, timeout=20_000):
        press(qtbot, window, "Add")
    assert folders_of(empty_workspace) == [str(music)]


def test_another_library_that_is_opened_or_dropped_opens_in_a_window_of_its_own(
    qtbot, workspace, window, tmp_path, monkeypatch
):
    started = []
    monkeypatch.setattr(QProcess, "startDetached", lambda *given: started.append(given) or (1, 1))
    other = tmp_path / "other.db"
    other.touch()
    drop(window, other, workspace.library.path)
    window.take_opened([workspace.library.path, other])
    assert [given[1][-2:] for given in started] == [["--library", str(other)]] * 2
    assert question(window) is None


def test_work_that_was_cut_off_is_offered_and_goes_on(qtbot, workspace, shown, music):
    with workspace.library.write() as connection:
        tracks.folder_id(connection, str(music))
        job_records.start(connection, "scan", {"folders": [str(music)]}, 1.0)
        job_records.mark_interrupted(connection, 2.0)
    window = shown(MainWindow(workspace))
    qtbot.waitUntil(window._unfinished_job_bar.isVisible)
    with qtbot.waitSignal(workspace.jobs.ended, timeout=20_000) as ended:
        window._unfinished_job_bar.go_on()
    assert ended.args[0].state == "done"
    assert not window._unfinished_job_bar.isVisible()


def test_undo_by_key_says_what_it_took_back(qtbot, workspace, window):
    with qtbot.waitSignal(workspace.decisions.written):
        workspace.decisions.answer([6], "jazz", "yes")
    with qtbot.waitSignal(workspace.status_changed) as shown:
        qtbot.keyClick(window, Qt.Key.Key_U)
    assert shown.args == ["Undone: jazz yes on “100% [*]”."]
    assert window.statusBar().currentMessage() == "Undone: jazz yes on “100% [*]”."


@pytest.mark.parametrize("page", ["model", "jobs", "settings"])
def test_undo_where_nothing_is_seen_of_it_says_first_what_it_takes_back(
    page, qtbot, workspace, window
):
    with qtbot.waitSignal(workspace.decisions.written):
        workspace.decisions.answer([6], "jazz", "yes")
    undo, bar = workspace.actions["undo"], window._undo_bar
    qtbot.waitUntil(lambda: "jazz yes" in undo.text())
    window.show_screen(page)
    undo.trigger()
    qtbot.waitUntil(bar.isVisible)
    assert "on other pages: jazz yes on “100% [*]”." in bar.text.text()
    window.show_screen("library")
    assert not bar.is_wanted
    window.show_screen(page)
    undo.trigger()
    qtbot.waitUntil(bar.isVisible)
    with qtbot.waitSignal(workspace.decisions.written) as done:
        bar.buttons[-1].click()
    assert done.args[0].sentence == "Undone: jazz yes on “100% [*]”."
    assert not bar.isVisible()


def test_undo_pressed_once_more_takes_back_what_was_said(qtbot, workspace, window):
    with qtbot.waitSignal(workspace.decisions.written):
        workspace.decisions.answer([6], "jazz", "yes")
    window.show_screen("model")
    workspace.actions["undo"].trigger()
    qtbot.waitUntil(window._undo_bar.isVisible)
    with qtbot.waitSignal(workspace.decisions.written) as done:
        workspace.actions["undo"].trigger()
    assert done.args[0].sentence.startswith("Undone: jazz yes")
    assert not window._undo_bar.isVisible()


class There(type(Path())):
    """A path of a file that is there."""

    def exists(self, **_: object) -> bool:
        """Tell that it is."""
        return True


def write_a_file(workspace, monkeypatch) -> None:
    """Run a job that wrote a file, which is there."""

    def writing() -> Job[None]:
        with workspace.library.write() as connection:
            one = file_writes.begin(connection, 1, 6, {"genre": ()}, {"genre": ("jazz",)})
            file_writes.set_state(connection, one.id, "written")
        yield Progress(1, 1)

    monkeypatch.setattr(file_tags_undo, "Path", There)
    workspace.run("Writing", WriteJob.kind, writing)


def test_undo_after_files_were_written_asks_to_put_them_back(qtbot, workspace, window, monkeypatch):
    write_a_file(workspace, monkeypatch)
    undo = workspace.actions["undo"]
    qtbot.waitUntil(lambda: undo.text() == "Undo: writing to files")
    before = workspace.actions.plain_text("undo")
    undo.trigger()
    [dialog] = window.findChildren(PutBackDialog)
    assert dialog.isVisible()
    dialog.reject()
    qtbot.wait(1100)  # of the same second the writing counts as the later one
    workspace.decisions.answer([6], "jazz", "yes")  # since then something else was done
    qtbot.waitUntil(lambda: undo.text().startswith(f"{before}: jazz yes"))
    undo.trigger()
    qtbot.waitUntil(lambda: not undo.text().startswith(f"{before}: jazz yes"))


@pytest.mark.parametrize("page", ["library", "review"])
def test_undo_takes_a_change_of_a_saved_search_back_before_an_older_answer(
    qtbot, workspace, window, page
):
    undo, sidebar = workspace.actions["undo"], window.show_screen("library").sidebar

    def searches() -> list[str]:
        with workspace.library.read() as connection:
            return [one.name for one in list_searches(connection)]

    workspace.decisions.answer([6], "jazz", "yes")
    workspace.decisions.answer([6], "Rock", "yes")
    workspace.decisions.undo()  # so that there is an older action, which no Redo makes again
    acts = {
        "saving the search “Mine”": lambda: sidebar.save_search("Mine", "tag:jazz"),
        "renaming the search “Old”": lambda: sidebar.rename_search("Old", "New"),
        "deleting the search “Old”": lambda: sidebar.delete_search("Old"),
    }
    sidebar.save_search("Old", "state:new")
    redo = workspace.actions["redo"]
    for what, act in acts.items():
        act()
        qtbot.waitUntil(lambda text=what: undo.text() == f"Undo: {text}")
        qtbot.waitUntil(lambda: not redo.isEnabled())
        made = searches()
        window.show_screen(page)
        undo.trigger()
        qtbot.waitUntil(lambda: undo.text() == "Undo: saving the search “Old”")
        assert searches() == ["Old"]
        assert not window.show_screen("library").lost.isVisible()
        qtbot.waitUntil(lambda text=what: redo.text() == f"Redo: {text}")
        redo.trigger()
        qtbot.waitUntil(lambda text=what: undo.text() == f"Undo: {text}")
        assert searches() == made
        undo.trigger()
        qtbot.waitUntil(lambda: undo.text() == "Undo: saving the search “Old”")
    sidebar.delete_search("Old")
    qtbot.waitUntil(lambda: "deleting" in undo.text())
    workspace.decisions.act(lambda _: "", lambda: None)  # the thresholds follow the answers
    qtbot.waitUntil(lambda: not workspace.decisions.waiting)
    assert "deleting" in undo.text()
    workspace.decisions.answer([6], "jazz", "no")  # since then something else was done
    qtbot.waitUntil(lambda: undo.text().startswith("Undo: jazz no"))
    undo.trigger()
    qtbot.waitUntil(lambda: undo.text() == "Undo: deleting the search “Old”")
    assert searches() == []


def test_undo_in_review_asks_to_put_files_back_as_its_entry_says(
    qtbot, workspace, window, monkeypatch
):
    window.show_screen("review")
    write_a_file(workspace, monkeypatch)
    qtbot.waitUntil(lambda: workspace.actions["undo"].text() == "Undo: writing to files")
    workspace.actions["undo"].trigger()
    [dialog] = window.findChildren(PutBackDialog)
    dialog.reject()


def test_the_theme_is_chosen_and_remembered(workspace, window):
    workspace.theme.choose("dark")
    assert workspace.theme.colours.dark
    assert window.palette().window().color().lightness() < 60
    workspace.theme.choose("light")
    assert not workspace.theme.colours.dark
    assert workspace.remembered.theme == "light"


def test_the_place_of_the_window_is_remembered(workspace, shown):
    first = MainWindow(workspace)
    first.resize(701, 633)
    shown(first).close()
    assert shown(MainWindow(workspace)).size() == first.size()


def test_the_key_sheet_shows_the_keys_as_they_are(workspace, shown):
    from PySide6.QtWidgets import QLabel

    workspace.actions.rebind("undo", ["F9"])
    texts = {label.text() for label in shown(KeySheet(workspace.actions)).findChildren(QLabel)}
    assert {"F9", "Undo", "Toggle suggestions 1 to 10"} <= texts


def test_the_about_box_names_the_licences_of_what_is_built_on(shown):
    shown(About())
    found = {name: licence for name, _, licence in licences()}
    assert "LGPL" in found["PySide6_Essentials"]
    assert "?" not in found.values()


def test_an_answer_that_could_not_be_written_is_said_until_one_is(qtbot, workspace, window):
    workspace.decisions.failed.emit("The disk is full.", None)
    assert window._problem_bar.isVisible()
    assert window._problem_bar.text.text() == "This was not kept: The disk is full."
    with qtbot.waitSignal(workspace.decisions.written):
        workspace.decisions.answer([6], "jazz", "yes")
    assert not window._problem_bar.isVisible()


def test_a_button_that_is_disabled_leaves_the_focus_to_the_page_and_to_no_other_button(
    qtbot, workspace, shown
):
    window = shown(MainWindow(workspace))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    model = window.show_screen("model")
    qtbot.waitUntil(lambda: bool(model.view.versions.entries_model.entries), timeout=30_000)
    model.view.measure_button.setEnabled(True)
    model.view.measure_button.setFocus()
    model.view.measure_button.setEnabled(False)
    assert model.view.versions.hasFocus()


@pytest.mark.parametrize("page", ["library", "review"])
def test_enter_and_space_press_the_button_that_has_the_focus(
    qtbot, empty_workspace, shown, monkeypatch, page
):
    window = shown(MainWindow(empty_workspace))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    pressed = []
    monkeypatch.setattr(library_jobs, "ask_for_folder", lambda *_: pressed.append(page))
    window.show_screen(page)
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QPushButton))
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
        QTest.keyClick(QApplication.focusWidget(), key)
    assert pressed == [page] * 3


def test_the_file_menu_leads_to_the_folders(window, workspace):
    window.show_screen("settings").list.setCurrentRow(3)
    window.show_screen("library")
    workspace.actions["folders"].trigger()
    settings = window._screens["settings"]
    assert settings.isVisible() and settings.page(FoldersPage).isVisible()


def test_a_new_window_fits_the_screen(window):
    assert window.height() <= window.screen().availableSize().height()
    assert window.width() <= window.screen().availableSize().width()


def test_pages_that_take_long_are_made_before_they_are_shown(window, workspace):
    made = [sorted(window._screens) for _ in window.make_ahead()]
    assert made[0] == ["library"]  # a part at a time
    assert made[-1] == ["library", "model", "review", "settings"]
    review = window._screens["review"]
    assert not review.isVisible()
    assert window.show_screen("review") is review


def test_a_page_that_is_opened_meanwhile_is_made_at_once(window, workspace):
    steps = window.make_ahead()
    next(steps)
    review = window.show_screen("review")
    for _ in steps:
        pass
    assert window._screens["review"] is review


@pytest.mark.parametrize("name", ["doubts", "disputes"])
def test_a_page_under_another_one_leads_back_to_it(window, qtbot, name):
    screen = window.show_screen(name)
    qtbot.waitUntil(screen.isVisible)
    [button] = [one for one in window._areas[name].findChildren(QToolButton) if "‹" in one.text()]
    assert button.isVisible() and button.text() == "‹ Model"
    button.click()
    assert window._screens["model"].isVisible() and not screen.isVisible()


def test_the_list_of_duplicates_stands_beside_the_window_once(window, qtbot):
    for _ in range(2):
        window._find_duplicates()
    [dialog] = window.findChildren(DuplicatesDialog)
    assert dialog.isVisible() and not dialog.isModal()
    dialog.close()
    qtbot.waitUntil(lambda: not window.findChildren(DuplicatesDialog))


NEEDING_TRACKS = {
    "suggest",
    "train",
    "duplicates",
    "labels_from_files",
    "measure",
    "try_failed",
}
NEEDING_WORK = {"undo", "redo", "cancel_jobs"}


def test_without_music_nothing_is_offered_that_takes_some(qtbot, empty_workspace, shown):
    shown(MainWindow(empty_workspace))
    actions = empty_workspace.actions
    nothing = NEEDING_TRACKS | NEEDING_WORK | {"review_selected", "write_tags", "export"}
    qtbot.waitUntil(lambda: not any(actions[id].isEnabled() for id in nothing))
    assert [actions[id].text() for id in sorted(nothing)] == [
        actions.plain_text(id) for id in sorted(nothing)
    ]


def test_what_there_is_nothing_for_cannot_be_started_from_the_menus(qtbot, workspace, shown):
    shown(MainWindow(workspace))
    actions = workspace.actions
    qtbot.waitUntil(lambda: all(actions[id].isEnabled() for id in NEEDING_TRACKS | {"undo"}))
    qtbot.waitUntil(lambda: not actions["redo"].isEnabled())
    assert not actions["cancel_jobs"].isEnabled()
    wait = threading.Event()

    def endless():
        while not wait.wait(0.02):
            yield Progress(1, 600, "a song")

    job = workspace.run("Suggesting", "suggest", endless)
    assert actions["cancel_jobs"].isEnabled()
    wait.set()
    job.cancel()
    qtbot.waitUntil(lambda: not actions["cancel_jobs"].isEnabled())


def test_a_page_and_a_dialog_are_called_as_in_the_menu(qtbot, workspace, window, monkeypatch):
    actions = workspace.actions
    for name, spec in window._specs.items():
        assert actions[f"show_{name}"].text() == spec.title
    asked = []
    monkeypatch.setattr(
        "tagstudio.ui.library_screen.screen.QInputDialog.getText",
        lambda _, title, *__, **___: asked.append(title) or ("", False),
    )
    screen = window.show_screen("library")
    qtbot.waitUntil(lambda: len(screen.table.ids) == 6)
    screen.view.selectAll()
    actions["set_artist"].trigger()
    assert asked == [actions["set_artist"].text().rstrip("…")]
    qtbot.waitUntil(lambda: not actions["undo_write"].isEnabled())
    actions.allow("undo_write", is_possible=True)
    for id in ("labels_from_files", "undo_write", "manage_tags", "edit_facts", "duplicates"):
        actions[id].trigger()
        qtbot.waitUntil(lambda: dialog_of(window) is not None)
        dialog = dialog_of(window)
        assert dialog.windowTitle() == actions[id].text().rstrip("…")
        dialog.close()
        qtbot.waitUntil(lambda: dialog_of(window) is None)


def dialog_of(window: MainWindow) -> Dialog | None:
    return next((one for one in window.findChildren(Dialog) if one.isVisible()), None)


def test_one_notice_stands_under_the_page_and_a_failure_before_an_offer(workspace, shown):
    window = MainWindow(workspace)
    window.resize(800, 600)
    shown(window)
    bars = window.findChildren(NoticeBar)
    place = window._failed_job_bar.parentWidget()
    bars = [bar for bar in bars if bar.parentWidget() is place]
    assert len(bars) == 9
    for bar in reversed(bars):
        bar.show_notice("Something came to pass, and a sentence tells it. " * 3, ())
    QApplication.processEvents()
    assert [bar for bar in bars if bar.isVisible()] == [window._undo_bar], "it was just asked for"
    window._undo_bar.put_away()
    assert [bar for bar in bars if bar.isVisible()] == [window._problem_bar]
    assert window._stack.height() > window.height() / 2
    window._problem_bar.put_away()
    assert [bar for bar in bars if bar.isVisible()] == [window._failed_job_bar]


@pytest.mark.parametrize("page", ["model", "settings", "jobs"])
def test_what_is_taken_back_out_of_sight_is_named_and_not_talked_over(
    qtbot, workspace, window, page
):
    undone = "Undone: “100% [*]” reviewed."
    with qtbot.waitSignal(workspace.decisions.written):
        workspace.decisions.mark_reviewed([6])
    window.show_screen(page)
    bar = window.statusBar()
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(window._undo_bar.isVisible)
    with qtbot.waitSignal(workspace.decisions.written):
        qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    workspace.say("The suggestions are those of starter now.")
    assert bar.currentMessage() == undone
    qtbot.waitUntil(bar._held.isActive)
    bar._held.setInterval(20)  # starts it anew
    qtbot.waitUntil(lambda: bar.currentMessage() == "The suggestions are those of starter now.")


def test_each_step_out_of_sight_is_said_at_once_and_what_waits_after_the_page(
    qtbot, workspace, window
):
    for answer in ("yes", "no"):
        with qtbot.waitSignal(workspace.decisions.written):
            workspace.decisions.answer([6], "jazz", answer)
    window.show_screen("settings")
    bar = window.statusBar()
    for said in ("Undone: jazz no on “100% [*]”.", "Undone: jazz yes on “100% [*]”."):
        with qtbot.waitSignal(workspace.decisions.written):
            workspace.decisions.undo()
        assert bar.currentMessage() == said
    workspace.say("Scanned: 2 new.")
    window.show_screen("library")
    assert bar.currentMessage() == "Scanned: 2 new."


def test_a_second_start_is_told_in_the_window_that_is_open(workspace, window):
    window.showMinimized()
    window.come_forward()
    assert not window.isMinimized()
    assert window.statusBar().currentMessage().startswith("TagStudio is running already")
