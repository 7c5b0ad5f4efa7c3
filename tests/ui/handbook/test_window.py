"""The handbook in the program: F1 on each page and in dialogs, search, links, keys as they are."""

import importlib
import pkgutil

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QTextDocument
from PySide6.QtWidgets import QApplication, QPushButton

import tagstudio.ui
from tagstudio.engine.plugins import discovery
from tagstudio.ui.handbook.contents import pages, plain, with_words
from tagstudio.ui.handbook.window import HandbookWindow
from tagstudio.ui.settings_screen.screen import OF_ITS_OWN
from tagstudio.ui.shell.main_window import SCREENS
from tagstudio.ui.widgets.dialog import Dialog


@pytest.fixture
def handbook(qtbot, workspace):
    shown = HandbookWindow(workspace.actions, workspace.theme)
    qtbot.addWidget(shown)
    shown.show_page("getting-started")
    return shown


def listed(handbook):
    rows = (handbook.list.item(row) for row in range(handbook.list.count()))
    return [item.text() for item in rows if item.flags() & Qt.ItemFlag.ItemIsSelectable]


def page_of(handbook):
    return handbook.browser.source().fileName().removesuffix(".md")


def test_the_key_shows_the_page_of_each_screen(qtbot, window):
    for screen in SCREENS:
        window.show_screen(screen.name)
        window.activateWindow()
        qtbot.keyClick(window, Qt.Key.Key_F1)
        assert window._handbook.isVisible()
        # The settings open at their first page, which has one of its own.
        assert page_of(window._handbook) == {"settings": "folders"}.get(screen.name, screen.name)


def test_pages_of_the_settings_have_their_own(window, monkeypatch, tmp_path):
    monkeypatch.setattr(discovery, "bundled_folder", lambda: tmp_path / "none")  # start no plugin
    screen = window.show_screen("settings")
    found = set()
    for row in range(screen.list.count()):
        screen.list.setCurrentRow(row)
        found.add(screen.handbook_page)
    assert found == {"settings", *OF_ITS_OWN.values()}


def test_the_key_works_in_a_dialog_and_the_handbook_can_be_read_beside_it(qtbot, window):
    window._workspace.actions["manage_tags"].trigger()
    dialog = QApplication.activeModalWidget()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog, Qt.Key.Key_F1)
    handbook = window._handbook
    assert page_of(handbook) == "tags"
    qtbot.keyClicks(handbook.search, "merge")  # a window that a dialog blocks takes no keys
    assert handbook.search.text() == "merge"
    dialog.close()


def test_every_dialog_names_a_page_that_is_there():
    def all_of(kind):
        return {kind, *(one for sub in kind.__subclasses__() for one in all_of(sub))}

    for module in pkgutil.walk_packages(tagstudio.ui.__path__, "tagstudio.ui."):
        importlib.import_module(module.name)
    ours = {kind for kind in all_of(Dialog) if kind.__module__.startswith("tagstudio.")}
    named = {kind.__name__: kind.handbook_page for kind in ours}
    silent = {name for name, page in named.items() if not page}
    # Two that others are made from, the handbook itself, and the one before there is a window.
    assert silent == {"Dialog", "PreviewDialog", "HandbookWindow", "RecoveryDialog"}
    assert {*named.values()} - {""} <= {page.name for page in pages("en")}
    assert {*OF_ITS_OWN.values()} <= {page.name for page in pages("en")}


def test_it_closes_with_the_window(window):
    window._workspace.actions["help"].trigger()
    handbook = window._handbook
    window.close()
    assert not handbook.isVisible() and window._handbook is None


def test_it_shows_the_keys_as_they_are_now(qtbot, handbook, workspace):
    handbook.show_page("review")
    assert "finish the track and go on" in handbook.browser.toPlainText()
    assert "Return or Enter" in handbook.browser.toPlainText().replace("\xa0", " ")
    workspace.actions.rebind("finish", ["F4"])
    assert "F4" in handbook.browser.toPlainText()
    workspace.actions.rebind("finish", [])
    assert "no key" in handbook.browser.toPlainText().replace("\xa0", " ")
    workspace.actions.rebind("finish", None)


def test_a_page_of_the_window_lists_its_keys(handbook):
    handbook.show_page("library")
    shown = handbook.browser.toPlainText()
    assert "Keys of this page" in shown
    assert "Save this search…" in shown
    handbook.show_page("glossary")
    assert "Keys of this page" not in handbook.browser.toPlainText()


