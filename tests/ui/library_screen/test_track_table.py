import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from tagstudio.audio.metadata.facts import Facts
from tagstudio.library.search.query import parse
from tagstudio.library.tags import decisions
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack
from tagstudio.ui.library_screen import track_table
from tagstudio.ui.library_screen.columns import COLUMNS, TAGS
from tagstudio.ui.library_screen.shown_track import shown_tracks
from tagstudio.ui.library_screen.track_table import TrackTable, dropped

DISPLAY = Qt.ItemDataRole.DisplayRole


@pytest.fixture
def table(qtbot, workspace) -> TrackTable:
    made = TrackTable(workspace)
    tester = QAbstractItemModelTester(
        made, QAbstractItemModelTester.FailureReportingMode.Warning, made
    )
    assert tester is not None
    with qtbot.waitSignal(made.found):
        made.show(parse(""))
    return made


@pytest.fixture
def unseen(qtbot, workspace) -> TrackTable:
    """A table that nobody has looked at, not even the tester: no row is read or asked for."""
    made = TrackTable(workspace)
    with qtbot.waitSignal(made.found):
        made.show(parse(""))
    return made


def column(name: str) -> int:
    return next(number for number, one in enumerate(COLUMNS) if one.name == name)


def text(qtbot, table: TrackTable, row: int, name: str) -> str:
    index = table.index(row, column(name))
    qtbot.waitUntil(lambda: index.data(DISPLAY) is not None)
    return index.data(DISPLAY)


def sorted_by(qtbot, table: TrackTable, name: str, down: bool = False) -> list[int]:
    order = Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
    with qtbot.waitSignal(table.found):
        table.sort(column(name), order)
    return table.ids.tolist()


def test_rows_are_read_when_they_are_looked_at(qtbot, table):
    assert table.rowCount() == 6
    first = table.index(0, 0)
    assert first.data(DISPLAY) is None
    with qtbot.waitSignal(table.dataChanged):
        pass
    assert first.data(DISPLAY) == "100% [*]"


def test_the_library_sorts(qtbot, table):
    assert sorted_by(qtbot, table, "year")[:4] == [1, 2, 3, 4]
    assert sorted_by(qtbot, table, "year", down=True)[0] == 4
    assert sorted_by(qtbot, table, "state")[-1] == 4


def test_by_tag_the_likeliest_of_the_tag_asked_for_come_first(qtbot, table):
    with qtbot.waitSignal(table.found):
        table.show(parse("tag:jazz"))
    assert sorted_by(qtbot, table, "tags") == [1, 3]


def test_an_unknown_tag_is_said_to_be_wrong_and_finds_nothing(qtbot, table):
    with qtbot.waitSignal(table.wrong) as wrong:
        table.show(parse("tag:jaz"))
    assert wrong.args[0].startswith("There is no tag “jaz”. Did you mean jazz")
    assert (table.rowCount(), table.count) == (0, 0)


def test_an_answer_changes_the_row_and_leaves_the_others_where_they_are(qtbot, workspace, table):
    with qtbot.waitSignal(table.found):
        table.show(parse("-tag:jazz"))
    row = table.row_of(6)
    assert text(qtbot, table, row, "tags") == ""
    workspace.decisions.answer([6], "jazz", "yes")
    qtbot.waitUntil(lambda: table.index(row, TAGS).data(DISPLAY) == "jazz")
    assert table.row_of(6) == row


def test_states_tips_and_partial_tracks_are_said_in_words(qtbot, table):
    assert text(qtbot, table, table.row_of(5), "state") == "failed"
    tip = Qt.ItemDataRole.ToolTipRole
    assert table.index(table.row_of(5), column("state")).data(tip) == (
        "failed\nThe file ends too soon."
    )
    assert "damaged" in table.index(table.row_of(2), column("state")).data(tip)
    tips = table.index(table.row_of(3), TAGS).data(tip)
    assert tips == "jazz: yes\nhard rock: 0.80, suggested from 0.30"


def test_a_yes_of_the_file_says_so(qtbot, workspace, table):
    with workspace.library.write(durable=True) as connection:
        decisions.record_decisions(connection, [Decision(6, 2, "yes")], "file tag")
    workspace.tell("decisions")
    qtbot.waitUntil(lambda: text(qtbot, table, table.row_of(6), "tags") == "Rock")
    tip = table.index(table.row_of(6), TAGS).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "Rock: yes, from the file"


def test_dragged_rows_are_their_ids(table):
    data = table.mimeData([table.index(0, 0), table.index(0, 1), table.index(2, 0)])
    assert dropped(data).tolist() == [table.ids[0], table.ids[2]]


