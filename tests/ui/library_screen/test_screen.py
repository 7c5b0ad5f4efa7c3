import csv
import json

import pytest
import sqlalchemy as sa
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QTextDocument
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QWidget

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Progress
from tagstudio.engine.exchange.formats import FORMATS
from tagstudio.engine.measuring.measure import MeasureReport
from tagstudio.library.db import schema
from tagstudio.library.db.schema import model_tags
from tagstudio.library.search import first_found
from tagstudio.library.search.query_text import TagsByRole
from tagstudio.library.tags import vocabularies
from tagstudio.library.tags.decisions import current
from tagstudio.library.tags.tags import list_tags
from tagstudio.library.tracks import folders, tracks
from tagstudio.library.views.browse import rows_of
from tagstudio.ui.base.theme import DARK, GRID
from tagstudio.ui.library_screen.all_switched_off import AllSwitchedOff
from tagstudio.ui.library_screen.columns import COLUMNS, STATE_TEXTS, state_text
from tagstudio.ui.library_screen.export_dialog import OFFERED, ExportDialog
from tagstudio.ui.library_screen.filtering.tag_panel import ROLES
from tagstudio.ui.library_screen.screen import SIDEBAR_READABLE, LibraryScreen
from tagstudio.ui.library_screen.sidebar_model import COUNT_ROLE
from tagstudio.ui.player.player import player_of
from tagstudio.ui.shell.main_window import MainWindow


@pytest.fixture
def screen(qtbot, window) -> LibraryScreen:
    made = window.show_screen("library")
    qtbot.waitUntil(lambda: len(made.table.ids) == 6)
    return made


def show(qtbot, screen: LibraryScreen, query: str) -> None:
    with qtbot.waitSignal(screen.table.found):
        screen.show_query(query)


def select(qtbot, screen: LibraryScreen, *ids: int) -> None:
    view, model = screen.view, screen.view.selectionModel()
    view.clearSelection()
    for id in ids:
        index = screen.table.index(screen.table.row_of(id), 0)
        model.select(index, model.SelectionFlag.Select | model.SelectionFlag.Rows)
    qtbot.waitUntil(lambda: sorted(view.selected_ids()) == sorted(ids))


def decided(workspace, id: int) -> list[str]:
    with workspace.library.read() as connection:
        return [one.state for one in current(connection, [id]).get(id, {}).values()]


def test_typing_filters_after_a_pause(qtbot, screen):
    qtbot.keyClick(screen, Qt.Key.Key_Slash)
    qtbot.waitUntil(screen.search.edit.hasFocus)
    with qtbot.waitSignal(screen.table.found):
        qtbot.keyClicks(screen.search.edit, "coltrane")
    assert sorted(screen.table.ids) == [1, 2]


def test_letters_in_the_search_field_start_no_action(qtbot, workspace, screen):
    shown = []
    workspace.status_changed.connect(shown.append)
    screen.search.edit.setFocus()
    qtbot.keyClicks(screen.search.edit, "u?r/ ")
    assert screen.search.text == "u?r/ "
    assert not shown


def test_a_wrong_query_is_explained_under_the_field_and_right_again(qtbot, screen):
    screen.search.ask("yeer:1960")
    assert "There is no field “yeer”" in screen.search._error.text()
    show(qtbot, screen, "year:1960")
    assert not screen.search._error.isVisible()


def test_an_unknown_tag_is_explained_under_the_field(qtbot, screen):
    with qtbot.waitSignal(screen.table.wrong):
        screen.show_query("tag:jaz")
    assert "Did you mean jazz" in screen.search._error.text()


def test_a_search_that_is_wrong_is_not_saved_and_selects_nothing(
    qtbot, workspace, screen, monkeypatch
):
    select(qtbot, screen, 1, 3)
    with qtbot.waitSignal(screen.table.wrong):
        screen.show_query("tag:jaz")
    assert not screen.view.selected_ids()
    monkeypatch.setattr("tagstudio.ui.library_screen.screen.QInputDialog", None)
    with qtbot.waitSignal(workspace.status_changed) as said:
        workspace.actions["save_search"].trigger()
    assert "Did you mean jazz" in said.args[0]


def test_when_nothing_fits_a_button_leads_back(qtbot, screen):
    show(qtbot, screen, "zzzz")
    assert screen.no_match.isVisible()
    with qtbot.waitSignal(screen.table.found):
        screen.no_match.buttons["all"].click()
    assert len(screen.table.ids) == 6


def test_a_tag_that_lacks_its_quotes_is_offered_with_them(qtbot, workspace, screen):
    workspace.decisions.answer([1, 2], "for dancing", "yes", new_tag=True)
    button = screen.no_match.buttons["tag"]
    screen.show_query("")
    qtbot.waitUntil(lambda: screen.no_match._tag_called("for dancing")[1] == 2)
    with qtbot.waitSignal(screen.table.wrong):
        screen.show_query("tag:for dancing")
    assert 'Did you mean tag:"for dancing"?' in screen.search._error.text()
    qtbot.waitUntil(lambda: button.isVisible() and button.text() == "Show 2 tracks with the tag")
    with qtbot.waitSignal(screen.table.found):
        button.click()
    assert screen.search.text == 'tag:"for dancing"' and len(screen.table.ids) == 2
    with qtbot.waitSignal(screen.table.wrong):
        screen.show_query("tag:for something")
    assert not button.isVisible()


