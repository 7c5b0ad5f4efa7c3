"""Hands and eyes on the real window: keys, clicks, file dialogs, waiting, pictures."""

from collections.abc import Callable
from pathlib import Path

from event_loop import live, until
from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QWidget,
)

from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.shell.main_window import MainWindow

PATIENCE_SECONDS = 600.0
BLINK_SECONDS = 0.06  # between two keys


class Librarian:
    """Operates a window as a person does, and takes pictures of it."""

    def __init__(self, window: MainWindow, pictures: Path) -> None:
        self.window = window
        self.workspace = window._workspace
        self._pictures = pictures
        pictures.mkdir(parents=True, exist_ok=True)
        self._come_forward()

    def until(self, holds: Callable[[], object], what: str) -> None:
        """Run the event loop until a condition holds; `what` names it in the error."""
        until(holds, what, PATIENCE_SECONDS)

    def press(self, keys: str) -> None:
        """Press keys as they are written in a menu, on whatever has the focus."""
        self._come_forward()
        pressed = QKeySequence(keys)[0]
        receiver = QApplication.focusWidget() or self.window
        QTest.keyClick(receiver, pressed.key(), pressed.keyboardModifiers())
        live(BLINK_SECONDS)

    def write(self, text: str) -> None:
        """Type a text into the field that has the focus, in place of the selection."""
        field = QApplication.focusWidget()
        assert isinstance(field, QLineEdit), f"{field} has the focus"
        QTest.keyClicks(field, text)
        live(BLINK_SECONDS)

    def click(self, button: QAbstractButton) -> None:
        """Press a button with the mouse, once it can be pressed."""
        self.until(lambda: button.isVisible() and button.isEnabled(), f"“{button.text()}”")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        live(BLINK_SECONDS)

    def choosing(self, path: Path) -> None:
        """Choose a path in the file dialog that opens next, which blocks who opens it."""
        QTimer.singleShot(300, lambda: self._choose(path))

    def _choose(self, path: Path) -> None:
        found = [one for one in QApplication.topLevelWidgets() if isinstance(one, QFileDialog)]
        assert found, "no file dialog is open"
        found[0].findChild(QLineEdit).setText(str(path))
        QTest.keyClick(found[0].findChild(QLineEdit), Qt.Key.Key_Return)

    def _come_forward(self) -> None:
        """Be the active window again: without a window manager nobody sees to that."""
        if QApplication.activeWindow() is None:
            self.window.activateWindow()
            QTest.qWaitForWindowActive(self.window)

    def dialog(self) -> QDialog | None:
        """Return the dialog that is open."""
        opened = QApplication.activeModalWidget()
        return opened if isinstance(opened, QDialog) else None

    def agree(self, box: QMessageBox) -> None:
        """Press the accepting button of a message box."""
        wanted = QMessageBox.ButtonRole.AcceptRole
        self.click(next(one for one in box.buttons() if box.buttonRole(one) == wanted))

    def job(self, start: Callable[[], object]) -> RunningJob:
        """Do what starts a job, wait for its end, and return it, done."""
        before, jobs = set(self.workspace.jobs.over), self.workspace.jobs
        start()
        self.until(lambda: set(jobs.over) - before and not jobs.jobs, "a job")
        for job in set(jobs.over) - before:
            assert job.state == "done", f"{job.title}: {job.state}, {job.failure}"
        return jobs.over[-1]

    def look(self, name: str, widget: QWidget | None = None) -> None:
        """Keep a picture of the window, or of a dialog."""
        live(0.25)
        (widget or self.window).grab().save(str(self._pictures / f"{name}.png"))

    def size(self, width: int, height: int) -> None:
        """Make the window so large."""
        self.window.resize(QSize(width, height))
        live(0.15)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
