from array import array

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QColor, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QInputDialog

from tagstudio.library.search.saved_searches import SavedSearch, list_searches, save_search
from tagstudio.library.tags.decisions import current
from tagstudio.library.tags.tags import find_tag
from tagstudio.ui.library_screen.sidebar import Sidebar
from tagstudio.ui.library_screen.sidebar_model import COUNT_ROLE
from tagstudio.ui.library_screen.track_table import dragged


@pytest.fixture
def sidebar(qtbot, workspace, shown) -> Sidebar:
    made = Sidebar(workspace)
    made.tester = QAbstractItemModelTester(
        made.entries, QAbstractItemModelTester.FailureReportingMode.Warning
    )
    shown(made)
    qtbot.waitUntil(lambda: made.entries.index_of("tag:jazz").isValid())
    return made


def count(sidebar: Sidebar, query: str) -> int:
    return sidebar.entries.index_of(query).data(COUNT_ROLE)


def test_states_and_tags_are_counted(sidebar):
    states = ("", "state:suggested", "state:reviewed", "state:new", "state:failed", "state:missing")
    assert [count(sidebar, query) for query in states] == [6, 2, 1, 1, 1, 1]
    assert [count(sidebar, query) for query in ("tag:jazz", "tag:Rock")] == [2, 2]
    assert sidebar.entries.index_of('tag:"hard rock"').parent().data() == "Mood"


def test_an_answer_is_counted(qtbot, workspace, sidebar):
    workspace.decisions.answer([6], "jazz", "yes")
    qtbot.waitUntil(lambda: count(sidebar, "tag:jazz") == 3)


def test_a_click_chooses_the_query(qtbot, sidebar):
    jazz = sidebar.entries.index_of("tag:jazz")
    sidebar.scrollTo(jazz)
    place = sidebar.visualRect(jazz).center()
    with qtbot.waitSignal(sidebar.chosen) as chosen:
        qtbot.mouseClick(sidebar.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == ["tag:jazz"]


def test_tracks_dropped_on_a_tag_get_it_and_nothing_else_takes_them(qtbot, workspace, sidebar):
    data, entries = dragged(array("q", [1, 6])), sidebar.entries
    copy = Qt.DropAction.CopyAction
    assert not entries.dropMimeData(data, copy, -1, -1, entries.index_of("state:new"))
    with qtbot.waitSignal(workspace.decisions.written):
        assert entries.dropMimeData(data, copy, -1, -1, entries.index_of("tag:jazz"))
    with workspace.library.read() as connection:
        assert [d.state for d in current(connection, [6])[6].values()] == ["yes"]


def names(sidebar: Sidebar) -> list[str]:
    return [one.name for one in sidebar.entries.searches]


def test_saved_searches_stand_on_top_and_in_the_library_and_go_by_mouse(
    qtbot, workspace, sidebar, monkeypatch
):
    """What the window saves, the shell has, and the other way round."""
    sidebar.save_search("Old jazz", "tag:jazz year:..1960")
    qtbot.waitUntil(lambda: names(sidebar) == ["Old jazz"])
    first = sidebar.entries.index(0, 0)
    assert first.data() == "Saved searches"
    assert not sidebar.isRowHidden(0, QModelIndex())
    with workspace.library.write() as connection:
        assert list_searches(connection) == [SavedSearch("Old jazz", "tag:jazz year:..1960")]
        save_search(connection, "by the shell", "state:new")
    sidebar.read()
    qtbot.waitUntil(lambda: names(sidebar) == ["by the shell", "Old jazz"])
    rename, _ = sidebar.menu_of(sidebar.entries.index(1, 0, first)).actions()
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("New jazz", True))
    rename.trigger()
    qtbot.waitUntil(lambda: names(sidebar) == ["by the shell", "New jazz"])
    sidebar.menu_of(sidebar.entries.index(0, 0, first)).actions()[1].trigger()
    qtbot.waitUntil(lambda: names(sidebar) == ["New jazz"])


def test_the_keys_of_a_saved_search_rename_and_delete_it(qtbot, window, monkeypatch):
    """F2 sets an artist elsewhere, and what is typed then would be keys of the window."""
    sidebar = window.show_screen("library").sidebar
    sidebar.save_search("Old jazz", "tag:jazz")
    qtbot.waitUntil(lambda: names(sidebar) == ["Old jazz"])
    sidebar.setFocus()
    sidebar.setCurrentIndex(sidebar.entries.index_of_search("Old jazz"))
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: ("New jazz", True))
    qtbot.keyClick(sidebar, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: names(sidebar) == ["New jazz"])
    sidebar.setCurrentIndex(sidebar.entries.index_of_search("New jazz"))
    qtbot.keyClick(sidebar, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: names(sidebar) == [])


