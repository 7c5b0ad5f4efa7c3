"""Start the window, or say in one sentence why it cannot open."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tagstudio.core.errors import TagStudioError
from tagstudio.core.os_errors import as_sentence
from tagstudio.core.paths import make_private

if TYPE_CHECKING:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from tagstudio.core.library_address import LibraryAddress
    from tagstudio.core.settings import Settings
    from tagstudio.library.db.database import Library
    from tagstudio.ui.background.workspace import Workspace
    from tagstudio.ui.base.made_ahead import MakingAhead
    from tagstudio.ui.shell.main_window import MainWindow

LOCKED = "library.locked"  # the key of the error
COPY_MS = 3000  # after the start, so that a safety copy does not hold it up
COPY_CHECK_MS = 60_000  # between two looks whether one is due
SIGNALS_MS = 500  # how often Python gets to see Ctrl+C in the terminal


def run(library: LibraryAddress, places: Sequence[Path] = ()) -> int:
    """Open the window on a library, which is made if it is missing; return the exit status.

    `places` are what was opened with the program: folders of music to add once the user agrees,
    files, other libraries. Where the library has a window already, that one comes forward and takes
    them. What stands in the way is said in a dialog, with what can be done; a damaged library's
    safety copies are offered first. Raises TagStudioError when PySide6 or a display is missing, or
    the user gives up.
    """
    from tagstudio.core.program_log import logged

    make_private()
    with _without_collections(), logged():
        application = _application_or_word()
        from tagstudio.ui.shell.start_problem import settings_or_ask, telling_defects

        with telling_defects():
            settings = settings_or_ask()
            opened = _opened(library, places)
            if opened is None:  # its window has come forward
                return 0
            with ExitStack() as once_closed, opened:
                return _show(application, opened, settings, places, once_closed)


@contextmanager
def _without_collections() -> Iterator[None]:
    """Let Python collect no garbage: while modules are loaded it would only find what stays.

    That takes a tenth of the start. Once the window is made, `responsive` collects.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _show(
    application: QApplication,
    library: Library,
    settings: Settings,
    places: Sequence[Path],
    once_closed: ExitStack,
) -> int:
    """Show the window until it is closed; `once_closed` ends after the library is."""
    from PySide6.QtCore import QTimer

    from tagstudio.library.db.rights import Right
    from tagstudio.ui.background.by_itself.closer_listening import closer_listening_of
    from tagstudio.ui.background.by_itself.folder_watching import folder_watching_of
    from tagstudio.ui.background.by_itself.update_check import update_check_of
    from tagstudio.ui.background.library_jobs import bring_tags, copy_if_due
    from tagstudio.ui.background.rights import refusal
    from tagstudio.ui.background.workspace import Workspace
    from tagstudio.ui.base.responsive import responsive
    from tagstudio.ui.shell.defects import Defects
    from tagstudio.ui.shell.demo_library import begin_demo
    from tagstudio.ui.shell.main_window import SCREENS, MainWindow
    from tagstudio.ui.shell.single_window import OpenEvents, WindowDoor

    with responsive([screen.module for screen in SCREENS]) as loading:
        workspace = Workspace(library, settings)
        window = MainWindow(workspace)
        loading.loaded.connect(making_ahead(workspace, window).begin)
        sys.excepthook = Defects(window, window.tell_problem).report
        window.show()
        if isinstance(library.path, Path):  # of a database several windows may be open
            WindowDoor(library.path, window).knocked.connect(window.come_forward)
        if sys.platform == "darwin":
            OpenEvents(application, window).opened.connect(window.come_forward)
        window.take_opened(places)
        timer = _closing_at_signals(window.close_at_once)
        may_scan = not refusal(library, Right.SCAN)
        if not refusal(library, Right.MANAGE_TAGS):
            bring_tags(workspace)
        begin_demo(workspace, window.show_screen)
        if may_scan:
            closer_listening_of(workspace).begin()
        _in_pause(workspace, "plugins", lambda: _start_plugins(workspace, window))
        if may_scan:
            folder_watching_of(workspace).begin()
        window.update_bar.watch(update_check_of(workspace))
        QTimer.singleShot(COPY_MS, workspace, lambda: copy_if_due(workspace))
        checks = QTimer(workspace, interval=COPY_CHECK_MS)
        checks.timeout.connect(lambda: copy_if_due(workspace))
        checks.start()
        try:
            return int(application.exec())
        finally:
            timer.stop()
            _let_others_wait(library, once_closed)
            workspace.close()
            sys.excepthook = sys.__excepthook__


def _let_others_wait(library: Library, once_closed: ExitStack) -> None:
    """Let who opens the library while this program ends wait for it, until it is closed."""
    from tagstudio.library.db.sqlite.lock import giving_way

    if isinstance(library.path, Path):
        once_closed.enter_context(giving_way(library.path))


