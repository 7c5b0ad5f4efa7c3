"""What is said in the window is told to a screen reader: the status line, answers, notices."""

import pytest
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from tagstudio.core.errors import TagStudioError
from tagstudio.ui.base import announce as module
from tagstudio.ui.shell.status_bar import StatusBar
from tagstudio.ui.widgets.notice_bar import NoticeBar


@pytest.fixture
def announced(monkeypatch) -> list[str]:
    said = []

    class Spy:
        @staticmethod
        def updateAccessibility(event: QAccessibleAnnouncementEvent) -> None:
            assert event.type() == QAccessible.Event.Announcement
            said.append(event.message())
            QAccessible.updateAccessibility(event)

    monkeypatch.setattr(module, "QAccessible", Spy)
    return said


def test_the_status_line_is_said(workspace, shown, announced):
    shown(StatusBar(workspace))
    workspace.say("Something happened.")
    workspace.say("")
    assert announced == ["Something happened."]


def test_an_answer_its_undo_and_a_refusal_are_said(qtbot, workspace, shown, announced):
    shown(StatusBar(workspace))
    with qtbot.waitSignal(workspace.decisions.written):
        workspace.decisions.answer([6], "jazz", "yes")
    qtbot.waitUntil(lambda: len(announced) == 1)
    assert "jazz" in announced[0]
    with qtbot.waitSignal(workspace.status_changed):
        workspace.decisions.undo()
    assert "jazz" in announced[-1]

    def refuse(_):
        raise TagStudioError("It cannot be done. Do something else.")

    workspace.ask(refuse, lambda _: None, owner=workspace)
    qtbot.waitUntil(lambda: "It cannot be done." in announced[-1])


def test_a_notice_is_said_when_it_appears(workspace, shown, announced):
    bar = shown(NoticeBar(workspace.theme, "failure"))
    bar.show_notice("The disk is full.", [])
    assert announced == ["The disk is full."]
