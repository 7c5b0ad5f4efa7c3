"""What stands in the way of the window when it starts: a dialog says what, and what can be done."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMessageBox

import tagstudio
from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.library_address import LibraryAddress
from tagstudio.core.os_errors import as_sentence
from tagstudio.core.settings import Settings, load_settings, settings_file
from tagstudio.ui.base.icons import icon
from tagstudio.ui.base.theme import Theme
from tagstudio.ui.base.window_state import WindowState
from tagstudio.ui.shell.libraries import ask_for_library
from tagstudio.ui.text.message_translation import error_text
from tagstudio.ui.widgets.form import breakable

translate = QCoreApplication.translate
_log = logging.getLogger(__name__)
SIGN = 48  # px
KEPT_AS = ".wrong"  # behind the name of a settings file that was set aside


def settings_or_ask() -> Settings:
    """Return the settings; where the file is wrong, let the user choose what becomes of it.

    Raises TagStudioError when the user gives up, or nobody can be asked.
    """
    while True:
        try:
            return load_settings()
        except TagStudioError as error:
            try:
                settings_problem(error).ask()
            except OSError as refused:  # the file cannot be set aside either
                retry_problem(as_sentence(refused)).ask()


def settings_problem(error: TagStudioError) -> StartProblem:
    """Return the dialog for settings that cannot be read."""
    problem = StartProblem(error)
    problem.offer(
        translate("StartProblem", "Start with the defaults"), _set_settings_aside, main=True
    )
    problem.offer(translate("StartProblem", "Open the file"), lambda: _open(settings_file()))
    problem.offer(translate("StartProblem", "Try again"), lambda: None)
    text = translate(
        "StartProblem", "If you start with the defaults, the wrong file is kept as {file}."
    )
    problem.setInformativeText(text.format(file=_kept_settings().name))
    return problem


def retry_problem(error: TagStudioError) -> StartProblem:
    """Return the dialog for what the user can put right outside of the program alone."""
    problem = StartProblem(error)
    problem.offer(translate("StartProblem", "Try again"), lambda: None, main=True)
    return problem


@contextmanager
def telling_defects() -> Iterator[None]:
    """Show a defect that keeps the window from opening; nobody may see the terminal."""
    try:
        yield
    except (TagStudioError, OSError):
        raise
    except Exception as error:
        from tagstudio.ui.shell.defects import DefectDialog

        if QGuiApplication.platformName() != "offscreen":
            lines = "".join(traceback.format_exception(error))
            DefectDialog(f"TagStudio {tagstudio.__version__}\n{lines}").exec()
        raise


def library_instead(path: LibraryAddress, error: TagStudioError) -> LibraryAddress:
    """Return the library to try in place of one that cannot be opened: the same, or a chosen one.

    Raises the error when the user gives up, or nobody can be asked.
    """
    chosen = [path]

    def choose() -> None:
        folder = path.parent if isinstance(path, Path) else paths.data_folder()
        chosen.append(ask_for_library(None, folder) or path)

    library_problem(error, choose).ask()
    return chosen[-1]


def library_problem(error: TagStudioError, choose: Callable[[], object]) -> StartProblem:
    """Return the dialog for a library that cannot be opened; `choose` asks for another one."""
    problem = StartProblem(error)
    problem.offer(translate("StartProblem", "Try again"), lambda: None, main=True)
    problem.offer(translate("StartProblem", "Open another library…"), choose)
    return problem


class StartProblem(QMessageBox):
    """The sentence of an error, and buttons; `ask` returns once one of them was pressed."""

    def __init__(self, error: TagStudioError) -> None:
        super().__init__(QMessageBox.Icon.Warning, "TagStudio", breakable(error_text(error)))
        _log.warning("the window does not start: %s", error)
        theme = Theme(WindowState(), self)
        # The sign of the style is pale on light ground, whatever the theme.
        self.setIconPixmap(icon("failed", theme.colours.warning).pixmap(SIGN))
        self._error = error
        self._actions: dict[object, Callable[[], object]] = {}
        self.quit = self.addButton(
            translate("StartProblem", "Quit"), QMessageBox.ButtonRole.RejectRole
        )

    def offer(self, text: str, act: Callable[[], object], *, main: bool = False) -> None:
        """Add a button; with `main` Return presses it."""
        button = self.addButton(text, QMessageBox.ButtonRole.AcceptRole)
        self._actions[button] = act
        if main:
            self.setDefaultButton(button)
            button.setProperty("main", True)
            button.style().polish(button)

    def ask(self) -> None:
        """Do what is chosen. Raises the error when that is to quit, or nobody can be asked."""
        if QGuiApplication.platformName() == "offscreen":
            raise self._error
        self.exec()
        act = self._actions.get(self.clickedButton())
        if act is None:
            raise self._error
        act()


def _kept_settings() -> Path:
    file = settings_file()
    return file.with_name(file.name + KEPT_AS)


def _set_settings_aside() -> None:
    settings_file().replace(_kept_settings())


def _open(file: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))
