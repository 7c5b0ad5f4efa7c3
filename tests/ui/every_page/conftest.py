"""Every page and dialog of a window on twelve real files with suggestions, answers, favourites."""

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import shiboken6
import soundfile
from PySide6.QtCore import QEvent, QLocale, QObject, Qt, QTranslator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

sys.path.insert(0, str(Path(__file__).parents[3] / "benchmarks"))

from pages import Pages

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import run
from tagstudio.core.settings import Settings
from tagstudio.engine.file_tags.plan import plan_writes
from tagstudio.engine.file_tags.write import write_planned
from tagstudio.engine.plugins import discovery
from tagstudio.engine.plugins.installed_models import choose_model, installed_models
from tagstudio.engine.scanning.scan import scan
from tagstudio.engine.tagging.suggest import SuggestOptions, suggest
from tagstudio.library.db.database import open_library
from tagstudio.library.search.query import ALL_TRACKS
from tagstudio.library.tags import decisions, tags
from tagstudio.library.tags.decisions import Decision
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.languages import speak
from tagstudio.ui.base.window_state import ThemeChoice
from tagstudio.ui.player.player import player_of
from tagstudio.ui.review_screen.favourites import SLOTS, Favourites
from tagstudio.ui.shell.main_window import MainWindow
from tagstudio.ui.widgets.dialog import Dialog

PLUGINS = Path(__file__).parents[2] / "plugins"
HZ = 8000
LONG = "II. Largo, Larghetto, Largo, live at the Elbphilharmonie, the whole night, remastered"
OWN_TAG = "late at night in the rain, with candles"
FAVOURITES = (
    "jazz",
    "rock",
    "R&B",
    "folk",
    "sad",
    OWN_TAG,
    "loud",
    "strings",
    "slow",
    "female vocalists",
)


@pytest.fixture(scope="session")
def many_named_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library file, made once; every third track has a long name."""
    folder = tmp_path_factory.mktemp("every page")
    music, file = folder / "music", folder / "library.db"
    music.mkdir()
    for number in range(12):
        name = f"{LONG} jazz 0.8 rock 0.6 folk 0.4 loud 0.9 sad 0.8" if number % 3 else "jazz 0.8"
        samples = np.random.default_rng(number).uniform(-0.5, 0.5, 3 * HZ)
        soundfile.write(music / f"{number:02} {name}.wav", samples, HZ)
    (music / "cut off.wav").write_bytes(b"RIFF\x04\x00\x00\x00WAVE")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TAGSTUDIO_HOME", str(folder / "home"))
        shutil.copytree(PLUGINS / "along_tagger", paths.user_plugins_folder() / "along_tagger")
        with open_library(file, writing=True) as library:
            run(scan(library, [music]))
            along = choose_model(installed_models(), "along")
            run(suggest(library, along, ALL_TRACKS, SuggestOptions()))
            with library.write() as connection:
                own = tags.tag_id(connection, OWN_TAG, "", "user")
                given = [Decision(track, own, "yes" if track % 2 else "no") for track in (1, 2, 3)]
                decisions.record_decisions(connection, given, "user")
            run(write_planned(library, run(plan_writes(library, [1], None))))
    return file


@pytest.fixture
def open_pages(
    qtbot, qapp: QApplication, many_named_file: Path, tmp_path: Path, monkeypatch
) -> Iterator[Callable[..., Pages]]:
    """Open the window in a language and a theme, with the library found and no sound card."""
    shutil.copytree(PLUGINS / "along_tagger", paths.user_plugins_folder() / "along_tagger")
    monkeypatch.setattr(discovery, "bundled_folder", lambda: tmp_path / "none")
    before, opened = QLocale(), []

    def open_them(language: str = "en", theme: ThemeChoice = "light", width=800, height=600):
        if language != "en":
            speak(qapp, language)  # type: ignore[arg-type]
        file = Path(shutil.copy(many_named_file, tmp_path / "library.db"))
        library = open_library(file, writing=True)
        workspace = Workspace(library, Settings(listen_closer=False))
        workspace.theme.choose(theme)
        favourites = Favourites(workspace.remembered)
        for slot, tag in zip(SLOTS, FAVOURITES, strict=True):
            favourites.put(slot, tag)
        player_of(workspace)._open_output = _no_card
        window = MainWindow(workspace)
        opened.extend([window, workspace, library])
        window.resize(width, height)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_F24)  # works by keys
        return Pages(window, blink=0.05)

    flashes = WindowsOfParts()
    qapp.installEventFilter(flashes)
    yield open_them
    qapp.removeEventFilter(flashes)
    if opened:
        window, workspace, library = opened
        window.close()
        shiboken6.delete(window)
        workspace.close()
        QApplication.processEvents()
        shiboken6.delete(workspace)
        library.close()
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()
    QLocale.setDefault(before)
    assert not flashes.seen, "shown before they had a place"


class WindowsOfParts(QObject):
    """Notes the parts that were shown as windows of their own: they flash up on the screen."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look at what is shown; dialogs, menus and tool tips are windows by their nature."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            is_plain = watched.windowType() in {Qt.WindowType.Widget, Qt.WindowType.Window}
            if watched.isWindow() and is_plain and not isinstance(watched, MainWindow | Dialog):
                self.seen.add(f"{type(watched).__name__} “{watched.accessibleName()}”")
        return False


def _no_card() -> None:
    raise TagStudioError("No sound: no device. Connect one.")
