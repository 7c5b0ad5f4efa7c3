"""The genres of the files are shown with what they mean, taken over in one step, and undone."""

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from tagstudio.library.db.schema import tracks
from tagstudio.library.tags.decisions import current
from tagstudio.library.tags.genre_choices import choose as choose_meanings
from tagstudio.library.tags.genre_choices import chosen_tags
from tagstudio.library.tags.tags import find_tag
from tagstudio.ui.file_labels.dialog import FileLabelsDialog


@pytest.fixture
def dialog(qtbot, workspace, shown) -> FileLabelsDialog:
    """Two tracks say Jazz, one Zydeco, one a genre that no tag can be called."""
    with workspace.library.write() as connection:
        connection.execute(sa.update(tracks).values(genre=""))
        for id, genre in {1: "Jazz", 4: "Jazz; Jazz/Funk", 6: "Zydeco"}.items():
            connection.execute(sa.update(tracks).where(tracks.c.id == id).values(genre=genre))
    made = shown(FileLabelsDialog(workspace))
    qtbot.waitUntil(lambda: not made.is_looking)
    return made


def tags_of(workspace, id: int) -> set[str]:
    with workspace.library.read() as connection:
        found = current(connection, [id]).get(id, {})
        return {str(tag) for tag, one in found.items() if one.source == "file tag"}


def meanings(dialog: FileLabelsDialog) -> dict[str, str]:
    return {row.genre: row.tag for row in dialog.genres.table.rows}


def choose(dialog: FileLabelsDialog, genre: str) -> None:
    rows = [row.genre for row in dialog.genres.table.rows]
    dialog.genres.view.selectRow(rows.index(genre))


def test_genres_without_a_tag_stand_first_and_nothing_is_changed(workspace, dialog):
    QAbstractItemModelTester(dialog.genres.table)
    assert [row.genre for row in dialog.genres.table.rows][2] == "Jazz"
    assert meanings(dialog) == {"Jazz": "jazz", "Jazz/Funk": "", "Zydeco": ""}
    assert dialog.agree.text() == "Take over 2 answers"
    assert not dialog.undo.isEnabled()
    assert dialog.genres.view.hasFocus() or not dialog.isActiveWindow()
    dialog.reject()
    assert tags_of(workspace, 1) == set()


def test_a_click_makes_a_tag_and_the_box_says_what_a_genre_means(qtbot, workspace, dialog):
    choose(dialog, "Jazz/Funk")
    assert dialog.genres.make.text() == "Make it a tag: Jazz Funk"  # no tag has a slash
    place = dialog.genres.means.findText("jazz")
    dialog.genres.means.setCurrentIndex(place)
    dialog.genres.means.activated.emit(place)
    choose(dialog, "Zydeco")
    assert not dialog.genres.offered.isVisible()
    qtbot.mouseClick(dialog.genres.make, Qt.MouseButton.LeftButton)
    assert meanings(dialog) == {"Jazz": "jazz", "Jazz/Funk": "jazz", "Zydeco": "Zydeco"}
    qtbot.waitUntil(dialog.agree.isEnabled)
    assert dialog.agree.text() == "Take over 3 answers"
    assert [row.genre for row in dialog.genres.view.chosen()] == ["Zydeco"]  # and stays there
    said = []
    workspace.status_changed.connect(said.append)
    dialog.agree.click()
    qtbot.waitUntil(dialog.undo.isEnabled)
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    assert "answers new 3, withdrawn 0" in said[-1]
    assert len(tags_of(workspace, 6)) == 1
    with workspace.library.read() as connection:
        assert find_tag(connection, "Zydeco").origin == "user"
    with qtbot.waitSignal(workspace.decisions.written):
        dialog.undo.click()
    qtbot.waitUntil(lambda: "Undone." in dialog.summary.text())
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    assert tags_of(workspace, 1) == tags_of(workspace, 6) == set()
    with workspace.library.read() as connection:
        assert chosen_tags(connection) == {}
    assert not next(one for one in dialog.genres.table.rows if one.genre == "Jazz/Funk").tag


def test_meanings_alone_are_undone_too(qtbot, workspace, dialog):
    with workspace.library.write() as connection:
        choose_meanings(connection, {"Zydeco": None})
    choose(dialog, "Zydeco")
    for place in (dialog.genres.means.findText("jazz"), 0):  # and no tag, after all
        dialog.genres.means.setCurrentIndex(place)
        dialog.genres.means.activated.emit(place)
    choose(dialog, "Jazz")
    dialog.genres.means.setCurrentIndex(0)
    dialog.genres.means.activated.emit(0)
    qtbot.waitUntil(lambda: dialog.agree.text() == "Take over" and dialog.agree.isEnabled())
    dialog.agree.click()
    qtbot.waitUntil(dialog.undo.isEnabled)
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    with workspace.library.read() as connection:
        assert chosen_tags(connection) == {"zydeco": None, "jazz": None}
    dialog.undo.click()
    qtbot.waitUntil(lambda: "Undone." in dialog.summary.text())
    qtbot.waitUntil(lambda: not workspace.jobs.jobs)
    with workspace.library.read() as connection:
        assert chosen_tags(connection) == {"zydeco": None}


def test_a_genre_of_a_name_that_no_tag_can_have_becomes_one_without_its_separators(
    qtbot, workspace, dialog
):
    choose(dialog, "Jazz/Funk")
    qtbot.mouseClick(dialog.genres.make, Qt.MouseButton.LeftButton)
    assert meanings(dialog)["Jazz/Funk"] == "Jazz Funk"
    assert not dialog.genres.make.isVisible()
    qtbot.waitUntil(dialog.agree.isEnabled)
    assert dialog.agree.text() == "Take over 3 answers"
    dialog.agree.click()
    qtbot.waitUntil(dialog.undo.isEnabled)
    with workspace.library.read() as connection:
        assert find_tag(connection, "Jazz Funk").origin == "user"
    assert len(tags_of(workspace, 4)) == 2


def test_a_tag_of_a_like_name_is_one_click_away(qtbot, workspace, shown):
    with workspace.library.write() as connection:
        connection.execute(sa.update(tracks).where(tracks.c.id == 6).values(genre="Hip-Hop/Rap"))
    dialog = shown(FileLabelsDialog(workspace))
    qtbot.waitUntil(lambda: not dialog.is_looking)
    choose(dialog, "Hip-Hop/Rap")
    assert dialog.genres.offered.text() == "It is Hip-Hop"
    qtbot.mouseClick(dialog.genres.offered, Qt.MouseButton.LeftButton)
    assert meanings(dialog)["Hip-Hop/Rap"] == "Hip-Hop"
    assert not dialog.genres.offered.isVisible()


def test_a_library_without_genres_says_so(qtbot, workspace, shown):
    with workspace.library.write() as connection:
        connection.execute(sa.update(tracks).values(genre=""))
    dialog = shown(FileLabelsDialog(workspace))
    qtbot.waitUntil(lambda: not dialog.is_looking)
    assert dialog.summary.text() == "No file of the library has a genre."
    assert not dialog.agree.isEnabled()
