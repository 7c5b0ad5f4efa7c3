"""Settings > Plugins: what a plugin does, switching it off, installing and removing it."""

import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel, QMessageBox

from tagstudio.core import paths
from tagstudio.core.settings import load_settings
from tagstudio.engine.plugins import discovery
from tagstudio.ui.settings_screen.install_plugin import InstallPluginDialog
from tagstudio.ui.settings_screen.plugins import PluginsPage

PLUGINS = Path(__file__).parents[2] / "plugins"
LONG = 60_000  # ms


@pytest.fixture
def page(workspace, shown, qtbot, monkeypatch, tmp_path) -> PluginsPage:
    monkeypatch.setattr(discovery, "bundled_folder", lambda: tmp_path / "none")
    shutil.copytree(PLUGINS / "fake_tagger", paths.user_plugins_folder() / "fake_tagger")
    made = shown(PluginsPage(workspace))
    qtbot.waitUntil(lambda: "fake_tagger" in made.cards, timeout=LONG)
    return made


def texts(widget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def dialog_of(page, qtbot) -> InstallPluginDialog:
    qtbot.waitUntil(lambda: bool(page.findChildren(InstallPluginDialog)), timeout=LONG)
    [dialog] = page.findChildren(InstallPluginDialog)
    qtbot.waitUntil(lambda: not dialog.progress.isVisible(), timeout=LONG)
    return dialog


def installing(page, qtbot, monkeypatch, path: Path) -> InstallPluginDialog:
    name = "getExistingDirectory" if path.is_dir() else "getOpenFileName"
    chosen = str(path) if path.is_dir() else (str(path), "")
    monkeypatch.setattr(QFileDialog, name, lambda *_: chosen)
    (page.install_folder if path.is_dir() else page.install_file).click()
    return dialog_of(page, qtbot)


def test_a_card_says_what_the_plugin_does_and_that_this_is_not_checked(page):
    assert "It does not say what it does." in texts(page.cards["fake_tagger"])
    assert "runs with your rights" in texts(page)


def test_a_plugin_is_switched_off_and_on(page, workspace, qtbot):
    page.cards["fake_tagger"].switch.click()
    assert load_settings().plugins_off == ("fake_tagger",) == workspace.settings.plugins_off
    qtbot.waitUntil(lambda: "is switched off" in texts(page.cards["fake_tagger"]), timeout=LONG)
    page.cards["fake_tagger"].switch.click()
    qtbot.waitUntil(lambda: "Works." in texts(page.cards["fake_tagger"]), timeout=LONG)


def test_a_plugin_is_removed_once_that_is_agreed_to(page, workspace, qtbot):
    page.cards["fake_tagger"].remove.click()
    [box] = page.cards["fake_tagger"].findChildren(QMessageBox)
    assert "Remove the plugin fake_tagger?" in box.text()
    agree = next(one for one in box.buttons() if one.text() == "Remove")
    with qtbot.waitSignal(workspace.status_changed) as said:
        agree.click()
    assert said.args == ["fake_tagger is removed."]
    assert not (paths.user_plugins_folder() / "fake_tagger").exists()
    qtbot.waitUntil(lambda: page.cards == {}, timeout=LONG)


def test_a_plugin_is_installed_once_it_is_agreed_to(page, qtbot, monkeypatch):
    dialog = installing(page, qtbot, monkeypatch, PLUGINS / "ten_line_tagger")
    assert dialog.heading.text() == "Ten-line tagger 1.0"
    assert "It does not say what it does." in dialog.text.text()
    assert dialog.warning.isVisible()
    assert not (paths.user_plugins_folder() / "ten_line_tagger").exists()
    dialog.agree.click()
    qtbot.waitUntil(lambda: "ten_line_tagger" in page.cards, timeout=LONG)


def test_what_is_declined_leaves_nothing(page, qtbot, monkeypatch):
    dialog = installing(page, qtbot, monkeypatch, PLUGINS / "ten_line_tagger")
    dialog.reject()
    assert [path.name for path in paths.user_plugins_folder().iterdir()] == ["fake_tagger"]


def test_what_cannot_be_installed_is_said_with_the_reason(page, qtbot, monkeypatch, tmp_path):
    with ZipFile(tmp_path / "bad.zip", "w") as archive:
        archive.writestr("../escaped.py", "")
    dialog = installing(page, qtbot, monkeypatch, tmp_path / "bad.zip")
    assert "no name of a file inside a folder" in dialog.text.text()
    assert not dialog.agree.isEnabled()
    dialog.reject()


def test_in_safe_mode_the_page_says_so(page, workspace, qtbot, monkeypatch):
    monkeypatch.setenv(discovery.SAFE_MODE, "1")
    workspace.tell("models")
    qtbot.waitUntil(lambda: "safe mode" in texts(page.cards["fake_tagger"]), timeout=LONG)
    assert page._safe_mode.isVisible()
    assert page.cards["fake_tagger"].switch is None


def test_the_title_of_a_plugin_is_in_the_language_of_the_program(german, workspace, shown, qtbot):
    page = shown(PluginsPage(workspace))
    qtbot.waitUntil(lambda: "ensemble_tagger" in page.cards, timeout=LONG)
    assert "Gemeinsame Modelle 0.1.0" in texts(page.cards["ensemble_tagger"])
