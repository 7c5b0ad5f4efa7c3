"""The tag manager changes the vocabulary, step by step, and undo takes each step back."""

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, QRect, Qt
from PySide6.QtWidgets import QMessageBox

from tagstudio.library.tags import tag_changes
from tagstudio.library.tags.tag_tree import read_tree
from tagstudio.library.tags.tags import list_tags
from tagstudio.ui.tag_manager.dialog import TagManager
from tagstudio.ui.widgets.row_table import ROW_HEIGHT


@pytest.fixture
def dialog(qtbot, workspace, shown) -> TagManager:
    made = shown(TagManager(workspace))
    qtbot.waitUntil(lambda: bool(made.table.rows))
    return made


def names(dialog: TagManager) -> list[str]:
    return [one.name for one in dialog.table.rows]


def tags(workspace) -> dict[str, tuple[str, str]]:
    with workspace.library.read() as connection:
        return {tag.name: (tag.group, tag.colour) for tag in list_tags(connection)}


def choose(dialog: TagManager, *wanted: str) -> None:
    selection = QItemSelection()
    for row in (row for row, one in enumerate(dialog.table.rows) if one.name in wanted):
        selection.select(dialog.table.index(row, 0), dialog.table.index(row, 0))
    flags = QItemSelectionModel.SelectionFlag
    dialog.view.selectionModel().select(selection, flags.ClearAndSelect | flags.Rows)
    assert {one.name for one in dialog.view.chosen()} == {*wanted}


def type_into(dialog: TagManager, edit, text: str) -> None:
    edit.setText(text)
    edit.textEdited.emit(text)


def test_in_a_low_window_six_tags_are_seen(qtbot, dialog):
    dialog.resize(820, 510)  # on a screen of 1080 px at 200 %
    choose(dialog, names(dialog)[0])
    qtbot.waitUntil(lambda: dialog.height() == 510)
    qtbot.waitUntil(lambda: dialog.view.viewport().height() >= 6 * ROW_HEIGHT)
    assert dialog.form.aliases.y() == dialog.form.implies.y()


def test_a_tag_is_renamed_and_undo_brings_its_name_back(qtbot, workspace, dialog):
    before = names(dialog)
    first = before[0]
    choose(dialog, first)
    assert not dialog.save.isEnabled()
    dialog.search.setText(first)
    type_into(dialog, dialog.form.name, "Renamed")
    dialog.form.colour.setCurrentIndex(1)
    assert dialog.save.isEnabled()
    dialog.save.click()
    qtbot.waitUntil(lambda: [one.name for one in dialog.view.chosen()] == ["Renamed"])
    assert tags(workspace)["Renamed"][1] == dialog.form.colour.currentData()
    qtbot.waitUntil(lambda: [chip.text() for chip in dialog.form.aliases.former] == [first])
    assert not dialog.form.aliases.former[0].isEnabled() and dialog.form.aliases.names == []
    assert dialog.undo.isEnabled()
    dialog.undo.click()
    qtbot.waitUntil(lambda: names(dialog) == before)
    assert "Undone: change of" in dialog.message.text()
    assert not dialog.undo.isEnabled()


def test_other_names_have_a_line_of_their_own_and_nothing_jumps(qtbot, workspace, dialog):
    with workspace.library.write(durable=True) as connection:
        for former, new in (("hard rock", "Rok"), ("Rok", "boulder"), ("jazz", "x")):
            tag_changes.make(connection, tag_changes.rename(connection, former, new))
    dialog.read()
    qtbot.waitUntil(lambda: {"boulder", "x"} <= set(names(dialog)))
    form, places = dialog.form, set()
    for name in (next(one for one in names(dialog) if one not in {"boulder", "x"}), "x"):
        choose(dialog, name)
        qtbot.wait(50)
        places.add((dialog.merge.y(), form.name.mapTo(dialog, form.name.pos()).y()))
    choose(dialog, "boulder")
    qtbot.wait(50)
    places.add((dialog.merge.y(), form.name.mapTo(dialog, form.name.pos()).y()))
    assert len(places) == 1
    chips = [*form.aliases.former, *form.aliases.chips]
    assert [chip.text()[:4] for chip in chips] == ["hard", "Rok "]
    placed = [QRect(chip.mapTo(form, QPoint()), chip.size()) for chip in chips]
    line = QRect(form.aliases.line.mapTo(form, QPoint()), form.aliases.line.size())
    assert not placed[0].intersects(placed[1])
    assert all(one.top() > line.bottom() and form.rect().contains(one) for one in placed)


