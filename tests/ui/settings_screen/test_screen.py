"""The Settings screen: each control, and what the command line then reads."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog, QLabel

from tagstudio.core import paths
from tagstudio.core.settings import Settings, load_settings, settings_file
from tagstudio.engine.plugins import discovery
from tagstudio.library.tracks import tracks
from tagstudio.ui.base.actions import SPECS
from tagstudio.ui.settings_screen.analysis import AnalysisPage
from tagstudio.ui.settings_screen.appearance import AppearancePage
from tagstudio.ui.settings_screen.folders import FoldersPage
from tagstudio.ui.settings_screen.keys import KeysPage
from tagstudio.ui.settings_screen.plugins import PluginsPage
from tagstudio.ui.settings_screen.screen import SettingsScreen
from tagstudio.ui.shell.main_window import SCREENS
from tagstudio.ui.widgets.details_button import DetailsButton

PLUGINS = Path(__file__).parents[2] / "plugins"
LONG = 30_000  # ms
BESIDE_RAIL = 700  # px that a window of 800 leaves for a page


@pytest.fixture
def screen(workspace, shown, qtbot):
    shutil.copytree(PLUGINS / "fake_tagger", paths.user_plugins_folder() / "fake_tagger")
    broken = paths.user_plugins_folder() / "broken"
    broken.mkdir()
    (broken / "MANIFEST.toml").write_text("name = 3")
    made = shown(SettingsScreen(workspace))
    for kind in made._kinds:
        made.page(kind)
    qtbot.waitUntil(lambda: made.page(PluginsPage)._plugins.states is not None, timeout=LONG)
    return made


def show(screen, page) -> None:
    screen.list.setCurrentRow(screen._pages.indexOf(page))


def click(widget, qtbot) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)


def choose(combo, value) -> None:
    combo.setCurrentIndex(combo.findData(value))
    combo.activated.emit(combo.currentIndex())


def test_the_analysis_settings_are_kept_where_the_command_line_reads_it(screen, workspace, qtbot):
    page = screen.page(AnalysisPage)
    show(screen, page)
    assert page.model.itemText(page.model.findData("")) == "The one in use"
    choose(page.model, "loudness")
    choose(page.device, "cpu")
    page.windows.setFocus()
    page.windows.selectAll()
    qtbot.keyClicks(page.windows, "5")
    qtbot.keyClick(page.windows, Qt.Key.Key_Return)
    assert page.closer.isChecked()
    page.closer.click()
    wanted = Settings("cpu", 5, "loudness", listen_closer=False)
    assert load_settings() == wanted == workspace.settings


def test_when_a_version_is_trained_by_itself_is_kept(screen, workspace, qtbot):
    page = screen.page(AnalysisPage)
    show(screen, page)
    assert (page.train_after.currentData(), page.answered_tracks.value()) == ("", 25)
    page.answered_tracks.setFocus()
    page.answered_tracks.selectAll()
    qtbot.keyClicks(page.answered_tracks, "40")
    qtbot.keyClick(page.answered_tracks, Qt.Key.Key_Return)
    assert load_settings().train_after == "40"
    choose(page.train_after, "weekly")
    assert load_settings().train_after == "weekly" == workspace.settings.train_after
    assert not page.answered_tracks.isEnabled()
    choose(page.train_after, "")
    assert load_settings().train_after.isdigit()
    assert page.answered_tracks.isEnabled()


def test_a_broken_settings_file_is_said_and_left_alone(screen, workspace, qtbot):
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text("windows = ")
    with qtbot.waitSignal(workspace.status_changed) as shown:
        choose(screen.page(AnalysisPage).device, "cpu")
    assert "Correct or remove it" in shown.args[0]
    assert screen.page(AnalysisPage).device.currentData() == "auto"
    assert settings_file().read_text() == "windows = "


def test_an_option_of_a_plugin_is_kept_and_the_form_stays(screen, workspace, qtbot):
    show(screen, screen.page(PluginsPage))
    field = screen.page(PluginsPage).fields["crnn_tagger", "threads"]
    assert not field.isVisible()
    card = screen.page(PluginsPage).cards["crnn_tagger"]
    [options] = [one for one in card.findChildren(DetailsButton) if one.text() == "Options"]
    qtbot.mouseClick(options, Qt.MouseButton.LeftButton)
    assert field.isVisible()
    assert (field.minimum(), field.maximum(), field.value()) == (0, 64, 0)
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not settings_file().exists()
    field.selectAll()
    qtbot.keyClicks(field, "2")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert load_settings().plugins == {"crnn_tagger": {"threads": 2}}
    qtbot.waitUntil(lambda: not screen.page(PluginsPage)._plugins._asked, timeout=LONG)
    assert screen.page(PluginsPage).fields["crnn_tagger", "threads"] is field


def test_a_plugin_that_cannot_be_used_is_listed_with_the_reason(screen):
    texts = [label.text() for label in screen.page(PluginsPage).findChildren(QLabel)]
    assert any(text.startswith("Cannot be used: ") and "broken" in text for text in texts)
    assert any(text == "Works. Its models: loudness." for text in texts)


def test_folders_that_are_not_there_are_marked(screen, workspace, qtbot, tmp_path):
    with workspace.library.write() as connection:
        tracks.folder_id(connection, str(tmp_path))
    workspace.tell("tracks")
    qtbot.waitUntil(lambda: len(screen.page(FoldersPage).table.rows) == 2)
    assert {one.path: one.there for one in screen.page(FoldersPage).table.rows} == {
        "/music": False,
        str(tmp_path): True,
    }
    assert not screen.page(FoldersPage).rescan_one.isEnabled()
    place = [one.there for one in screen.page(FoldersPage).table.rows].index(True)
    screen.page(FoldersPage).view.selectRow(place)
    with qtbot.waitSignal(workspace.jobs.ended, timeout=LONG) as over:
        click(screen.page(FoldersPage).rescan_one, qtbot)
    assert (over.args[0].kind, over.args[0].state) == ("scan", "done")


def test_the_theme_changes_at_once(screen, workspace, qtbot):
    show(screen, screen.page(AppearancePage))
    screen.page(AppearancePage).buttons["dark"].click()
    assert workspace.theme.colours.dark
    assert workspace.remembered.theme == "dark"
    screen.page(AppearancePage).buttons["light"].click()
    assert not workspace.theme.colours.dark


def select(page, id: str) -> None:
    page.view.selectRow([spec.id for spec in page.table.rows].index(id))


def press(page, key: str) -> None:
    page.edit.setKeySequence(QKeySequence(key))


def test_a_key_is_changed_taken_from_its_holder_and_given_back(screen, workspace, qtbot):
    page, actions = screen.page(KeysPage), workspace.actions
    QAbstractItemModelTester(page.table)
    show(screen, page)
    select(page, "rescan")
    press(page, "Ctrl+J")
    assert "is free" in page.clash.text()
    click(page.add, qtbot)
    assert actions.keys_of("rescan") == ["F5", "Ctrl+J"]
    press(page, "Ctrl+O")
    assert "Add folder" in page.clash.text()
    click(page.use, qtbot)
    assert actions.keys_of("rescan") == ["Ctrl+O"]
    assert actions.keys_of("add_folder") == []
    assert actions["rescan"].shortcut() == QKeySequence("Ctrl+O")
    click(page.reset_all, qtbot)
    assert actions.keys_of("rescan") == ["F5"]
    assert actions.keys_of("add_folder") == ["Ctrl+O"]


def test_taking_a_key_back_takes_it_from_whoever_has_it_now(screen, workspace, qtbot):
    page, actions = screen.page(KeysPage), workspace.actions
    show(screen, page)
    select(page, "rescan")
    click(page.none, qtbot)
    assert actions.keys_of("rescan") == []
    actions.rebind("add_folder", ["F5"])
    select(page, "rescan")
    click(page.reset, qtbot)
    assert actions.keys_of("rescan") == ["F5"]
    assert actions.keys_of("add_folder") == []


def test_the_list_of_keys_calls_the_screens_as_they_are_called(no_plugin, german, workspace, shown):
    page = shown(KeysPage(workspace))
    titles = {QCoreApplication.translate("screens", one.title) for one in SCREENS}
    for spec in SPECS:
        if spec.screens:
            assert {*page._where_text(spec).split(", ")} <= titles, spec.id


def test_where_a_key_holds_is_said_by_the_titles_of_the_pages(screen):
    page = screen.page(KeysPage)
    said = {page._where_text(spec) for spec in page.table.rows if spec.screens}
    assert "Review, Where people disagree" in said


def test_an_action_is_found_by_its_name_or_its_key(screen):
    screen.page(KeysPage).filter.setText("shift+z")
    assert [spec.id for spec in screen.page(KeysPage).table.rows] == ["redo"]
    screen.page(KeysPage).filter.setText("scan folders")
    assert [spec.id for spec in screen.page(KeysPage).table.rows] == ["rescan"]


def test_a_plugin_gets_another_of_its_models(screen, qtbot, real_data, monkeypatch):
    show(screen, screen.page(PluginsPage))
    row = screen.page(PluginsPage).rows["crnn_tagger"]
    row.names.setCurrentText("msd-crnn")
    weights = real_data / "published" / "music_tagger_crnn_weights_theano.h5"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(weights), ""))
    click(row.from_file, qtbot)
    qtbot.waitUntil(lambda: "msd-crnn" not in offers(screen), timeout=LONG)
    assert "msd-cnn" in offers(screen)


def offers(screen) -> list[str]:
    names = screen.page(PluginsPage).rows["crnn_tagger"].names
    return [names.itemText(row) for row in range(names.count())]


@pytest.fixture
def no_plugin(monkeypatch, tmp_path):
    """Let no plugin be there, and so none start."""
    monkeypatch.setattr(discovery, "bundled_folder", lambda: tmp_path / "none")


def test_no_page_widens_the_window(no_plugin, workspace, shown):
    assert widest(shown(SettingsScreen(workspace))) <= BESIDE_RAIL


def test_no_page_widens_the_window_in_german(no_plugin, german, workspace, shown):
    assert widest(shown(SettingsScreen(workspace))) <= BESIDE_RAIL


def widest(screen: SettingsScreen) -> int:
    """Return the least width that the screen takes, all of its pages made."""
    for kind in screen._kinds:
        screen.page(kind)
    return screen.minimumSizeHint().width()


def test_a_page_is_made_when_it_is_first_shown_and_stays(no_plugin, workspace, shown):
    screen = shown(SettingsScreen(workspace))
    assert screen.findChildren(FoldersPage)
    assert not screen.findChildren(KeysPage)
    names = [screen.list.item(row).text() for row in range(screen.list.count())]
    screen.list.setCurrentRow(names.index("Keys"))
    [page] = screen.findChildren(KeysPage)
    assert page.isVisible()
    screen.list.setCurrentRow(0)
    screen.list.setCurrentRow(names.index("Keys"))
    assert screen.findChildren(KeysPage) == [page]
    assert screen._pages.count() == len(names)


def test_no_action_is_cut_off_in_a_narrow_list_of_keys(screen, qtbot):
    page = screen.page(KeysPage)
    page.resize(420, 600)
    page.show()
    view = page.view
    longest = max(range(len(page.table.rows)), key=lambda row: len(page.table.index(row, 0).data()))
    qtbot.waitUntil(lambda: view.rowHeight(longest) >= 2 * view.fontMetrics().lineSpacing())