def making_ahead(workspace: Workspace, window: MainWindow) -> MakingAhead:
    """Return what makes the pages that take long before they are shown, once it begins."""
    from tagstudio.ui.base.made_ahead import MakingAhead

    return MakingAhead(window.make_ahead(), partial(_in_pause, workspace, "pages"), window)


def _in_pause(workspace: Workspace, what: str, begin: Callable[[], object]) -> None:
    """Call `begin` in the next pause of what the user waits for, first of all the first rows."""
    workspace.ask(
        lambda _: None,
        lambda _: begin(),
        owner=workspace,
        topic=f"pause for {what}",
        failed=lambda _: begin(),
        later=True,
    )


def _start_plugins(workspace: Workspace, window: MainWindow) -> None:
    """Start all plugins, which takes seconds of all processors, and what goes by their models."""
    from tagstudio.library.db.rights import Right
    from tagstudio.ui.background.by_itself.training_by_itself import TrainingByItself
    from tagstudio.ui.background.plugin_states import plugin_states_of
    from tagstudio.ui.background.rights import refusal

    window.plugin_trouble_bar.watch(plugin_states_of(workspace))
    if not refusal(workspace.library, Right.PROMOTE):
        TrainingByItself(workspace)
        window.better_model_bar.watch(plugin_states_of(workspace))


def _opened(path: LibraryAddress, places: Sequence[Path] = ()) -> Library | None:
    """Open the library; None where its window is open, has come forward and takes the places.

    Who starts the window from a menu of the desktop sees no terminal: where the library cannot be
    opened, its copies are offered, or a dialog says why and what can be done.
    """
    may_end = True  # the window that holds it, just now: then it is there at the second try
    while True:
        try:
            return _open_soundly(path)
        except (TagStudioError, OSError) as caught:
            from tagstudio.ui.shell.recovery import recovered
            from tagstudio.ui.shell.single_window import knock
            from tagstudio.ui.shell.start_problem import library_instead

            error = caught if isinstance(caught, TagStudioError) else as_sentence(caught)
            if error.message.key == LOCKED and isinstance(path, Path):
                if knock(path, places):
                    return None
                if may_end:
                    may_end = False
                    continue
            path = recovered(path, error) or library_instead(path, error)


def _open_soundly(path: LibraryAddress) -> Library:
    from tagstudio.library.db.backup.copies import contents
    from tagstudio.library.db.database import open_library
    from tagstudio.library.db.sqlite.errors import explaining

    library = open_library(path, writing=True, copying=False, person="")  # the workspace names it
    if not isinstance(path, Path):
        return library
    with ExitStack() as on_failure, explaining(path):
        on_failure.callback(library.close)
        contents(path)  # reads every table of the start: damage shows here, not in the window
        on_failure.pop_all()
    return library


def _application_or_word() -> QApplication:
    """Return the application; where Qt cannot show a window, say so with what the desktop has."""
    try:
        return _application()
    except TagStudioError as error:
        from tagstudio.ui.shell.plain_dialog import tell

        tell(_in_words(error))
        raise


def _in_words(error: TagStudioError) -> str:
    """Return the text of an error in the user's language, in English where there is no Qt."""
    try:
        from tagstudio.ui.text.message_translation import error_text
    except ImportError:
        return str(error)
    return error_text(error)


def _application() -> QApplication:
    _check_display()
    _check_display_driver()
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


def _check_display_driver() -> None:
    """Raise TagStudioError where a library of the system is missing that Qt needs for X11.

    Qt would end the process with a line on stderr, which nobody sees who starts from an icon.
    """
    wanted = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    is_x11 = bool(os.environ.get("DISPLAY")) and not os.environ.get("WAYLAND_DISPLAY")
    if not sys.platform.startswith("linux") or not (wanted == "xcb" or (not wanted and is_x11)):
        return
    spec = find_spec("PySide6")
    if spec is None or spec.origin is None:  # told by who imports it
        return
    driver = Path(spec.origin).parent / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    if not driver.exists():  # a PySide6 of the system, which depends on what it needs
        return
    try:
        ctypes.CDLL(str(driver))
    except OSError as error:
        raise TagStudioError(
            "window.no-driver",
            "The window cannot open: a library of the system is missing ({error}). On Debian and"
            " Ubuntu this installs what it needs: sudo apt install libxcb-cursor0"
            " libxkbcommon-x11-0 libegl1",
            error=str(error).partition(":")[0],
        ) from error


def _closing_at_signals(close: Callable[[], object]) -> QTimer:
    """Close the window at Ctrl+C and SIGTERM; Qt's loop lets Python see them with a timer."""
    from PySide6.QtCore import QTimer

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: close())
    timer = QTimer(interval=SIGNALS_MS)
    timer.timeout.connect(lambda: None)
    timer.start()
    return timer