def test_search_lists_the_pages_with_all_words_and_marks_them(qtbot, handbook):
    everything = listed(handbook)
    qtbot.keyClicks(handbook.search, "thresholds answers")
    found = listed(handbook)
    assert found[0] == "Thresholds" and len(found) < len(everything)
    qtbot.keyClick(handbook.search, Qt.Key.Key_Return)
    assert page_of(handbook) == "thresholds"
    marked = {one.cursor.selectedText().lower() for one in handbook.browser.extraSelections()}
    assert marked == {"thresholds", "answers"}
    handbook.search.setText("xyzzy")
    assert listed(handbook) == [] and handbook.found.text() == "No page has these words."
    handbook.search.clear()
    assert listed(handbook) == everything and not handbook.found.isVisible()
    assert not handbook.browser.extraSelections()


def test_words_are_found_in_any_case_from_their_beginning_and_not_in_marks():
    every = pages("en")
    names = [page.name for page in with_words(every, "NAVIDROME")]
    assert "playlists" in names and "getting-started" not in names
    assert with_words(every, "avidrome") == []
    assert with_words(every, "pictures/en") == []
    assert "kbd" not in plain(every[0].text())


def test_links_and_back_and_forward(qtbot, handbook):
    assert not handbook.back.isEnabled()
    handbook.browser.anchorClicked.emit(QUrl("review.md"))
    assert page_of(handbook) == "review" and handbook.back.isEnabled()
    assert handbook.list.currentItem().text() == "Review by keys"
    handbook.back.click()
    assert page_of(handbook) == "getting-started" and handbook.forward.isEnabled()
    handbook.forward.click()
    assert page_of(handbook) == "review"


def test_links_are_followed_by_keys_and_tab_leaves_the_page(qtbot, handbook):
    handbook.show_page("settings")
    handbook.browser.setFocus()
    qtbot.keyClick(handbook.browser, Qt.Key.Key_Right)  # the picture
    qtbot.keyClick(handbook.browser, Qt.Key.Key_Right)
    qtbot.keyClick(handbook.browser, Qt.Key.Key_Return)
    assert page_of(handbook) == "folders"
    qtbot.keyClick(handbook.browser, Qt.Key.Key_Tab)
    assert not handbook.browser.hasFocus()


def test_a_chosen_page_is_shown_and_a_heading_of_a_group_is_none(handbook):
    row = next(
        row for row in range(handbook.list.count()) if handbook.list.item(row).text() == "Jobs"
    )
    handbook.list.setCurrentRow(row)
    assert page_of(handbook) == "jobs"
    assert "To begin with" not in listed(handbook)


def test_pictures_are_no_wider_than_the_page(qtbot, handbook):
    handbook.show_page("library")
    handbook.resize(700, 500)
    qtbot.waitUntil(handbook.browser._again.isActive)
    qtbot.waitUntil(lambda: not handbook.browser._again.isActive())
    qtbot.wait(300)
    assert not handbook.browser._again.isActive()  # drawn once, not over and over
    assert not handbook.browser.horizontalScrollBar().isVisible()
    address = handbook.browser.source().resolved(QUrl("../pictures/en/library.png"))
    kind = QTextDocument.ResourceType.ImageResource
    picture = handbook.browser.document().resource(kind, address)
    assert 0 < picture.width() <= handbook.browser.viewport().width()


def test_a_language_of_ones_own(german, handbook):
    assert "Bibliothek" in listed(handbook)
    handbook.show_page("review")
    assert "Prüfen mit Tasten" in handbook.browser.toPlainText()


def test_an_unknown_page_is_the_first(handbook):
    handbook.show_page("no-such-page")
    assert page_of(handbook) == "getting-started"


def test_first_steps_close_the_handbook_which_would_hide_them(handbook):
    handbook.show_page("review")
    steps = next(one for one in handbook.findChildren(QPushButton) if one.text() == "First steps")
    steps.click()
    assert handbook.isHidden()


def test_a_picture_opens_in_its_own_size_and_does_not_glare_in_the_dark(handbook, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.fileName()))
    handbook.show_page("library")
    assert "pictures/en/library.png" in handbook.browser.toHtml().partition("</a>")[0]
    handbook.browser.anchorClicked.emit(QUrl("../pictures/en/library.png"))
    assert opened == ["library.png"]
    address = handbook.browser.source().resolved(QUrl("../pictures/en/library.png"))
    kind = QTextDocument.ResourceType.ImageResource

    def brightest() -> int:
        picture = handbook.browser.loadResource(kind.value, address)
        return max(picture.pixelColor(x, 40).lightness() for x in range(picture.width()))

    before = brightest()
    handbook.browser._theme.choose("dark")
    assert brightest() < 200 < before
    handbook.browser._theme.choose("light")
