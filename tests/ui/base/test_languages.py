import ast
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import PySide6
import pytest
from PySide6.QtCore import QLocale, Qt, QTranslator
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QTableView,
    QTabWidget,
    QTreeView,
    QWidget,
)

from tagstudio.engine.plugins.permissions import NO_SANDBOX
from tagstudio.library.tags.tags import list_tags
from tagstudio.library.views.browse import rows_of
from tagstudio.ui.base.languages import KEYS, NAMES, SOURCE, TRANSLATIONS, language_of
from tagstudio.ui.shell.about import About
from tagstudio.ui.shell.key_sheet import KeySheet
from tagstudio.ui.shell.main_window import SCREENS, MainWindow

UI = Path(__file__).parents[3] / "tagstudio" / "ui"
TOOLS = Path(PySide6.__file__).parent
TRANSLATED = sorted(set(NAMES) - {SOURCE})
PLACEHOLDER = re.compile(r"\{\w*\}")
MARK = "⟦"
DATA = re.compile(r"TagStudio( [\d.]+)?|English|Deutsch|https://|[\d\W]*|\w|F\d+")


def messages(file: Path) -> list[tuple[str, str, str | None]]:
    """Return context, source and translation of each text, None in place of an unfinished one."""
    return [
        (context.findtext("name"), message.findtext("source"), _finished(message))
        for context in ET.parse(file).getroot().iter("context")
        for message in context.iter("message")
    ]


def _finished(message: ET.Element) -> str | None:
    translation = message.find("translation")
    return None if translation.get("type") else translation.text


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_translation_holds_the_texts_of_the_window_and_no_others(tmp_path, language):
    kept = TRANSLATIONS / f"tagstudio_{language}.ts"
    fresh = shutil.copy(kept, tmp_path)
    command = [TOOLS / "lupdate", "-silent", "-extensions", "py", UI]
    subprocess.run([*command, "-locations", "none", "-no-obsolete", "-ts", fresh], check=True)
    assert set(messages(Path(fresh))) == set(messages(kept)), "run make translations"