def test_undo_takes_back_nothing_that_was_done_elsewhere(qtbot, workspace, dialog):
    with qtbot.waitSignal(workspace.decisions.written):
        workspace.decisions.answer([1], "jazz", "no")
    choose(dialog, names(dialog)[0])
    assert not dialog.undo.isEnabled()


def test_a_name_that_is_taken_is_refused_by_a_sentence_and_what_was_typed_stays(
    qtbot, workspace, dialog
):
    first, second = names(dialog)[:2]
    choose(dialog, first)
    type_into(dialog, dialog.form.name, second)
    dialog.save.click()
    qtbot.waitUntil(lambda: "means the tag" in dialog.message.text())
    assert dialog.form.name.text() == second
    assert dialog.message.property("role") == "error"
    assert first in tags(workspace)


def test_two_tags_are_merged_after_a_question(qtbot, workspace, dialog):
    first, second = names(dialog)[:2]
    assert not dialog.merge.isEnabled()
    choose(dialog, first, second)
    assert not dialog.form.name.isEnabled()
    dialog.merge.click()
    qtbot.waitUntil(lambda: dialog.findChild(QMessageBox) is not None)
    box = dialog.findChild(QMessageBox)
    assert "answers are kept as you gave them" in box.text()
    keep = next(one for one in box.buttons() if first in one.text())
    keep.click()
    qtbot.waitUntil(lambda: second not in names(dialog))
    assert second not in tags(workspace)


def test_group_is_set_for_all_that_are_chosen_and_order_within_it(qtbot, workspace, dialog):
    chosen = names(dialog)[:2]
    choose(dialog, *chosen)
    dialog.form.group.setEditText("My floor")
    dialog.save.click()
    qtbot.waitUntil(lambda: all(tags(workspace)[name][0] == "My floor" for name in chosen))
    qtbot.waitUntil(lambda: sum(one.group == "My floor" for one in dialog.table.rows) == 2)
    own = [one.name for one in dialog.table.rows if one.group == "My floor"]
    choose(dialog, own[0])
    dialog.down.click()
    qtbot.waitUntil(
        lambda: [one.name for one in dialog.table.rows if one.group == "My floor"] == own[::-1]
    )


def test_it_opens_at_the_tag_that_is_to_be_changed(qtbot, workspace, shown):
    dialog = shown(TagManager(workspace, None, ["hard rock"]))
    qtbot.waitUntil(lambda: [one.name for one in dialog.view.chosen()] == ["hard rock"])
    assert dialog.form.name.text() == "hard rock"


def test_a_tree_of_ones_own_is_taken_over_written_and_given_up(qtbot, workspace, dialog, tmp_path):
    def implied(tag: str) -> tuple[str, ...]:
        return next(one.implies for one in dialog.table.rows if one.name == tag)

    own, written = tmp_path / "own.toml", tmp_path / "written.toml"
    own.write_text('[implies]\n"hard rock" = ["jazz"]\n')
    assert implied("hard rock") == ("Rock",)
    dialog.tree.taken.emit(own)
    qtbot.waitUntil(lambda: implied("hard rock") == ("jazz",))
    dialog.tree.wanted_in.emit(written)
    qtbot.waitUntil(lambda: "Written to" in dialog.message.text())
    assert read_tree(written) == {"hard rock": ("jazz",)}
    dialog.tree.taken.emit(tmp_path / "absent.toml")
    qtbot.waitUntil(lambda: "cannot be read as a tree" in dialog.message.text())
    dialog.tree.wanted_in.emit(tmp_path / "absent" / "x.toml")
    qtbot.waitUntil(lambda: "cannot be used" in dialog.message.text())
    dialog.tree.taken.emit(None)
    qtbot.waitUntil(lambda: implied("hard rock") == ("Rock",))
    dialog.undo.click()
    qtbot.waitUntil(lambda: implied("hard rock") == ("jazz",))


def entry(dialog: TagManager, name: str):
    return next(one for one in dialog.table.rows if one.name == name)


def press(dialog: TagManager, start: str) -> None:
    box = dialog.findChild(QMessageBox)
    next(one for one in box.buttons() if one.text().startswith(start)).click()


