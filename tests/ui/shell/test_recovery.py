from dataclasses import replace
from pathlib import Path

import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.restoring.restore import Restored, look
from tagstudio.engine.restoring.salvage import Salvaged
from tagstudio.library.db.backup.back_up import back_up
from tagstudio.library.db.backup.copies import DAILY
from tagstudio.library.db.database import Library, open_library
from tagstudio.ui.shell import app, recovery, start_problem
from tagstudio.ui.shell.recovery import RecoveryDialog, recovered


@pytest.fixture
def damaged(library: Library) -> Path:
    """The library of six tracks, copied, then overwritten."""
    back_up(library.path, DAILY)
    library.close()
    library.path.write_bytes(b"nonsense" * 1000)
    return library.path


def test_the_copies_are_shown_and_the_chosen_one_is_restored(qtbot, damaged):
    dialog = RecoveryDialog(look(damaged))
    qtbot.addWidget(dialog)
    dialog.show()
    assert str(damaged) in dialog.explanation.text()
    rows = dialog.copies.model()
    assert [rows.index(0, column).data() for column in (1, 2, 4)] == ["6", "2", "unknown"]
    dialog.agree.click()
    assert dialog.result() == RecoveryDialog.DialogCode.Accepted
    assert dialog.restored.kept.read_bytes() == b"nonsense" * 1000
    with open_library(damaged, writing=True, copying=False):
        assert look(damaged).present.tracks == 6
    assert dialog.agree.property("main")


def test_a_failure_is_said_in_the_dialog_and_changes_nothing(qtbot, damaged):
    dialog = RecoveryDialog(look(damaged))
    qtbot.addWidget(dialog)
    dialog.show()
    for copy in (damaged.parent / f"{damaged.name}.backups").glob("*.db"):
        copy.unlink()
    dialog.agree.click()
    assert dialog.isVisible()
    assert "could not be restored" in dialog.problem.text()
    assert damaged.read_bytes() == b"nonsense" * 1000


def test_the_program_offers_the_copies_and_opens_the_restored_library(damaged, monkeypatch):
    def agreed(dialog: RecoveryDialog) -> RecoveryDialog.DialogCode:
        dialog.accept()
        return dialog.result()

    monkeypatch.setattr(RecoveryDialog, "exec", agreed)
    said = []
    monkeypatch.setattr(recovery, "say", said.append)
    with app._opened(damaged) as library:
        assert look(library.path).condition == "sound"
    [sentences] = said
    assert "No answer of the file before could be read." in sentences
    assert f"The file before is kept as {damaged}.damaged." in sentences


def test_who_gives_up_at_the_copies_is_not_asked_again(damaged, monkeypatch):
    monkeypatch.setattr(RecoveryDialog, "exec", lambda dialog: RecoveryDialog.DialogCode.Rejected)
    monkeypatch.setattr(start_problem, "library_instead", lambda *_: pytest.fail("asked again"))
    with pytest.raises(TagStudioError, match="is damaged"):
        app._opened(damaged)


def test_another_library_can_be_opened_in_place_of_the_damaged_one(damaged, monkeypatch):
    other = damaged.parent / "other.db"

    def chose_other(dialog: RecoveryDialog) -> RecoveryDialog.DialogCode:
        dialog.open_other()
        return dialog.result()

    monkeypatch.setattr(RecoveryDialog, "exec", chose_other)
    monkeypatch.setattr(recovery, "ask_for_library", lambda *_: other)
    with app._opened(damaged) as library:
        assert library.path == other
    assert damaged.read_bytes() == b"nonsense" * 1000


def test_what_was_taken_over_and_lost_is_said(qtbot, damaged):
    dialog = RecoveryDialog(look(damaged))
    qtbot.addWidget(dialog)
    restored = Restored(None, Salvaged(12, 3, 2), ("mine-v2",))
    assert dialog.outcome(restored).split("\n\n")[1:] == [
        "Newer changes of answers taken over: 12.",
        "Newer changes of answers that could not be read: 2.",
        "Model versions put back: mine-v2.",
    ]


def test_for_a_library_that_cannot_be_opened_nothing_is_offered(damaged, monkeypatch):
    found = replace(look(damaged), condition="unusable")
    monkeypatch.setattr(recovery, "look", lambda path: found)
    monkeypatch.setattr(RecoveryDialog, "exec", lambda dialog: pytest.fail("offered"))
    assert recovered(damaged, TagStudioError("x", "x")) is None


def test_damage_behind_a_sound_first_page_is_found_before_the_window_opens(library, monkeypatch):
    back_up(library.path, DAILY)
    with library.read() as connection:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'journal'"
        page = connection.exec_driver_sql(query).scalar_one()
    library.close()
    content = bytearray(library.path.read_bytes())
    content[4096 * (page - 1) : 4096 * page] = b"\xa5" * 4096
    library.path.write_bytes(content)
    offered = []
    monkeypatch.setattr(RecoveryDialog, "exec", lambda dialog: offered.append(dialog) or 0)
    with pytest.raises(TagStudioError, match="is damaged"):
        app._opened(library.path)
    assert len(offered) == 1


def test_without_a_copy_or_with_another_fault_nothing_is_offered(qapp, tmp_path, monkeypatch):
    monkeypatch.setattr(RecoveryDialog, "exec", lambda dialog: pytest.fail("offered"))
    path = tmp_path / "other.db"
    path.write_bytes(b"nonsense" * 1000)
    assert recovered(path, TagStudioError("x", "x")) is None
    with pytest.raises(TagStudioError, match="no intact copy"):
        app._opened(path)