def asked_for(file: Path) -> Iterator[str]:
    """Yield the texts that a file has translated, as Python reads them: lupdate misses some."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            place = {"tr": 0, "translate": 1, "QT_TRANSLATE_NOOP": 1}.get(name)
            if place is not None and len(node.args) > place:
                text = node.args[place]
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    yield text.value


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_translation_has_every_text_that_the_code_asks_for(language):
    """One inside an f-string, for example, is not seen by lupdate, and stayed English."""
    kept = {source for _, source, _ in messages(TRANSLATIONS / f"tagstudio_{language}.ts")}
    asked = {text for file in UI.rglob("*.py") for text in asked_for(file)}
    assert len(asked) > 1000
    assert not asked - kept


@pytest.mark.parametrize("language", TRANSLATED)
def test_each_text_is_translated_with_its_placeholders_and_its_key(language):
    for _, source, translation in messages(TRANSLATIONS / f"tagstudio_{language}.ts"):
        assert translation, source
        wanted = sorted(PLACEHOLDER.findall(source))
        assert sorted(PLACEHOLDER.findall(translation)) == wanted, source
        assert translation.count("&") == source.count("&"), source
        assert translation.endswith("…") == source.endswith("…"), source


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_program_reads_what_the_translator_wrote(tmp_path, language):
    name = f"tagstudio_{language}"
    made = tmp_path / f"{name}.qm"
    subprocess.run(
        [TOOLS / "lrelease", "-silent", TRANSLATIONS / f"{name}.ts", "-qm", made], check=True
    )
    kept = (TRANSLATIONS / f"{name}.qm").read_bytes()
    assert made.read_bytes() == kept, "run make translations"


@pytest.mark.parametrize("key", KEYS)
def test_keys_that_qt_leaves_in_english_are_named_in_the_user_s_language(german, key):
    assert QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) != key


def test_the_first_known_language_of_the_system_is_spoken_unless_one_is_chosen():
    german, french = QLocale("de_AT"), QLocale("fr_FR")
    assert language_of("system", german) == "de"
    assert language_of("system", french) == "en"
    assert language_of("system", QLocale.c()) == "en"
    assert (language_of("en", german), language_of("de", french)) == ("en", "de")


@pytest.fixture
def marked(qapp) -> Iterator[None]:
    """Each text that goes through the translation wears a mark."""

    class Marking(QTranslator):
        def translate(self, context, source, comment="", n=-1):
            return f"{MARK}{source}"

    marking = Marking()
    qapp.installTranslator(marking)
    yield
    qapp.removeTranslator(marking)


@pytest.fixture
def plain_plugins(monkeypatch, tmp_path) -> None:
    """No plugin needs to be started."""
    monkeypatch.setattr(
        "tagstudio.engine.plugins.discovery.bundled_folder", lambda: tmp_path / "none"
    )


def texts_in(whole: QWidget) -> set[str]:
    """Return all texts of a window and its parts, hidden ones too, data of the library left out."""
    found = {action.text() for action in whole.findChildren(QAction) if not action.isSeparator()}
    for part in whole.findChildren(QWidget):
        found |= {part.toolTip(), part.accessibleName(), part.windowTitle()}
        if isinstance(part, QLabel | QAbstractButton):
            found.add(part.text())
        if isinstance(part, QLineEdit):
            found.add(part.placeholderText())
        if isinstance(part, QTabWidget):
            found |= {part.tabText(tab) for tab in range(part.count())}
        if isinstance(part, QComboBox):
            found |= {part.itemText(row) for row in range(part.count())}
        if isinstance(part, QTableView):
            columns = range(part.model().columnCount())
            found |= {part.model().headerData(n, Qt.Orientation.Horizontal) for n in columns}
        if isinstance(part, QTreeView | QListWidget):  # two floors: below are the library's tags
            model = part.model()
            above = [model.index(row, 0) for row in range(model.rowCount())]
            below = [model.index(n, 0, one) for one in above for n in range(model.rowCount(one))]
            found |= {index.data() for index in above + below}
    return {text for text in found if text}


def open_everything(qtbot, window: MainWindow) -> list[QWidget]:
    """Show each screen, the key sheet and the About box; return the two and the window."""
    for spec in SCREENS:
        window.show_screen(spec.name)
    qtbot.waitUntil(lambda: window._player_bar is not None)
    return [window, KeySheet(window._workspace.actions, window), About(window)]


def test_every_screen_speaks_german(qtbot, german, plain_plugins, workspace, shown):
    window = shown(MainWindow(workspace))
    shown = {text for whole in open_everything(qtbot, window) for text in texts_in(whole)}
    assert {"&Datei", "Schlagwörter", "Zu prüfen"} <= shown  # menu, table, sidebar
    assert {"Rest annehmen und weiter", "Antworten je Schlagwort"} <= shown
    assert {"Gerade läuft nichts.", "Darstellung", "Bibliothek (Strg+1)"} <= shown
    pairs = [line[1:] for line in messages(TRANSLATIONS / "tagstudio_de.ts")]
    english = {source for source, translation in pairs} - {translation for _, translation in pairs}
    assert not shown & english


def test_no_text_passes_the_translation_by(qtbot, marked, plain_plugins, workspace, shown):
    window = shown(MainWindow(workspace))
    shown = {text for whole in open_everything(qtbot, window) for text in texts_in(whole)}
    assert len(shown) > 200
    with workspace.library.read() as connection:
        tracks, tags = rows_of(connection, None, range(1, 7)), list_tags(connection)
    names = {name for track in tracks for name in (track.title, track.artist)}
    names |= {tag.name for tag in tags}
    names.add(str(NO_SANDBOX))  # a message, which has a catalogue of its own
    assert not {text for text in shown - names if MARK not in text and not DATA.fullmatch(text)}


def test_answers_are_told_in_german(qtbot, german, workspace, shown):
    with qtbot.waitSignal(workspace.status_changed) as emitted:
        workspace.decisions.answer([4, 6], "jazz", "yes")
    assert emitted.args == ["jazz ja (2 Titel)."]