def test_names_are_added_and_taken_away_one_by_one(qtbot, workspace, dialog):
    choose(dialog, "hard rock")
    chips = dialog.form.aliases
    chips.line.setFocus()
    qtbot.keyClicks(chips.line, "heavy; Folk, World, & Country")
    assert chips.names == ["heavy", "Folk, World, & Country"]
    assert dialog.save.isEnabled(), "what is typed counts before Enter, too"
    qtbot.keyClick(chips.line, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert not dialog.undo.isEnabled(), "Enter adds a name; it does not save"
    assert [chip.accessibleName() for chip in chips.chips] == [
        "Take “heavy” away",
        "Take “Folk, World, & Country” away",
    ]
    qtbot.keyClicks(chips.line, "Heavy")
    dialog.save.click()
    qtbot.waitUntil(lambda: bool(entry(dialog, "hard rock").aliases))
    assert entry(dialog, "hard rock").aliases == ("heavy", "Folk, World, & Country")
    chips.chips[0].click()
    assert chips.line.hasFocus()
    dialog.save.click()
    qtbot.waitUntil(lambda: entry(dialog, "hard rock").aliases == ("Folk, World, & Country",))
    qtbot.keyClick(chips.line, Qt.Key.Key_Backspace)
    assert chips.names == []
    assert dialog.save.isEnabled()
    dialog.undo.click()
    qtbot.waitUntil(lambda: len(entry(dialog, "hard rock").aliases) == 2)


def test_what_was_not_saved_is_asked_about_before_it_is_closed(qtbot, dialog):
    choose(dialog, "jazz")
    qtbot.keyClicks(dialog.form.aliases.line, "Stubenjazz")
    qtbot.keyClick(dialog.form.aliases.line, Qt.Key.Key_Return)
    dialog.reject()
    qtbot.waitUntil(lambda: dialog.findChild(QMessageBox) is not None)
    assert dialog.isVisible()
    press(dialog, "Save")
    qtbot.waitUntil(lambda: "Stubenjazz" in entry(dialog, "jazz").aliases)
    qtbot.waitUntil(lambda: not dialog.form.is_edited)
    qtbot.waitUntil(lambda: dialog.findChild(QMessageBox) is None)
    dialog.reject()
    assert not dialog.isVisible()


def edit_and_close(qtbot, dialog, button: str) -> None:
    """Change a name, ask to close, and press a button of the question."""
    choose(dialog, "jazz")
    qtbot.keyClicks(dialog.form.name, "y")
    assert dialog.form.is_edited
    dialog.reject()
    qtbot.waitUntil(lambda: dialog.findChild(QMessageBox) is not None)
    press(dialog, button)
    qtbot.waitUntil(lambda: dialog.findChild(QMessageBox) is None)


def test_it_closes_without_saving_where_that_is_wanted(qtbot, dialog):
    edit_and_close(qtbot, dialog, "Cancel")
    assert dialog.isVisible() and dialog.form.is_edited
    edit_and_close(qtbot, dialog, "Close without saving")
    assert not dialog.isVisible()


def test_going_on_to_another_tag_asks_about_what_was_not_saved(qtbot, workspace, dialog):
    choose(dialog, "jazz")
    qtbot.keyClicks(dialog.form.name, "y")
    dialog.search.setText("rock")
    assert "jazz" in names(dialog), "what is being changed stays in sight"
    for button, chosen, name in (
        ("Cancel", ["jazz"], "yjazz"),
        ("Do not save", ["hard rock"], "hard rock"),
    ):
        choose(dialog, "hard rock")
        qtbot.waitUntil(lambda: dialog.findChild(QMessageBox) is not None)
        assert "“jazz” was changed here" in dialog.findChild(QMessageBox).text()
        press(dialog, button)
        qtbot.waitUntil(lambda: dialog.findChild(QMessageBox) is None)
        assert [one.name for one in dialog.view.chosen()] == chosen
        assert dialog.form.name.text() == name
    assert {"jazz", "hard rock"} <= tags(workspace).keys()
    qtbot.keyClicks(dialog.form.name, "er ")
    dialog.search.clear()
    choose(dialog, "jazz")
    qtbot.waitUntil(lambda: dialog.findChild(QMessageBox) is not None)
    press(dialog, "Save")
    qtbot.waitUntil(lambda: "er hard rock" in tags(workspace))
    qtbot.waitUntil(lambda: [one.name for one in dialog.view.chosen()] == ["jazz"])
    assert not dialog.form.is_edited


def dropped(dialog: TagManager, names: list[str], onto: str) -> None:
    """Drop rows as the view does, with what a drag of them carries."""
    places = {one.name: row for row, one in enumerate(dialog.table.rows)}
    carried = dialog.table.mimeData([dialog.table.index(places[name], 0) for name in names])
    there = dialog.table.index(places[onto], 1)
    assert dialog.table.canDropMimeData(carried, Qt.DropAction.MoveAction, -1, -1, there)
    dialog.table.dropMimeData(carried, Qt.DropAction.MoveAction, -1, -1, there)


def test_a_tag_dragged_onto_another_goes_below_it_or_is_merged_after_a_question(
    qtbot, workspace, dialog
):
    dropped(dialog, ["hard rock"], "jazz")
    qtbot.waitUntil(lambda: dialog.findChild(QMessageBox) is not None)
    assert "“hard rock” offers “jazz”" in dialog.findChild(QMessageBox).text()
    press(dialog, "Below")
    qtbot.waitUntil(lambda: entry(dialog, "hard rock").implies == ("Rock", "jazz"))
    dialog.undo.click()
    qtbot.waitUntil(lambda: entry(dialog, "hard rock").implies == ("Rock",))
    qtbot.waitUntil(lambda: dialog.findChild(QMessageBox) is None)
    dropped(dialog, ["hard rock"], "jazz")
    qtbot.waitUntil(lambda: dialog.findChild(QMessageBox) is not None)
    press(dialog, "Merge into “jazz”")
    qtbot.waitUntil(lambda: "hard rock" not in names(dialog))
    dialog.undo.click()
    qtbot.waitUntil(lambda: "hard rock" in names(dialog))


def test_several_tags_dragged_onto_one_can_only_go_below_it(qtbot, workspace, dialog):
    dropped(dialog, ["hard rock", "Rock"], "jazz")
    qtbot.waitUntil(lambda: dialog.findChild(QMessageBox) is not None)
    assert not any("Merge" in one.text() for one in dialog.findChild(QMessageBox).buttons())
    press(dialog, "Below")
    qtbot.waitUntil(lambda: "jazz" in entry(dialog, "Rock").implies)
    assert "jazz" in entry(dialog, "hard rock").implies
    dialog.undo.click()  # one step
    qtbot.waitUntil(lambda: "jazz" not in entry(dialog, "Rock").implies)
    assert "jazz" not in entry(dialog, "hard rock").implies


def test_a_tag_is_not_dropped_on_itself_and_a_circle_is_only_offered_to_be_merged(
    qtbot, workspace, dialog
):
    places = {one.name: row for row, one in enumerate(dialog.table.rows)}
    there = dialog.table.index(places["Rock"], 0)
    carried = dialog.table.mimeData([there])
    assert not dialog.table.canDropMimeData(carried, Qt.DropAction.MoveAction, -1, -1, there)
    dropped(dialog, ["Rock"], "hard rock")  # which implies it
    qtbot.waitUntil(lambda: dialog.findChild(QMessageBox) is not None)
    assert not any("Below" in one.text() for one in dialog.findChild(QMessageBox).buttons())
    dialog.findChild(QMessageBox).reject()
    qtbot.waitUntil(lambda: dialog.findChild(QMessageBox) is None)
    dropped(dialog, ["Rock", "jazz"], "hard rock")
    qtbot.waitUntil(lambda: "would imply itself" in dialog.message.text())


def test_enter_in_the_name_saves_and_in_the_search_does_nothing(qtbot, workspace, dialog):
    choose(dialog, "jazz")
    dialog.activateWindow()
    dialog.search.setFocus()
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    assert dialog.isVisible()
    dialog.form.name.setFocus()
    qtbot.keyClicks(dialog.form.name, "y")
    qtbot.keyClick(dialog.form.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "yjazz" in tags(workspace))


def test_the_question_before_a_merge_tells_what_each_choice_means(qtbot, workspace, dialog):
    choose(dialog, "jazz", "Rock")
    dialog.merge.click()
    qtbot.waitUntil(lambda: dialog.findChild(QMessageBox) is not None)
    lines = dialog.findChild(QMessageBox).text().split("\n\n")
    assert lines[0] in {
        "Make one tag of “jazz” and “Rock”?",
        "Make one tag of “Rock” and “jazz”?",
    }
    one, between, other = lines[1].split("\n")
    assert {one, other} == {
        "Keep “Rock”: 2 answers to “jazz” count for it, too.",
        "Keep “jazz”: “Rock” becomes another name for it.",
    }
    assert between == "or"
    assert [one.text() for one in dialog.findChild(QMessageBox).buttons()][:2] == [
        line.split(":")[0] for line in (one, other)
    ]
    press(dialog, "Cancel")
    qtbot.waitUntil(lambda: dialog.findChild(QMessageBox) is None)


def test_the_button_that_saves_stands_below_the_fields_that_it_saves(dialog):
    end = dialog.form.mapTo(dialog, dialog.form.rect().bottomLeft()).y()
    for button in (dialog.undo, dialog.save):
        assert button.mapTo(dialog, button.rect().topLeft()).y() >= end


def test_it_begins_where_a_tag_is_looked_for(qtbot, workspace, shown):
    dialog = shown(TagManager(workspace))
    dialog.activateWindow()
    qtbot.waitUntil(dialog.search.hasFocus)
    qtbot.keyClicks(dialog.search, "hard")
    qtbot.waitUntil(lambda: names(dialog) == ["hard rock"])