def test_a_search_that_is_deleted_or_replaced_is_offered_back(qtbot, workspace, window):
    screen = window.show_screen("library")
    sidebar = screen.sidebar

    def queries() -> list[tuple[str, str]]:
        with workspace.library.read() as connection:
            return [tuple(one) for one in list_searches(connection)]

    sidebar.save_search("Mine", "tag:jazz")
    qtbot.waitUntil(lambda: queries() == [("Mine", "tag:jazz")])
    sidebar.save_search("Mine", " tag:jazz ")
    sidebar.delete_search("Mine")
    qtbot.waitUntil(screen.lost.isVisible)
    assert screen.lost.text.text() == "The saved search “Mine” was deleted."
    assert queries() == []
    screen.lost.buttons[-1].click()
    qtbot.waitUntil(lambda: queries() == [("Mine", "tag:jazz")])
    assert not screen.lost.isVisible()
    sidebar.save_search("Mine", "state:new")
    qtbot.waitUntil(screen.lost.isVisible)
    assert screen.lost.text.text() == "“Mine” is another search now."
    screen.lost.buttons[-1].click()
    qtbot.waitUntil(lambda: queries() == [("Mine", "tag:jazz")])
    assert not screen.lost.isVisible()


def test_searches_that_the_window_of_before_kept_come_into_the_library(qtbot, workspace, shown):
    workspace.remembered.searches = {"Late": "tag:jazz", "wrong": "year:x"}
    made = shown(Sidebar(workspace))
    qtbot.waitUntil(lambda: names(made) == ["Late"])
    assert workspace.remembered.searches == {}


def test_tags_stand_by_count_and_empty_ones_are_hidden_and_it_is_kept(
    qtbot, workspace, sidebar, shown
):
    workspace.decisions.answer([1, 2, 3, 4], "zydeco", "yes", new_tag=True)
    workspace.decisions.answer([1], "aria", "yes", new_tag=True)
    workspace.decisions.answer([1], "nothing", "yes", new_tag=True)
    workspace.decisions.answer([1], "nothing", "no")
    qtbot.waitUntil(lambda: count_of(sidebar, "tag:nothing") == 0)
    own = sidebar.entries.index_of("tag:aria").parent()

    def listed(one: Sidebar) -> list[str]:
        group = one.entries.index_of("tag:aria").parent()
        rows = range(one.entries.rowCount(group))
        return [
            one.entries.index(row, 0, group).data()
            for row in rows
            if not one.isRowHidden(row, group)
        ]

    assert own.data() == "Own" and own.row() == 0, "what one looks for most stands first"
    assert listed(sidebar) == ["aria", "nothing", "zydeco"]
    sidebar.sort_by_count(True)
    assert listed(sidebar) == ["zydeco", "aria", "nothing"]
    sidebar.hide_empty(True)
    assert listed(sidebar) == ["zydeco", "aria"]
    again = shown(Sidebar(workspace))
    qtbot.waitUntil(lambda: again.entries.index_of("tag:aria").isValid())
    assert listed(again) == ["zydeco", "aria"]


def count_of(sidebar: Sidebar, query: str) -> int | None:
    index = sidebar.entries.index_of(query)
    return index.data(COUNT_ROLE) if index.isValid() else None


def test_a_closed_group_stays_closed_when_the_counts_are_read_again(qtbot, workspace, sidebar):
    group = sidebar.entries.index_of("tag:jazz").parent()
    sidebar.collapse(group)
    workspace.decisions.answer([6], "jazz", "yes")
    qtbot.waitUntil(lambda: count(sidebar, "tag:jazz") == 3)
    assert not sidebar.isExpanded(sidebar.entries.index_of("tag:jazz").parent())


def test_a_click_folds_a_group_and_none_of_the_headings_at_the_top(qtbot, sidebar):
    jazz = sidebar.entries.index_of("tag:jazz")
    group = jazz.parent()

    def click(index) -> None:
        sidebar.scrollTo(index)
        place = sidebar.visualRect(index).center()
        qtbot.mouseClick(sidebar.viewport(), Qt.MouseButton.LeftButton, pos=place)

    library = sidebar.entries.index_of("").parent()
    click(library)
    assert sidebar.isExpanded(library)
    click(group)
    assert not sidebar.isExpanded(group)
    click(group)
    assert sidebar.isExpanded(group)