def test_a_tag_is_answered_for_the_whole_selection(qtbot, workspace, screen):
    select(qtbot, screen, 1, 6)
    qtbot.waitUntil(screen.selection.isVisible)
    qtbot.keyClick(screen, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(screen.selection.edit, "Rock")
    with qtbot.waitSignal(workspace.decisions.written):
        screen.selection.no.click()
    assert decided(workspace, 6) == ["no"]
    qtbot.waitUntil(lambda: "Not: " in screen.selection._tags.text())


def test_enter_with_shift_says_no_as_in_review(qtbot, workspace, screen):
    select(qtbot, screen, 1, 6)
    qtbot.waitUntil(lambda: bool(screen.selection._names.stringList()))
    screen.selection.edit.setFocus()
    screen.selection.edit.setText("rock")
    with qtbot.waitSignal(workspace.decisions.written):
        qtbot.keyClick(screen.selection.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert decided(workspace, 6) == ["no"]


def test_the_buttons_stay_under_the_pointer_when_a_question_comes(qtbot, screen):
    select(qtbot, screen, 1, 6)
    bar = screen.selection
    qtbot.waitUntil(lambda: bool(bar._names.stringList()) and bar.artist.isVisible())
    QApplication.processEvents()
    before, height = bar.yes.mapTo(screen, QPoint(0, 0)), bar.height()
    bar.edit.setText("swnig")
    bar.yes.click()
    qtbot.waitUntil(lambda: bar.question.isVisible() and bar.height() > height)
    assert bar.yes.mapTo(screen, QPoint(0, 0)) == before


def test_a_tag_that_is_new_is_asked_for_before_it_is_made(qtbot, workspace, screen):
    select(qtbot, screen, 1, 6)
    qtbot.waitUntil(screen.selection.isVisible)
    qtbot.waitUntil(lambda: bool(screen.selection._names.stringList()))
    edit, question = screen.selection.edit, screen.selection.question
    edit.setText("swnig")
    with qtbot.assertNotEmitted(workspace.decisions.written, wait=200):
        screen.selection.yes.click()
    assert question.isVisible() and edit.hasFocus()
    assert "no tag “swnig” yet. Press Enter or Yes again" in question.text()
    assert edit.accessibleDescription() == question.text()
    qtbot.keyClick(edit, Qt.Key.Key_Backspace)  # another name is another question
    assert not question.isVisible()
    edit.setText("swing")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert question.isVisible()
    with qtbot.waitSignal(workspace.decisions.written):
        qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert not question.isVisible()
    with workspace.library.read() as connection:
        assert {"swing", "swnig"} & {one.name for one in list_tags(connection)} == {"swing"}


def test_a_no_to_a_tag_that_is_unknown_offers_those_of_a_like_name(qtbot, workspace, screen):
    select(qtbot, screen, 1, 6)
    qtbot.waitUntil(lambda: bool(screen.selection._names.stringList()))
    edit, question = screen.selection.edit, screen.selection.question
    edit.setText("jaz")
    with (
        qtbot.assertNotEmitted(workspace.decisions.failed, wait=200),
        qtbot.assertNotEmitted(workspace.decisions.written),
    ):
        screen.selection.no.click()
    assert edit.accessibleDescription() == (
        "There is no tag “jaz”. A new tag begins with a yes. Did you mean jazz?"
    )
    question.linkActivated.emit("jazz")
    assert edit.text() == "jazz" and edit.hasFocus() and not question.isVisible()
    with qtbot.waitSignal(workspace.decisions.written):
        screen.selection.no.click()
    assert decided(workspace, 6) == ["no"]


def test_another_name_of_a_tag_is_no_new_one(qtbot, workspace, screen):
    select(qtbot, screen, 1, 6)
    qtbot.waitUntil(lambda: bool(screen.selection._names.stringList()))
    screen.selection.edit.setText("hard-rock")
    with qtbot.waitSignal(workspace.decisions.written):
        screen.selection.yes.click()
    assert not screen.selection.question.isVisible()


def test_a_name_that_no_tag_can_have_is_refused_where_it_is_typed(qtbot, workspace, screen):
    select(qtbot, screen, 1, 6)
    qtbot.waitUntil(lambda: bool(screen.selection._names.stringList()))
    screen.selection.edit.setText("a;b")
    with qtbot.assertNotEmitted(workspace.decisions.failed, wait=200):
        screen.selection.yes.click()
    assert "“a;b” cannot be a tag" in screen.selection.question.text()


def test_common_and_mixed_tags_are_told_apart(qtbot, screen):
    select(qtbot, screen, 1, 3)
    qtbot.waitUntil(lambda: "All: " in screen.selection._tags.text())
    shown = screen.selection._tags.text()
    assert shown.index("jazz") < shown.index("Mixed: ") < shown.index("hard rock")


def test_a_no_on_some_of_the_tracks_stands_with_the_refused_tags(qtbot, workspace, screen):
    for tag, ids in (("sad", [1]), ("Rock", [1, 6])):
        with qtbot.waitSignal(workspace.decisions.written):
            workspace.decisions.answer(ids, tag, "no", new_tag=True)
    select(qtbot, screen, 1, 6)
    qtbot.waitUntil(lambda: "sad" in screen.selection._tags.text())
    plain = QTextDocument()
    plain.setHtml(screen.selection._tags.text())
    said = plain.toPlainText().replace("\N{NO-BREAK SPACE}", " ")
    assert said.endswith("Not: Rock, sad 1/2")
    assert "0/2" not in said


def test_the_selection_survives_a_new_order(qtbot, screen):
    select(qtbot, screen, 2, 3)
    with qtbot.waitSignal(screen.table.found):
        screen.view.sortByColumn(5, Qt.SortOrder.DescendingOrder)
    assert sorted(screen.view.selected_ids()) == [2, 3]


def test_a_title_that_was_edited_takes_its_place_in_the_order(qtbot, workspace, screen):
    def order() -> list[int]:
        return list(screen.table.ids)

    before = order()
    assert before[0] != 3
    select(qtbot, screen, 3)
    workspace.decisions.edit_facts({3: {"title": "!"}})
    qtbot.waitUntil(lambda: order()[0] == 3)
    assert list(screen.view.selected_ids()) == [3]
    workspace.actions["undo"].trigger()
    qtbot.waitUntil(lambda: order() == before)
    assert list(screen.view.selected_ids()) == [3]


def test_ctrl_a_selects_all_and_r_wants_them_reviewed(qtbot, screen):
    screen.view.setFocus()
    qtbot.keyClick(screen.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(screen.view.selected_ids()) == 6
    screen.review_wanted.disconnect()
    with qtbot.waitSignal(screen.review_wanted) as wanted:
        qtbot.keyClick(screen.view, Qt.Key.Key_R)
    assert wanted.args == [screen.table.ids]


def test_tracks_can_be_marked_reviewed(qtbot, workspace, screen):
    select(qtbot, screen, 2, 3)
    with qtbot.waitSignal(workspace.decisions.written):
        qtbot.keyClick(screen.view, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    show(qtbot, screen, "state:reviewed")
    assert sorted(screen.table.ids) == [1, 2, 3]
    select(qtbot, screen, 2)
    workspace.actions["mark_unreviewed"].trigger()
    qtbot.waitUntil(lambda: sorted(screen.table.ids) == [1, 3])  # as the sidebar counts
    assert screen.found.text().startswith("2 tracks")


def test_what_is_shown_is_exported(qtbot, workspace, screen, tmp_path):
    with workspace.library.write() as connection:  # 1 was reviewed when jazz was there
        connection.execute(sa.update(schema.tags).values(added=1))
    workspace.tell("models")
    show(qtbot, screen, "tag:jazz")
    with qtbot.waitSignal(workspace.jobs.ended):
        screen.export_to(tmp_path / "tags.csv")
    with (tmp_path / "tags.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["path"] for row in rows} == {"/music/b/3.mp3"}, "1 is reviewed, without a jazz"
    assert [row["state"] for row in rows if row["tag"] == "hard rock"] == ["suggested"]


def test_the_dialog_of_an_export_says_which_tracks_it_takes_and_offers_every_format(
    qtbot, workspace, screen, monkeypatch, tmp_path
):
    qtbot.waitUntil(workspace.actions["export"].isEnabled)
    for place, one in enumerate(OFFERED):
        workspace.actions["export"].trigger()
        [dialog] = screen.findChildren(ExportDialog)
        assert dialog.windowTitle() == "Export all 6 tracks shown"
        assert dialog.agree.text() == "Export all 6 tracks shown…"
        dialog.group.button(place).setChecked(True)
        assert dialog.heard.isEnabled() == (one.name == "audacity")
        suffix = one.many or one.suffix
        assert dialog.proposed == ("playlist" if one.name == "m3u8" else "tags") + suffix
        assert dialog.left_alone.isVisible() == dialog.every.isEnabled()
        monkeypatch.setattr(
            QFileDialog, "getSaveFileName", lambda *_, name=one.name: (str(tmp_path / name), "")
        )
        with qtbot.waitSignal(workspace.jobs.ended):
            dialog.accept()
        assert (tmp_path / f"{one.name}{suffix}").stat().st_size > 100
        qtbot.waitUntil(lambda: not screen.findChildren(ExportDialog))
    assert {one.name for one in OFFERED} == set(FORMATS)


def test_the_boxes_of_an_export_stand_in_line_with_its_formats(qtbot, screen, window):
    dialog = ExportDialog("Export 2 tracks", 2, window)
    dialog.open()
    qtbot.waitUntil(dialog.isVisible)
    formats = dialog.group.buttons()

    def place(part: QWidget) -> QPoint:
        return part.mapTo(dialog, QPoint(0, 0))

    assert len({place(one).x() for one in (formats[0], dialog.every, dialog.heard)}) == 1
    below = place(dialog.every).y() - place(formats[-1]).y() - formats[-1].height()
    assert 20 < below < 60, "the last format is whole, and there is no hole below it"


def test_a_click_on_the_head_of_the_tags_says_when_it_sorts(qtbot, workspace, screen):
    tags = [column.name for column in COLUMNS].index("tags")
    with qtbot.waitSignal(workspace.status_changed) as said:
        screen.view.horizontalHeader().sectionClicked.emit(tags)
    assert "Search for one tag" in said.args[0]


def test_what_is_shown_becomes_a_playlist_that_says_what_it_lacks(
    qtbot, workspace, screen, tmp_path
):
    said = []
    workspace.status_changed.connect(said.append)
    show(qtbot, screen, "artist:coltrane , state:missing")
    with qtbot.waitSignal(workspace.jobs.ended):
        screen.export_to(tmp_path / "all.m3u8")
    lines = (tmp_path / "all.m3u8").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "#EXTM3U"
    assert [line for line in lines if line.startswith("/")] == [
        "/music/a/1.flac",
        "/music/a/2.flac",
    ]
    assert said[-1].endswith(f"Tracks written to {tmp_path / 'all.m3u8'}: 2. Left out, missing: 1.")


def test_a_table_with_a_row_per_tag_says_which_tracks_it_lacks(qtbot, workspace, screen, tmp_path):
    said = []
    workspace.status_changed.connect(said.append)
    with qtbot.waitSignal(workspace.jobs.ended):
        screen.export_to(tmp_path / "all.csv")
    with (tmp_path / "all.csv").open(encoding="utf-8-sig", newline="") as file:
        written = {row["path"] for row in csv.DictReader(file)}
    assert 0 < len(written) < 6
    ending = f": {len(written)}. Left out, without tags: {6 - len(written)}."
    assert said[-1].endswith(ending)


def test_what_undo_takes_out_of_a_search_leaves_the_list(qtbot, workspace, screen):
    with qtbot.waitSignal(workspace.decisions.written):
        workspace.decisions.answer([6], "jazz", "yes")
    show(qtbot, screen, "yes:jazz")
    assert screen.table.row_of(6) is not None
    workspace.actions["undo"].trigger()
    qtbot.waitUntil(lambda: screen.table.row_of(6) is None)
    workspace.decisions.redo()
    qtbot.waitUntil(lambda: screen.table.row_of(6) is not None)


def test_the_context_menu_answers_the_tags_of_its_row(qtbot, workspace, screen):
    row = screen.table.row_of(3)
    qtbot.waitUntil(lambda: screen.table.track(row) is not None)
    menu = screen.context_menu(row)
    [heading] = [one for one in menu.actions() if one.text() == "Tags"]
    assert not heading.isEnabled() and not heading.isSeparator()
    [rock] = [action.menu() for action in menu.actions() if action.text() == "hard rock"]
    with qtbot.waitSignal(workspace.decisions.written):
        rock.actions()[0].trigger()
    assert sorted(decided(workspace, 3)) == ["yes", "yes"]


def test_columns_are_shown_and_remembered(workspace, screen):
    [path] = [one for one in screen.view.column_menu().actions() if one.text() == "Path"]
    number = [column.name for column in COLUMNS].index("path")
    assert screen.view.isColumnHidden(number)
    path.trigger()
    assert not screen.view.isColumnHidden(number)
    screen.remember()
    other = LibraryScreen(workspace)
    assert not other.view.isColumnHidden(number)
    other.deleteLater()


def test_in_a_narrow_window_the_sidebar_gives_way_and_comes_back(qtbot, window, screen):
    window.resize(1280, 800)
    qtbot.waitUntil(lambda: screen.width() > 1100)
    wide = screen.sidebar.width()
    window.resize(800, 600)
    qtbot.waitUntil(lambda: screen.width() < 760)
    assert window.width() <= 800
    assert screen.sidebar.width() < wide
    assert screen.sidebar.width() == SIDEBAR_READABLE
    tags = screen.view.columnWidth([column.name for column in COLUMNS].index("tags"))
    assert tags >= 200
    window.resize(1280, 800)
    qtbot.waitUntil(lambda: screen.width() > 1100)
    assert screen.sidebar.width() == wide


def test_in_a_narrow_german_window_the_states_in_the_sidebar_are_whole(
    german, qtbot, workspace, shown
):
    window = shown(MainWindow(workspace))
    window.resize(800, 600)
    sidebar = window.show_screen("library").sidebar
    qtbot.waitUntil(lambda: sidebar.width() == SIDEBAR_READABLE)
    bar = sidebar.verticalScrollBar().sizeHint().width()
    for text in map(state_text, STATE_TEXTS):
        wide = sidebar.fontMetrics().horizontalAdvance(text + "100")
        assert wide + 24 + GRID + GRID // 2 <= sidebar.width() - 2 * GRID - bar, text


def test_an_empty_library_says_what_to_do(qtbot, empty_workspace, shown):
    screen = shown(MainWindow(empty_workspace)).show_screen("library")
    qtbot.waitUntil(screen.empty.isVisible)
    shown_buttons = [name for name, one in screen.empty.buttons.items() if one.isVisible()]
    assert shown_buttons == ["add_folder", "demo"]


def test_a_library_whose_folder_was_removed_offers_it_back(qtbot, workspace, screen, tmp_path):
    with workspace.library.write() as connection:
        tracks.folder_id(connection, "/music/a")  # which lies in the other one
        for one in folders.folder_states(connection):
            folders.remove(connection, one.path)
    workspace.tell("tracks")
    put_back = screen.empty.buttons["put_back"]
    qtbot.waitUntil(put_back.isVisible)
    assert screen.empty.heading.text() == "The music was removed"
    assert "tracks 6" in screen.empty.text.text()
    assert put_back.property("main")
    qtbot.mouseClick(put_back, Qt.MouseButton.LeftButton)

    def removed() -> list[str]:
        with workspace.library.read() as connection:
            return folders.removed_folders(connection)

    qtbot.waitUntil(lambda: not removed() and not workspace.jobs.jobs)
    qtbot.waitUntil(lambda: not workspace.decisions.waiting)
    workspace.decisions.undo()
    qtbot.waitUntil(lambda: removed() == ["/music", "/music/a"])
    workspace.decisions.redo()
    qtbot.waitUntil(lambda: not removed())


@pytest.mark.parametrize(
    ("library_of", "is_possible"), [("empty_workspace", False), ("workspace", True)]
)
def test_what_needs_tracks_is_not_offered_without_any(
    qtbot, shown, request, library_of, is_possible
):
    workspace = request.getfixturevalue(library_of)
    window = shown(MainWindow(workspace))
    screen = window.show_screen("library")
    qtbot.waitUntil(lambda: screen.found.text() != "▾")
    for _ in range(2):
        for name in ("export", "write_tags", "review_selected"):
            assert workspace.actions[name].isEnabled() == is_possible, name
        window.show_screen("settings")
        window.show_screen("library")


def test_space_plays_the_track_in_focus_and_pauses_what_plays(qtbot, workspace, screen):
    player = player_of(workspace)
    player._open_output = no_card
    wanted = []
    screen.play_wanted.connect(wanted.append)
    row = screen.table.row_of(3)
    screen.view.setCurrentIndex(screen.table.index(row, 0))
    qtbot.keyClick(screen.view, Qt.Key.Key_Space)
    assert wanted == [3]
    qtbot.waitUntil(lambda: player.track is not None and player.track.id == 3)
    qtbot.keyClick(screen.view, Qt.Key.Key_Space)
    assert wanted == [3]
    player.playing = True
    screen.view.setCurrentIndex(screen.table.index(screen.table.row_of(1), 0))
    qtbot.keyClick(screen.view, Qt.Key.Key_Space)
    assert not player.playing
    assert wanted == [3]


def no_card():
    raise TagStudioError("No sound: no device. Connect one.")


def tick(screen: LibraryScreen, tag: str, role: str, ticked: bool = True) -> None:
    roles = screen.panel.roles
    row = [name for name, _ in roles.shown].index(tag)
    state = Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
    cell = roles.index(row, 2 + ROLES.index(role))
    assert roles.setData(cell, state.value, Qt.ItemDataRole.CheckStateRole)


def test_tags_are_asked_for_together_by_mouse(qtbot, workspace, screen):
    """All of, any of and none of, in the panel and on the chips, whatever was asked first."""
    qtbot.waitUntil(lambda: len(screen.panel.roles.shown) >= 3)
    screen.by_tags.click()
    table = screen.panel.table
    cell = table.visualRect(screen.panel.roles.index(0, 3)).adjusted(3, 3, -3, -3)
    for _ in range(2):  # anywhere in the cell
        with qtbot.waitSignal(screen.table.found):
            qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=cell.bottomRight())
    assert screen.search.text == ""
    screen.panel.close()
    with qtbot.waitSignal(screen.table.found):
        tick(screen, "jazz", "any")
    with qtbot.waitSignal(screen.table.found):
        tick(screen, "Rock", "any")
    assert sorted(screen.table.ids) == sorted(found(qtbot, screen, "tag:jazz , tag:Rock"))
    with qtbot.waitSignal(screen.table.found):
        tick(screen, "hard rock", "none")
    assert [*screen.filters.chips] == ["jazz", "Rock", "hard rock"]
    assert screen.search.text == '-tag:"hard rock" tag:jazz , -tag:"hard rock" tag:Rock'
    wanted = set(found(qtbot, screen, "tag:jazz , tag:Rock"))
    wanted -= set(found(qtbot, screen, 'tag:"hard rock"'))
    show(qtbot, screen, '-tag:"hard rock" tag:jazz , -tag:"hard rock" tag:Rock')
    assert set(screen.table.ids) == wanted
    chip = screen.filters.chips["hard rock"].menu().actions()
    with qtbot.waitSignal(screen.table.found):
        chip[-1].trigger()
    assert screen.search.text == "tag:jazz , tag:Rock"
    with qtbot.waitSignal(screen.table.found):
        tick(screen, "jazz", "any", ticked=False)
    with qtbot.waitSignal(screen.table.found):
        tick(screen, "Rock", "all", ticked=False)
    assert screen.search.text == ""
    assert not screen.filters.isVisible()


def found(qtbot, screen: LibraryScreen, query: str) -> list[int]:
    show(qtbot, screen, query)
    return list(screen.table.ids)


def test_a_click_with_control_adds_a_tag_and_takes_it_out(qtbot, screen):
    show(qtbot, screen, "tag:jazz")
    entries = screen.sidebar.entries
    qtbot.waitUntil(lambda: entries.index_of("tag:Rock").isValid())
    rock = entries.index_of("tag:Rock")
    screen.sidebar.scrollTo(rock)
    for text in ("tag:jazz tag:Rock", "tag:jazz"):
        with qtbot.waitSignal(screen.table.found):
            qtbot.mouseClick(
                screen.sidebar.viewport(),
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.ControlModifier,
                screen.sidebar.visualRect(rock).center(),
            )
        assert screen.search.text == text
        marked = {"jazz", "Rock"} if "Rock" in text else {"jazz"}
        assert {one.data() for one in screen.sidebar.selectedIndexes()} == marked
    show(qtbot, screen, 'TAG:ROCK tag:jazz -tag:"hard rock"')
    assert {one.data() for one in screen.sidebar.selectedIndexes()} == {"jazz", "Rock"}


def test_export_writing_and_review_take_and_say_the_same_tracks(qtbot, workspace, screen, tmp_path):
    show(qtbot, screen, "")
    texts = workspace.actions
    assert texts["export"].text() == "Export all 6 tracks shown…"
    assert texts["write_tags"].text() == "Write tags and facts to all 6 files shown…"
    select(qtbot, screen, 1, 2)
    qtbot.waitUntil(lambda: "2" in texts["write_tags"].text())
    assert screen.selection.write.text() == "Write to 2 files…"
    assert texts["export"].text() == "Export 2 selected tracks…"
    assert texts["review_selected"].text() == "Review 2 selected tracks"
    exported = tmp_path / "tracks.jsonl"
    screen.export_to(exported)
    qtbot.waitUntil(exported.exists)
    lines = [json.loads(line) for line in exported.read_text().splitlines()]
    assert len(lines) == 2
    with workspace.library.read() as connection:
        assert {one["path"] for one in lines} == {r.path for r in rows_of(connection, None, [1, 2])}
    with qtbot.waitSignal(screen.write_wanted) as wanted:
        screen.selection.write.click()
    assert sorted(wanted.args[0]) == [1, 2]


def test_the_tags_of_the_selection_are_readable_in_the_theme_that_is_chosen_later(
    qtbot, workspace, screen
):
    select(qtbot, screen, 2, 3)
    qtbot.waitUntil(lambda: "href" in screen.selection._tags.text())
    workspace.theme.choose("dark")
    assert DARK.text in screen.selection._tags.text()
    workspace.theme.choose("light")
    assert DARK.text not in screen.selection._tags.text()


def test_what_was_measured_gets_columns_unless_it_has_some(qtbot, workspace, screen, monkeypatch):
    def shown() -> set[str]:
        menu = screen.view.column_menu()
        return {one.text() for one in menu.actions() if one.isChecked()} & {"Tempo", "Key"}

    def measure(workspace, track_ids):
        def job():
            yield Progress()
            return MeasureReport(measured=len(track_ids))

        return workspace.run("Measuring", "measure", job, lambda _: None)

    monkeypatch.setattr("tagstudio.ui.library_screen.screen.measure_tracks", measure)
    screen.window().resize(1900, 800)
    qtbot.waitUntil(lambda: screen.view.width() > 1000)
    assert not shown()
    workspace.actions["measure"].trigger()
    qtbot.waitUntil(lambda: shown() == {"Tempo", "Key"})
    screen.view.choose("bpm", False)
    workspace.actions["measure"].trigger()
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    assert shown() == {"Key"}


def test_columns_that_come_by_themselves_take_the_place_of_no_other(qtbot, screen):
    view = screen.view
    screen.window().resize(800, 600)
    qtbot.waitUntil(lambda: view.width() < 700)
    before = view._shown()
    assert not view.show_any_of(("bpm", "key", "loudness"))
    assert view._shown() == before
    screen.window().resize(1900, 800)
    qtbot.waitUntil(lambda: view.width() > 1000)
    before = view._shown()
    assert view.show_any_of(("bpm", "key"))
    assert view._shown() == before | {"bpm", "key"}


def test_the_table_says_that_all_vocabularies_are_off(qtbot, workspace, screen):
    line = screen.findChild(AllSwitchedOff)
    assert not line.isVisible()
    with workspace.library.write() as connection:
        connection.execute(sa.update(model_tags).values(vocabulary="some"))
        vocabularies.switch(connection, "some", on=False)
    workspace.tell("suggestions")
    assert line.isVisible()
    with workspace.library.write() as connection:
        vocabularies.switch(connection, "some", on=True)
    workspace.tell("suggestions")
    assert not line.isVisible()


def test_what_is_done_with_all_tracks_waits_for_all_of_them(qtbot, screen, parts):
    with qtbot.waitSignal(screen.table.found):
        screen.view.sortByColumn(5, Qt.SortOrder.DescendingOrder)
    assert screen.found.text().startswith("6 tracks")
    wanted = []
    screen.review_wanted.disconnect()
    screen.review_wanted.connect(wanted.append)
    screen._workspace.actions["review_selected"].trigger()
    assert wanted == []
    qtbot.waitUntil(lambda: bool(wanted))
    assert wanted == [screen.table.ids]
    assert len(screen.table.ids) == 6


def test_a_filter_reads_no_cell_of_the_panel_while_that_is_closed(qtbot, screen, monkeypatch):
    roles, read = screen.panel.roles, []
    qtbot.waitUntil(lambda: len(roles.shown) >= 3)
    screen.panel.open_below(screen.by_tags)
    screen.panel.hide()
    data = type(roles).data
    monkeypatch.setattr(type(roles), "data", lambda *given: read.append(None) or data(*given))
    screen.show_query("tag:jazz")
    qtbot.wait(10)
    assert not read
    screen.panel.open_below(screen.by_tags)
    qtbot.waitUntil(lambda: bool(read))
    screen.panel.hide()


def test_of_a_common_word_the_first_tracks_are_shown_before_all_are_counted(
    qtbot, screen, workspace, parts, monkeypatch
):
    monkeypatch.setattr(first_found, "LARGE", 0)
    with qtbot.waitSignal(screen.table.found):
        screen.show_query("u")
    assert screen.found.text().startswith("2+ tracks") and len(screen.table.ids) == 2
    assert "2+ tracks" in workspace.actions["export"].text()
    listed = []
    screen.table.when_listed(lambda: listed.extend(screen.table.ids))
    qtbot.waitUntil(lambda: screen.table.is_counted)
    count = screen.table.count
    assert count > 2 and screen.found.text().startswith(f"{count} tracks")
    assert len(listed) == count


def test_undo_is_that_of_the_answer_and_earlier_refusals_are_seen(qtbot, workspace, screen):
    select(qtbot, screen, 1)
    qtbot.waitUntil(screen.selection.isVisible)
    screen.selection.edit.setText("hard rock")
    screen.selection.no.click()
    qtbot.waitUntil(lambda: "Not: " in screen.selection._tags.text())
    select(qtbot, screen, 1, 3, 6)
    qtbot.waitUntil(lambda: "hard rock" in screen.selection._tags.text())
    qtbot.waitUntil(lambda: "hard rock&nbsp;" in screen.selection._tags.text())
    assert "/3" in screen.selection._tags.text()
    qtbot.waitUntil(lambda: "hard rock" in screen.selection._names.stringList())
    edit = screen.selection.edit
    edit.setFocus()
    edit.clear()
    qtbot.keyClicks(edit, "hard rock")
    assert edit.isUndoAvailable()
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert not edit.isUndoAvailable() and edit.text() == "hard rock"
    asked = QKeyEvent(
        QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier
    )
    asked.ignore()
    QApplication.sendEvent(edit, asked)
    assert not asked.isAccepted(), "the window undoes the answer"
    qtbot.keyClicks(edit, "x")
    asked.ignore()
    QApplication.sendEvent(edit, asked)
    assert asked.isAccepted(), "what is typed is undone first"


@pytest.mark.parametrize("wrong", ["state:xyz", "folder:Asher", "tag:jaz"])
def test_a_wrong_search_finds_nothing_and_keeps_its_error_while_a_job_works(
    qtbot, workspace, screen, wrong
):
    show(qtbot, screen, "coltrane")
    qtbot.keyClick(screen, Qt.Key.Key_Slash)
    qtbot.waitUntil(screen.search.edit.hasFocus)
    screen.search.edit.selectAll()
    qtbot.keyClicks(screen.search.edit, wrong)
    qtbot.waitUntil(screen.search._error.isVisible)
    said = screen.search._error.text()
    for _ in range(3):  # as at each progress of a job
        workspace.tell("tracks")
        qtbot.wait(60)
        assert screen.search._error.isVisible() and screen.search._error.text() == said
    assert (screen.table.count, list(screen.table.ids)) == (0, [])
    assert screen.found.text() == "0 tracks ▾"
    assert not workspace.actions["export"].isEnabled()
    screen.search.edit.selectAll()
    with qtbot.waitSignal(screen.table.found):
        qtbot.keyClicks(screen.search.edit, "coltrane")
    assert sorted(screen.table.ids) == [1, 2] and screen.view.isVisible()
    assert not screen.search._error.isVisible()


def test_a_search_that_is_not_understood_is_not_said_to_have_found_nothing(qtbot, screen):
    screen.show_query("year:abc")
    qtbot.waitUntil(screen.no_match.isVisible)
    assert screen.no_match.heading.text() == "The search is not understood"
    assert not screen.found.isVisible()
    screen.show_query("nothing is called so")
    qtbot.waitUntil(lambda: screen.no_match.heading.text() == "No track fits")
    assert screen.found.isVisible()


def test_while_a_list_offers_how_it_goes_on_a_search_is_not_said_to_be_wrong(qtbot, screen):
    field = screen.search
    field.edit.setFocus()
    qtbot.keyClicks(field.edit, "state:")
    qtbot.waitUntil(field._completer.popup().isVisible)
    qtbot.waitUntil(lambda: not field._pause.isActive())
    assert not field._error.isVisible() and not screen.no_match.isVisible()
    field._completer.popup().hide()
    qtbot.waitUntil(field._error.isVisible)
    assert screen.no_match.heading.text() == "The search is not understood"


def test_escape_closes_the_list_first_and_then_empties_the_field(qtbot, screen):
    edit, popup = screen.search.edit, screen.search._completer.popup()
    edit.setFocus()
    qtbot.keyClicks(edit, "state:")
    qtbot.waitUntil(popup.isVisible)
    qtbot.keyClick(popup, Qt.Key.Key_Escape)  # has the keys while it is open, and hands them on
    assert not popup.isVisible() and edit.text() == "state:"
    qtbot.keyClick(edit, Qt.Key.Key_Escape)
    assert edit.text() == "" and edit.hasFocus()


def test_an_answer_that_is_under_way_does_not_hide_that_the_next_search_is_wrong(qtbot, screen):
    screen.show_query("coltrane")
    screen.show_query("state:xyz")
    qtbot.wait(200)
    assert screen.search._error.isVisible() and not screen.table.ids


def test_a_letter_in_the_sidebar_does_not_move_the_mark_from_what_is_listed(qtbot, screen):
    show(qtbot, screen, "state:suggested")
    screen.sidebar.setFocus()
    qtbot.waitUntil(screen.sidebar.hasFocus)
    marked = screen.sidebar.currentIndex()
    for letter in "nfra":  # No suggestions, Failed, Reviewed, All tracks
        qtbot.keyClicks(screen.sidebar, letter)
        assert screen.sidebar.currentIndex() == marked
    assert screen.search.text == "state:suggested"


@pytest.mark.parametrize(
    ("text", "explained"),
    [
        ("tag:jazz or tag:rock", True),
        ("monk UND coltrane", True),
        ("or", False),
        ("zzzz", False),
        ("tag:jazz title:or", False),
    ],
)
def test_a_search_with_or_that_finds_nothing_says_how_to_ask_for_it(qtbot, screen, text, explained):
    show(qtbot, screen, text)
    assert screen.no_match.isVisible()
    assert ("a comma stands for or" in screen.no_match.text.text()) is explained


def test_measuring_where_nothing_is_listed_says_so(qtbot, workspace, screen):
    show(qtbot, screen, "zzzz")
    with qtbot.waitSignal(workspace.status_changed) as said:
        workspace.actions["measure"].trigger()
    assert said.args == ["No track is listed: change the search first."]
    assert not workspace.jobs.jobs


def test_the_tags_of_the_search_before_do_not_stay_beside_a_wrong_one(qtbot, screen):
    show(qtbot, screen, "tag:jazz tag:Rock")
    assert set(screen.filters.chips) == {"jazz", "Rock"}
    screen.show_query("yeer:1990")
    assert not screen.filters.chips and not screen.filters.isVisible()
    assert screen.panel.roles._roles == TagsByRole()


def test_a_saved_search_is_brought_into_sight_also_where_it_is_that_of_a_tag(
    qtbot, workspace, screen, monkeypatch
):
    qtbot.waitUntil(lambda: screen.sidebar.entries.index_of("tag:jazz").isValid())
    screen.show_query("tag:jazz")
    qtbot.waitUntil(lambda: screen.sidebar.currentIndex().data() == "jazz")
    screen.sidebar.resize(screen.sidebar.width(), 90)
    screen.sidebar.scrollToBottom()
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("my jazz", True))
    workspace.actions["save_search"].trigger()
    sidebar = screen.sidebar
    qtbot.waitUntil(lambda: sidebar.currentIndex().data() == "my jazz")
    assert sidebar.viewport().rect().intersects(sidebar.visualRect(sidebar.currentIndex()))
    screen.show_query("tag:jazz")  # as it is asked already
    assert sidebar.currentIndex().data() == "my jazz"


def test_a_search_that_is_saved_is_said_and_marked(qtbot, workspace, screen, monkeypatch):
    show(qtbot, screen, "coltrane year:1960..1970")
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("Late", True))
    with qtbot.waitSignal(workspace.status_changed) as said:
        workspace.actions["save_search"].trigger()
    assert said.args[0] == "The search is saved as “Late”."
    qtbot.waitUntil(lambda: screen.sidebar.currentIndex().data() == "Late")


def test_one_who_comes_back_finds_a_list_that_agrees_with_the_counts(qtbot, window, screen):
    show(qtbot, screen, "tag:jazz")
    before = list(screen.table.ids)
    window.show_screen("jobs")
    screen._workspace.decisions.answer([before[0]], "jazz", "no")
    entries = screen.sidebar.entries
    qtbot.waitUntil(lambda: entries.index_of("tag:jazz").data(COUNT_ROLE) == len(before) - 1)
    assert list(screen.table.ids) == before
    window.show_screen("library")
    qtbot.waitUntil(lambda: list(screen.table.ids) == before[1:])
    assert screen.found.text() == "1 track ▾"
