import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QAbstractItemModelTester

from tagstudio.library.tags.decisions import current
from tagstudio.library.tags.tags import find_tag
from tagstudio.ui.library_screen.sidebar import Sidebar
from tagstudio.ui.library_screen.sidebar_model import COUNT_ROLE
from tagstudio.ui.library_screen.track_table import TRACKS_MIME


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
    data, entries = QMimeData(), sidebar.entries
    data.setData(TRACKS_MIME, b"[1, 6]")
    copy = Qt.DropAction.CopyAction
    assert not entries.dropMimeData(data, copy, -1, -1, entries.index_of("state:new"))
    with qtbot.waitSignal(workspace.decisions.written):
        assert entries.dropMimeData(data, copy, -1, -1, entries.index_of("tag:jazz"))
    with workspace.library.read() as connection:
        assert [d.state for d in current(connection, [6])[6].values()] == ["yes"]


def test_saved_searches_are_kept_and_forgotten(workspace, sidebar):
    sidebar.save_search("Old jazz", "tag:jazz year:..1960")
    assert workspace.remembered.searches == {"Old jazz": "tag:jazz year:..1960"}
    sidebar.forget_search("Old jazz")
    assert workspace.remembered.searches == {}


def test_an_own_tag_is_put_into_a_group_and_a_model_s_is_not(qtbot, workspace, sidebar):
    assert sidebar.menu_of(sidebar.entries.index_of("tag:jazz")) is None
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