def test_tracks_that_come_in_are_shown(qtbot, workspace, table):
    with workspace.library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        new = NewTrack("/music/n.mp3", 1, 1, b"n" * 16, Facts("Naima 2"))
        tracks.add_tracks(connection, folder, [new])
    with qtbot.waitSignal(table.found):
        workspace.tell("tracks")
    assert table.rowCount() == 7


def test_rows_come_also_while_they_are_looked_at_all_the_time(
    qtbot, unseen, workspace, monkeypatch
):
    asked, slow = [], threading.Event()

    def slowly(*wanted):
        asked.append(wanted[2])
        slow.wait(0.2)
        return shown_tracks(*wanted)

    monkeypatch.setattr(track_table, "shown_tracks", slowly)
    qtbot.waitUntil(lambda: unseen.index(0, 0).data(DISPLAY) is not None)  # looks every 10 ms
    assert len(asked) == 1


def test_what_changed_while_rows_were_read_is_read_again(qtbot, unseen, workspace, monkeypatch):
    reading, go_on = threading.Event(), threading.Event()

    def slowly(*wanted):
        found = shown_tracks(*wanted)
        reading.set()
        go_on.wait(60)
        return found

    monkeypatch.setattr(track_table, "shown_tracks", slowly)
    row = unseen.row_of(6)
    unseen.index(row, 0).data(DISPLAY)
    qtbot.waitUntil(reading.is_set)
    with qtbot.waitSignal(workspace.changed):
        workspace.decisions.answer([6], "jazz", "yes")
    go_on.set()
    qtbot.waitUntil(lambda: unseen.index(row, TAGS).data(DISPLAY) == "jazz")


def test_of_many_tracks_the_first_are_shown_before_the_others_come(qtbot, table, parts):
    sorted_by(qtbot, table, "title", down=True)
    qtbot.waitUntil(lambda: len(table.ids) == 6)
    whole = table.ids.tolist()
    inserted = []
    table.rowsInserted.connect(lambda _, first, last: inserted.append((first, last)))
    with qtbot.waitSignal(table.found):
        table.sort(column("title"), Qt.SortOrder.AscendingOrder)
    assert (len(table.ids), table.rowCount(), table.count) == (2, 2, 6)
    assert text(qtbot, table, 0, "path")
    qtbot.waitUntil(lambda: len(table.ids) == 6)
    assert inserted == [(2, 5)]
    assert (table.rowCount(), table.count) == (6, 6)
    assert table.ids.tolist() != whole
    assert sorted(table.ids) == sorted(whole)


def test_rows_that_were_read_are_not_read_again_when_the_others_come(
    qtbot, unseen, parts, monkeypatch
):
    asked = []

    def noting(connection, model, ids, *wanted):
        asked.extend(ids)
        return shown_tracks(connection, model, ids, *wanted)

    monkeypatch.setattr(track_table, "shown_tracks", noting)
    with qtbot.waitSignal(unseen.found):
        unseen.sort(column("year"), Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: unseen.index(0, 0).data(DISPLAY) is not None)
    first = list(asked)
    qtbot.waitUntil(lambda: len(unseen.ids) == 6)
    unseen.index(0, 0).data(DISPLAY)
    qtbot.waitUntil(lambda: unseen.index(5, 0).data(DISPLAY) is not None)
    assert sorted(asked) == sorted(unseen.ids)
    assert first == unseen.ids[:2].tolist()


def test_who_needs_all_tracks_gets_them_once_they_are_there(qtbot, table, parts):
    seen = []
    with qtbot.waitSignal(table.found):
        table.sort(column("year"), Qt.SortOrder.DescendingOrder)
    table.when_listed(lambda: seen.append(len(table.ids)))
    assert seen == []
    qtbot.waitUntil(lambda: seen == [6])
    table.when_listed(lambda: seen.append(-1))
    assert seen == [6, -1]


def test_what_changes_before_all_tracks_are_there_is_shown(qtbot, workspace, table, parts):
    with qtbot.waitSignal(table.found):
        table.sort(column("year"), Qt.SortOrder.DescendingOrder)
    seen = []
    table.when_listed(lambda: seen.append(len(table.ids)))
    with workspace.library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        new = NewTrack("/music/n.mp3", 1, 1, b"n" * 16, Facts("Naima 2"))
        tracks.add_tracks(connection, folder, [new])
    workspace.tell("tracks")
    qtbot.waitUntil(lambda: seen == [7])
    assert table.count == 7


@pytest.mark.parametrize("many", [1, track_table.MANY])
def test_the_rows_of_tracks_are_found_however_many_there_are(table, many, monkeypatch):
    monkeypatch.setattr(track_table, "MANY", many)
    ids = table.ids.tolist()
    assert table.rows_of([ids[4], ids[1], 999]) == [1, 4]
    assert table.rows_of([]) == []
    assert (table.row_of(ids[3]), table.row_of(999)) == (3, None)
