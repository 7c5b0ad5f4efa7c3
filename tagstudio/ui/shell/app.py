"""Start the window, or say in one sentence why it cannot open."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from tagstudio.core.errors import TagStudioError
from tagstudio.core.paths import make_private
from tagstudio.core.settings import load_settings

if TYPE_CHECKING:
    from types import TracebackType

    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from tagstudio.library.db.database import Library

COPY_MS = 3000  # after the start, so that a safety copy does not hold it up
COPY_CHECK_MS = 60_000  # between two looks whether one is due
SIGNALS_MS = 500  # how often Python gets to see Ctrl+C in the terminal


def run(library: Path) -> int:
    """Open the window on a library, which is made if it is missing; return the exit status.

    A damaged library's safety copies are offered first. Raises TagStudioError when PySide6 or a
    display is missing, or the library cannot be opened.
    """
    application = _application()
    from PySide6.QtCore import QTimer

    from tagstudio.ui.background.closer_listening import closer_listening_of
    from tagstudio.ui.background.library_jobs import bring_tags, copy_if_due
    from tagstudio.ui.background.training_by_itself import TrainingByItself
    from tagstudio.ui.background.workspace import Workspace
    from tagstudio.ui.base.responsive import responsive
    from tagstudio.ui.shell.main_window import SCREENS, MainWindow

    make_private()
    settings = load_settings()
    screens = [screen.module for screen in SCREENS]
    with responsive(screens), _opened(library) as opened:
        workspace = Workspace(opened, settings)
        sys.excepthook = _report_defect
        window = MainWindow(workspace)
        window.show()
        timer = _closing_at_signals(window.close)
        bring_tags(workspace)
        closer_listening_of(workspace).begin()
        TrainingByItself(workspace)
        QTimer.singleShot(COPY_MS, workspace, lambda: copy_if_due(workspace))
        checks = QTimer(workspace, interval=COPY_CHECK_MS)
        checks.timeout.connect(lambda: copy_if_due(workspace))
        checks.start()
        try:
            return int(application.exec())
        finally:
            timer.stop()
            workspace.close()
            sys.excepthook = sys.__excepthook__


def _opened(path: Path) -> Library:
    """Open the library; where it cannot be opened, offer its copies or say why in a dialog too.

    Who starts the window from a menu of the desktop sees no terminal.
    """
    from tagstudio.library.db.backup.copies import contents
    from tagstudio.library.db.database import open_library
    from tagstudio.library.db.sqlite_errors import explaining

    try:
        library = open_library(path, writing=True, copying=False)
        with ExitStack() as on_failure, explaining(path):
            on_failure.callback(library.close)
            contents(path)  # reads every table of the start: damage shows here, not in the window
            on_failure.pop_all()
    except TagStudioError as error:
        from tagstudio.ui.shell.recovery import recovered, tell

        if recovered(path):
            return open_library(path, writing=True, copying=False)
        tell(error)
        raise
    return library


def _application() -> QApplication:
    _check_display()
    try:
        from PySide6.QtWidgets import QApplication
    except ImportError as error:
        raise TagStudioError(
            "window.no-pyside",
            "The window cannot open: {error}. It needs PySide6 (pip install PySide6-Essentials) and"
            " the system's libEGL and libxkbcommon. All commands work without it: tagstudio --help",
            error=error,
        ) from error
    from PySide6.QtCore import QCoreApplication

    from tagstudio.ui.base.languages import speak
    from tagstudio.ui.base.window_state import WindowState

    application = QCoreApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(sys.argv[:1])
    application.setApplicationName("TagStudio")
    application.setDesktopFileName("tagstudio")
    speak(application, WindowState().language)
    return application


def _check_display() -> None:
    """Raise TagStudioError where Qt would abort the process."""
    wanted = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if not sys.platform.startswith("linux") or wanted in {"offscreen", "minimal", "vnc"}:
        return
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        raise TagStudioError(
            "window.no-display",
            "There is no display, so the window cannot open. Start it on a desktop. All commands"
            " work without it: tagstudio --help",
        )


def _closing_at_signals(close: Callable[[], object]) -> QTimer:
    """Close the window at Ctrl+C and SIGTERM; Qt's loop lets Python see them with a timer."""
    from PySide6.QtCore import QTimer

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: close())
    timer = QTimer(interval=SIGNALS_MS)
    timer.timeout.connect(lambda: None)
    timer.start()
    return timer


def _report_defect(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Show a defect of the program, and live on: all answers are written."""
    from PySide6.QtWidgets import QApplication, QMessageBox

    from tagstudio.ui.text.message_translation import error_text

    traceback.print_exception(kind, error, trace)
    if issubclass(kind, KeyboardInterrupt):
        return
    if isinstance(error, OSError):  # of the disk, not of the program
        QMessageBox.warning(None, "TagStudio", error_text(error))
        return
    text = QApplication.translate("app", "This is a defect of TagStudio. Your answers are kept.")
    box = QMessageBox(QMessageBox.Icon.Warning, "TagStudio", text)
    box.setInformativeText(QApplication.translate("app", "Please report it with the details."))
    box.setDetailedText("".join(traceback.format_exception(kind, error, trace)))
    box.exec()
