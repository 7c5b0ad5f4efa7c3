"""What undo takes back is named by its kind, before in the menu and afterwards in the window."""

import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from PySide6.QtWidgets import QApplication, QMenu

from tagstudio.engine.file_tags import undo
from tagstudio.library.db import schema
from tagstudio.library.tags import file_writes, tag_changes, tags
from tagstudio.library.tags.tag_changes import make
from tagstudio.ui.background.undo_texts import UndoTexts


@pytest.fixture
def texts(workspace) -> UndoTexts:
    return UndoTexts(workspace, workspace)


def entry(workspace, id: str = "undo") -> str:
    action = workspace.actions[id]
    return action.text() if workspace.actions.is_possible(id) else ""


def change(workspace, made) -> None:
    def act(library) -> str:
        with library.write(durable=True) as connection:
            make(connection, made(connection))
        return ""

    workspace.decisions.act(act, lambda: workspace.tell("suggestions"))


def own_tag(workspace, name: str) -> None:
    with workspace.library.write() as connection:
        tags.tag_id(connection, name, "genre", "user")


ACTIONS = {
    "jazz yes on 2 tracks": lambda w: w.decisions.answer([1, 6], "jazz", "yes"),
    "2 tracks reviewed": lambda w: w.decisions.mark_reviewed([3, 6]),
    "jazz yes on 2 tracks, 1 track reviewed": lambda w: w.decisions.answer(
        [1, 6], "jazz", "yes", reviewed=True
    ),
    "artist Monk on 2 tracks": lambda w: w.decisions.set_artist([2, 3], "Monk"),
    "title, album on 2 tracks": lambda w: w.decisions.edit_facts(
        {id: {"title": "A", "album": "B"} for id in (2, 3)}
    ),
    "deleting the tag jazz": lambda w: change(w, lambda c: tag_changes.delete(c, "jazz")),
    "renaming jazz to bebop": lambda w: change(w, lambda c: tag_changes.rename(c, "jazz", "bebop")),
    "renaming bebop to bop": lambda w: (
        change(w, lambda c: tag_changes.rename(c, "jazz", "bebop")),
        change(w, lambda c: tag_changes.rename(c, "bebop", "bop")),
    ),
    "merging swing into jazz": lambda w: (
        own_tag(w, "swing"),
        change(w, lambda c: tag_changes.merge(c, "swing", "jazz")),
    ),
    "change of the group of jazz, Rock": lambda w: change(
        w, lambda c: tag_changes.set_group(c, ["jazz", "Rock"], "mood")
    ),
    "change of the colour of jazz": lambda w: change(
        w, lambda c: tag_changes.set_colour(c, ["jazz"], "red")
    ),
    "change of the other names of jazz": lambda w: change(
        w, lambda c: tag_changes.add_alias(c, "jazz", "jass")
    ),
    "change of the name of jazz in files": lambda w: change(
        w, lambda c: tag_changes.set_export_name(c, "jazz", "Jazz!")
    ),
    "change of the order of tags": lambda w: change(
        w, lambda c: tag_changes.set_order(c, ["Rock", "jazz"])
    ),
    "change of what tags imply": lambda w: change(
        w, lambda c: tag_changes.switch_implications(c, True)
    ),
}


@pytest.mark.parametrize("what", ACTIONS)
def test_an_action_is_named_in_the_menu_and_once_it_is_undone_and_redone(
    qtbot, workspace, texts, what
):
    with workspace.library.write() as connection:  # before the first track was reviewed
        connection.execute(sa.update(schema.tags).values(added=1))
    said = []
    workspace.status_changed.connect(said.append)
    ACTIONS[what](workspace)
    qtbot.waitUntil(lambda: entry(workspace) == f"Undo: {what}")
    assert entry(workspace, "redo") == ""
    workspace.decisions.undo()
    qtbot.waitUntil(lambda: f"Undone: {what}." in said)
    qtbot.waitUntil(lambda: entry(workspace, "redo") == f"Redo: {what}")
    workspace.decisions.redo()
    qtbot.waitUntil(lambda: f"Redone: {what}." in said)
    qtbot.waitUntil(lambda: entry(workspace) == f"Undo: {what}")


def test_a_track_that_was_reviewed_before_is_told_apart(qtbot, workspace, texts):
    said = []
    workspace.status_changed.connect(said.append)
    with workspace.library.write() as connection:  # a tag came after its review
        connection.execute(sa.update(schema.tracks).values(reviewed_at=5))
        connection.execute(sa.update(schema.tags).values(added=9))
    workspace.decisions.mark_reviewed([2, 3])
    qtbot.waitUntil(lambda: entry(workspace) == "Undo: 2 tracks reviewed once more")
    workspace.decisions.undo()
    qtbot.waitUntil(lambda: "Undone: 2 tracks reviewed once more." in said)


def test_what_was_just_done_can_be_undone_before_its_name_is_known(qtbot, workspace, texts):
    workspace.decisions.answer([6], "jazz", "yes")
    assert entry(workspace) == "Undo"
    workspace.decisions.answer([6], "jazz", "no")
    for _ in range(2):
        workspace.decisions.undo()
    qtbot.waitUntil(lambda: entry(workspace, "redo") == "Redo: jazz yes on “100% [*]”")


