"""Ways back: from a search, from one that finds nothing, and from the like of a track."""

import json

import numpy as np
import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt

from tagstudio.library.db.schema import models as model_table
from tagstudio.library.models import models, suggestions
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.similar.sound_matrix import forget_kept
from tagstudio.library.tags import tag_changes
from tagstudio.ui.library_screen.columns import LIKENESS
from tagstudio.ui.library_screen.screen import LibraryScreen
from tagstudio.ui.library_screen.sidebar_model import COUNT_ROLE


@pytest.fixture
def screen(qtbot, window, workspace) -> LibraryScreen:
    made = window.show_screen("library")
    qtbot.waitUntil(lambda: len(made.table.ids) == 6 and made.table.track(5) is not None)
    yield made
    forget_kept(workspace.library.path)


def hear(workspace, sounds: dict[int, list[float]]) -> None:
    with workspace.library.write() as connection:
        facts = json.dumps({"feature_shape": [1, 2], "feature_digest": "d"})
        connection.execute(sa.update(model_table).values(info=facts))
        model = models.find_model(connection, "crnn")
        scores = tuple(0.5 for _ in model.tags)
        scored = [
            Scored(id, scores, np.array(sound, "<f2").tobytes()) for id, sound in sounds.items()
        ]
        suggestions.store(connection, model.id, scored)
    workspace.tell("suggestions")


def ask(qtbot, screen: LibraryScreen, text: str) -> None:
    with qtbot.waitSignal(screen.table.found):
        screen.show_query(text)


def test_escape_empties_the_search_field_and_stays_and_then_leaves_it(qtbot, screen):
    edit = screen.search.edit
    edit.setFocus()
    qtbot.keyClicks(edit, "coltrane")
    qtbot.waitUntil(lambda: len(screen.table.ids) == 2)
    qtbot.keyClick(edit, Qt.Key.Key_Escape)
    assert edit.text() == "" and edit.hasFocus()
    qtbot.waitUntil(lambda: len(screen.table.ids) == 6)
    qtbot.keyClicks(edit, "r")  # no key of an action here
    assert edit.text() == "r"
    for _ in range(2):
        qtbot.keyClick(edit, Qt.Key.Key_Escape)
    assert screen.view.hasFocus()


@pytest.mark.parametrize("way", ["escape", "button"])
@pytest.mark.parametrize("search", ["", "coltrane"])
def test_from_the_like_of_a_track_a_way_leads_back_to_what_was_listed(
    qtbot, workspace, screen, way, search
):
    hear(workspace, {1: [1, 0], 2: [0.9, 0.1], 3: [-1, 0.2], 6: [0, -1]})
    ask(qtbot, screen, search)
    before = list(screen.table.ids)
    screen.view.selectRow(screen.table.row_of(2))
    screen.view.setFocus()
    qtbot.keyClick(screen.view, Qt.Key.Key_M)
    qtbot.waitUntil(screen.alike.isVisible)
    wanted = "Back to the search" if search else "Show all tracks"
    assert screen.alike.back.text() == wanted
    if way == "escape":
        qtbot.keyClick(screen.view, Qt.Key.Key_Escape)
    else:
        qtbot.mouseClick(screen.alike.back, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: list(screen.table.ids) == before)
    assert screen.search.text == search and not screen.alike.isVisible()
    assert screen.view.current_id() == 2 and screen.view.hasFocus()
    qtbot.keyClick(screen.view, Qt.Key.Key_Escape)  # nothing is left to go back from
    assert list(screen.table.ids) == before


def test_only_tracks_that_are_alike_are_listed_the_nearest_first_with_an_arrow_downwards(
    qtbot, workspace, screen
):
    hear(workspace, {1: [1, 0], 2: [0.9, 0.1], 3: [-1, 0.2], 6: [0.5, -1]})
    screen.view.selectRow(screen.table.row_of(1))
    workspace.actions["more_like_this"].trigger()
    qtbot.waitUntil(screen.alike.isVisible)
    found = list(screen.table.ids)
    assert found[:2] == [1, 2] and 3 not in found
    header = screen.view.horizontalHeader()
    assert header.sortIndicatorSection() == LIKENESS
    assert header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
    header.setSortIndicator(LIKENESS, Qt.SortOrder.AscendingOrder)
    qtbot.waitUntil(lambda: list(screen.table.ids) == found[::-1])


def test_words_that_nothing_has_lead_to_the_tag_of_that_name(qtbot, workspace, screen):
    with workspace.library.write(durable=True) as connection:
        tag_changes.make(connection, tag_changes.add_alias(connection, "hard rock", "loud stuff"))
    workspace.tell("suggestions")
    page = screen.no_match
    qtbot.waitUntil(
        lambda: (
            page._counts is not None
            and any("loud stuff" in tag.other_names for tag in page._counts.tags)
        )
    )
    for words in ("Hard Rock ", '"hard rock"', "loud stuff", "roc hard"):
        ask(qtbot, screen, words)
        assert page.isVisible() and "there is a tag “hard rock”" in page.text.text()
        assert page.buttons["tag"].text() == "Show 1 track with the tag"
        assert page.buttons["tag"].property("main") and not page.buttons["all"].property("main")
        with qtbot.waitSignal(screen.table.found):
            qtbot.mouseClick(page.buttons["tag"], Qt.MouseButton.LeftButton)
        assert screen.search.text == 'tag:"hard rock"' and list(screen.table.ids) == [3]
    ask(qtbot, screen, "zzzz")
    assert not page.buttons["tag"].isVisible() and page.buttons["all"].property("main")


def test_the_sidebar_counts_what_the_table_has_found(qtbot, workspace, screen):
    everything = screen.sidebar.entries.index_of("")
    qtbot.waitUntil(lambda: everything.data(COUNT_ROLE) == 6)
    screen.sidebar.entries.take_count("", 5)  # as before a scan
    ask(qtbot, screen, "coltrane")
    assert everything.data(COUNT_ROLE) == 5
    ask(qtbot, screen, "")
    assert everything.data(COUNT_ROLE) == 6
