"""Other libraries: each opens in a window of its own, and is remembered as a recent one."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QProcess
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox, QWidget

from tagstudio.core import paths
from tagstudio.core.library_address import LibraryAddress, parsed_addresses
from tagstudio.core.own_program import program_command
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.window_state import WindowState

RECENT = 8
_KEY = "libraries"


def title_of(library: LibraryAddress) -> str:
    """Return the title of the window of a library: the user's usual one needs no name."""
    if library == paths.default_library():
        return "TagStudio"
    if library == paths.demo_library():
        return QCoreApplication.translate("libraries", "Demo – TagStudio")
    return f"{library.stem} – TagStudio"


def remember(remembered: WindowState, library: LibraryAddress) -> None:
    """Put a library in front of the recent ones, for the other windows too."""
    remembered.write()
    others = [name for name in remembered.document(_KEY, []) if name != str(library)]
    remembered.keep_document(_KEY, [str(library), *others][:RECENT])
    remembered.write()


def recent(remembered: WindowState) -> list[LibraryAddress]:
    """Return the recent libraries that are still there, the latest first, of all windows."""
    remembered.write()
    names = [name for name in remembered.document(_KEY, []) if isinstance(name, str)]
    found = [one for name in names for one in parsed_addresses(name)]
    return [one for one in found if not isinstance(one, Path) or one.is_file()]


def open_library_window(workspace: Workspace, library: LibraryAddress) -> None:
    """Open a library in a window of its own; that of one that is open already comes forward."""
    program, *arguments = program_command("--library", str(library))
    started, _ = QProcess.startDetached(program, arguments, str(Path.home()))
    text = (
        QCoreApplication.translate("libraries", "Opening {file} in a window of its own…")
        if started
        else QCoreApplication.translate("libraries", "{file} could not be opened in a new window.")
    )
    workspace.say(text.format(file=library.name))


def ask_for_library(parent: QWidget | None, folder: Path, title: str = "") -> Path | None:
    """Let the user choose a library file; None for none."""
    title = title or QCoreApplication.translate("libraries", "Open a library")
    name, _ = QFileDialog.getOpenFileName(parent, title, str(folder), _filter())
    return Path(name) if name else None


def open_other(parent: QWidget, workspace: Workspace) -> None:
    """Let the user choose a library, and open it."""
    chosen = ask_for_library(parent, workspace.library.beside.parent)
    if chosen is not None and chosen.is_file() and not paths.is_library(chosen):
        text = QCoreApplication.translate(
            "libraries",
            "{file} is no library of TagStudio. To add music, use “Add folder” in the File menu.",
        )
        text = text.format(file=chosen.name)
        box = QMessageBox(QMessageBox.Icon.Warning, "TagStudio", text, parent=parent)
        box.finished.connect(box.deleteLater)
        box.open()
    elif chosen is not None:
        open_library_window(workspace, chosen)


def open_new(parent: QWidget, workspace: Workspace) -> None:
    """Let the user name a library, which is made and opened; one that is there is just opened."""
    title = QCoreApplication.translate("libraries", "New library")
    option = QFileDialog.Option.DontConfirmOverwrite
    name, _ = QFileDialog.getSaveFileName(
        parent,
        title,
        str(workspace.library.beside.parent / f"music{paths.LIBRARY_SUFFIX}"),
        _filter(),
        "",
        option,
    )
    if name:
        path = Path(name)
        open_library_window(
            workspace, path if path.suffix else path.with_suffix(paths.LIBRARY_SUFFIX)
        )


def fill_recent(menu: QMenu, workspace: Workspace) -> None:
    """List the recent libraries but the open one."""
    menu.clear()
    for library in recent(workspace.remembered):
        if library != workspace.library.path:
            text = _shown(library).replace("&", "&&")
            menu.addAction(text, partial(open_library_window, workspace, library))
    menu.setEnabled(not menu.isEmpty())


def _shown(library: LibraryAddress) -> str:
    if library == paths.default_library():
        return QCoreApplication.translate("libraries", "My library")
    if library == paths.demo_library():
        return QCoreApplication.translate("libraries", "Demo")
    place = library.parent if isinstance(library, Path) else library
    return f"{library.stem} ({place})"


def _filter() -> str:
    kinds = QCoreApplication.translate("libraries", "Libraries (*.db)")
    everything = QCoreApplication.translate("libraries", "All files (*)")
    return f"{kinds};;{everything}"