def test_the_menu_offers_nothing_that_it_does_not_name(qtbot, workspace, texts):
    undo, redo = workspace.actions["undo"], workspace.actions["redo"]
    workspace.decisions.answer([6], "jazz", "yes")
    qtbot.waitUntil(lambda: entry(workspace) == "Undo: jazz yes on “100% [*]”")
    menu = QMenu()
    qtbot.addWidget(menu)
    texts.stand_in(menu)
    workspace.decisions.answer([6], "jazz", "no")
    menu.aboutToShow.emit()
    assert undo.text() == "Undo" and not workspace.actions.is_possible("undo")
    workspace.decisions.undo()
    assert not workspace.actions.is_possible("undo")
    assert not workspace.actions.is_possible("redo")
    qtbot.waitUntil(lambda: entry(workspace) == "Undo: jazz yes on “100% [*]”")
    assert redo.text() == "Redo: jazz no on “100% [*]”"
    workspace.decisions.redo()
    menu.aboutToHide.emit()
    assert entry(workspace) == "Undo", "its key holds at once"


def test_a_long_name_is_cut_and_a_sign_of_a_menu_is_a_sign(qtbot, workspace, texts):
    workspace.decisions.answer([6], "R&B and " + "soul " * 15 + "too", "yes", new_tag=True)
    qtbot.waitUntil(lambda: entry(workspace).startswith("Undo: R&&B"))
    assert entry(workspace).endswith("…") and len(entry(workspace)) < 80


def test_nothing_is_asked_once_the_library_is_closed(workspace, texts):
    workspace.decisions.answer([6], "jazz", "yes")
    workspace.close()
    QApplication.processEvents()  # tells of what was still written
    assert workspace.decisions.waiting == 0 and not texts._timer.isActive()


@pytest.fixture
def files_there(monkeypatch) -> None:
    class There(type(Path())):
        def exists(self, **_: object) -> bool:
            return True

    monkeypatch.setattr(undo, "Path", There)


@pytest.mark.usefixtures("files_there")
def test_a_writing_before_the_program_was_closed_is_what_undo_takes_back(qtbot, workspace):
    with qtbot.waitSignal(workspace.decisions.written):
        workspace.decisions.answer([6], "jazz", "yes")
    with workspace.library.write() as connection:
        one = file_writes.begin(connection, 1, 6, {"genre": ()}, {"genre": ("jazz",)})
        file_writes.set_state(connection, one.id, "written")
    texts = UndoTexts(workspace, workspace)  # of the next start
    qtbot.waitUntil(lambda: entry(workspace) == "Undo: writing to files")
    assert texts.wrote_files
    qtbot.wait(1100)  # of the same second the writing counts as the later one
    workspace.decisions.answer([6], "jazz", "no")
    qtbot.waitUntil(lambda: entry(workspace) == "Undo: jazz no on “100% [*]”")
    assert not texts.wrote_files


def test_an_answer_after_the_last_writing_is_taken_back_first(qtbot, workspace, monkeypatch):
    monkeypatch.setattr(file_writes.time, "time", lambda: 1000.0)
    with workspace.library.write() as connection:
        one = file_writes.begin(connection, 1, 6, {"genre": ()}, {"genre": ("jazz",)})
        file_writes.set_state(connection, one.id, "written")
    monkeypatch.undo()
    with qtbot.waitSignal(workspace.decisions.written):
        workspace.decisions.answer([6], "jazz", "yes")
    texts = UndoTexts(workspace, workspace)
    qtbot.waitUntil(lambda: entry(workspace) == "Undo: jazz yes on “100% [*]”")
    assert not texts.wrote_files


def written_at(workspace, monkeypatch, group: int, at: float) -> int:
    with monkeypatch.context() as patch, workspace.library.write() as connection:
        patch.setattr(file_writes.time, "time", lambda: at)
        one = file_writes.begin(connection, group, 6, {"genre": ()}, {"genre": ("jazz",)})
        file_writes.set_state(connection, one.id, "written")
        return one.id


@pytest.mark.usefixtures("files_there")
def test_what_was_done_last_is_undone_first_where_answers_and_writings_took_turns(
    qtbot, workspace, monkeypatch
):
    with qtbot.waitSignal(workspace.decisions.written):
        workspace.decisions.answer([6], "jazz", "yes")
    now = time.time()
    first = written_at(workspace, monkeypatch, 1, now + 1)
    second = written_at(workspace, monkeypatch, 2, now + 2)
    texts = UndoTexts(workspace, workspace)
    qtbot.waitUntil(lambda: texts.wrote_files)
    with workspace.library.write() as connection:
        file_writes.set_state(connection, second, "undone")
    workspace.tell("tracks")  # as the job that puts files back does
    qtbot.waitUntil(texts._timer.isActive)
    qtbot.waitUntil(lambda: entry(workspace) == "Undo: writing to files")
    assert texts.wrote_files
    workspace.decisions.answer([6], "jazz", "no")  # earlier than the clock of the writing
    qtbot.waitUntil(lambda: texts.wrote_files)
    with workspace.library.write() as connection:
        file_writes.set_state(connection, first, "undone")
    workspace.tell("tracks")
    qtbot.waitUntil(lambda: not texts.wrote_files)
    qtbot.waitUntil(lambda: entry(workspace) == "Undo: jazz no on “100% [*]”")


def test_a_writing_whose_files_are_not_there_does_not_stand_in_the_way(
    qtbot, workspace, monkeypatch
):
    with qtbot.waitSignal(workspace.decisions.written):
        workspace.decisions.answer([6], "jazz", "yes")
    written_at(workspace, monkeypatch, 1, time.time() + 1)
    texts = UndoTexts(workspace, workspace)
    qtbot.waitUntil(lambda: entry(workspace) == "Undo: jazz yes on “100% [*]”")
    assert not texts.wrote_files