def test_the_way_back_of_a_search_goes_once_something_else_is_done(qtbot, workspace, window):
    screen = window.show_screen("library")
    with qtbot.waitSignal(workspace.decisions.written):
        screen.sidebar.save_search("Mine", "tag:jazz")
    screen.sidebar.delete_search("Mine")
    qtbot.waitUntil(screen.lost.isVisible)
    with qtbot.waitSignal(workspace.decisions.written):
        workspace.decisions.answer([1], "jazz", "no")
    assert not screen.lost.isVisible()


def moved_over(sidebar, query: str) -> None:
    """Drag a track to the middle of an entry."""
    data = dragged(array("q", [1]))
    event = QDragMoveEvent(
        sidebar.visualRect(sidebar.entries.index_of(query)).center(),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    sidebar.dragMoveEvent(event)


def marked(sidebar) -> list[str]:
    """Return which of some entries are drawn with the colour of a target at their right edge."""
    frame = QColor(sidebar._workspace.theme.colours.accent)
    found = []
    for query in ("state:new", "tag:jazz", "tag:Rock", 'tag:"hard rock"'):
        row = sidebar.visualRect(sidebar.entries.index_of(query))
        drawn = sidebar.viewport().grab(row).toImage()
        if drawn.pixelColor(drawn.width() - 1, drawn.height() // 2) == frame:
            found.append(query)
    return found


def test_the_tag_under_dragged_tracks_is_marked_and_no_other(workspace, sidebar):
    sidebar.resize(260, 1600)  # all of it in sight
    before = sidebar.viewport().grab().toImage()
    assert marked(sidebar) == []
    for over, wanted in (("tag:jazz", ["tag:jazz"]), ("tag:Rock", ["tag:Rock"]), ("state:new", [])):
        moved_over(sidebar, over)
        assert marked(sidebar) == wanted
    moved_over(sidebar, "tag:jazz")
    sidebar.dragLeaveEvent(QDragLeaveEvent())
    assert sidebar.viewport().grab().toImage() == before


def test_what_is_dropped_leaves_no_mark(qtbot, workspace, sidebar):
    sidebar.resize(260, 1600)
    moved_over(sidebar, "tag:jazz")
    data = dragged(array("q", [1]))
    event = QDropEvent(
        sidebar.visualRect(sidebar.entries.index_of("tag:jazz")).center(),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    sidebar.dropEvent(event)
    assert marked(sidebar) == []


def test_an_own_tag_is_put_into_a_group_and_a_model_s_is_not(qtbot, workspace, sidebar):
    of_model = sidebar.menu_of(sidebar.entries.index_of("tag:jazz"))
    texts = [action.text() for action in of_model.actions()]
    assert "Mood" not in texts
    with qtbot.waitSignal(sidebar.manage_wanted) as wanted:
        of_model.actions()[texts.index("Change this tag…")].trigger()
    assert wanted.args == ["jazz"]
    workspace.decisions.answer([6], "dreamy", "yes", new_tag=True)
    qtbot.waitUntil(lambda: sidebar.entries.index_of("tag:dreamy").isValid())
    assert sidebar.entries.index_of("tag:dreamy").parent().data() == "Own"
    menu = sidebar.menu_of(sidebar.entries.index_of("tag:dreamy"))
    [mood] = [action for action in menu.actions() if action.text() == "Mood"]
    with qtbot.waitSignal(workspace.decisions.written) as written:
        mood.trigger()
    assert written.args[0].sentence == "“dreamy” belongs to mood now."
    place = sidebar.entries.index_of
    qtbot.waitUntil(lambda: place("tag:dreamy").parent().data() == "Mood")
    assert "Own" not in [
        place("tag:dreamy")
        .parent()
        .parent()
        .model()
        .data(place("tag:dreamy").parent().siblingAtRow(row))
        for row in range(sidebar.entries.rowCount(place("tag:dreamy").parent().parent()))
    ]
    with workspace.library.read() as connection:
        assert find_tag(connection, "dreamy").group == "mood"


def test_the_star_of_a_saved_search_takes_the_colour_of_the_theme(qtbot, workspace, sidebar):
    def lightness() -> int:
        index = sidebar.entries.index(0, 0, sidebar.entries.index(0, 0))
        image = index.data(Qt.ItemDataRole.DecorationRole).pixmap(16).toImage()
        pixels = [image.pixelColor(x, y) for x in range(16) for y in range(16)]
        return max(pixels, key=lambda one: one.alpha()).lightness()

    sidebar.save_search("Old jazz", "tag:jazz year:..1960")
    qtbot.waitUntil(lambda: names(sidebar) == ["Old jazz"])
    workspace.theme.choose("light")
    light = lightness()
    workspace.theme.choose("dark")
    assert lightness() > light
