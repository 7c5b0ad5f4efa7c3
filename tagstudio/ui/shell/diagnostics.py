"""Help > Copy diagnostics: what a report of a fault needs, in the clipboard."""

from __future__ import annotations

from importlib.metadata import version

from PySide6.QtCore import QCoreApplication, QLocale, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from sqlalchemy import Connection

from tagstudio.core.errors import TagStudioError
from tagstudio.ui.background.workspace import Workspace


def copy_diagnostics(workspace: Workspace, window: QWidget) -> None:
    """Copy the diagnostics, and say so; they are gathered on a thread, for folders are added up."""
    of_window = window_facts(workspace, window)
    library, settings = workspace.library, workspace.settings

    def read(connection: Connection) -> str:
        from tagstudio.engine.diagnostics import diagnostics

        return diagnostics(
            connection, library.path, settings, {**of_window, "Sound": _sound_output()}
        )

    def copy(text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        said = QCoreApplication.translate(
            "diagnostics", "Copied: {count} lines, without any titles of your music."
        )
        workspace.say(said.format(count=len(text.splitlines())))

    workspace.ask(read, copy, owner=window, topic="diagnostics")


def window_facts(workspace: Workspace, window: QWidget) -> dict[str, str]:
    """Return what Qt says of itself and the screen."""
    screen = window.screen()
    size = screen.size()
    return {
        "Qt": f"{qVersion()}, PySide6 {version('PySide6-Essentials')}",
        "Screen": f"{size.width()} x {size.height()}, {screen.devicePixelRatio():g}"
        f" ({QGuiApplication.platformName()})",
        "Language": f"{QLocale().name()}, theme {workspace.theme.choice}",
    }


def _sound_output() -> str:
    """Return the system's output device, or why there is none."""
    from tagstudio.ui.player.output import SoundCard

    try:
        card = SoundCard()
    except TagStudioError as error:
        return f"none: {error}"
    return f"{card.name}, {card.hz} Hz"
