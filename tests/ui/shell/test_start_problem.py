import errno
import sqlite3
import threading
from contextlib import ExitStack, closing

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QFileDialog

from tagstudio.core.errors import TagStudioError
from tagstudio.core.program_log import last_errors, logged
from tagstudio.core.settings import Settings, settings_file
from tagstudio.library.db.database import open_library
from tagstudio.ui.base.theme import LIGHT
from tagstudio.ui.shell import app, start_problem
from tagstudio.ui.shell.defects import DefectDialog
from tagstudio.ui.shell.start_problem import (
    StartProblem,
    library_instead,
    settings_or_ask,
    telling_defects,
)


@pytest.fixture
def press(monkeypatch, qapp):
    """Press, in each dialog that comes, the button with the next of these texts."""
    wanted: list[str] = []
    shown: list[str] = []

    def execute(dialog: StartProblem) -> int:
        shown.append(dialog.text().replace("\u200b", ""))
        text = wanted.pop(0)
        button = next(one for one in dialog.buttons() if one.text() == text)
        monkeypatch.setattr(dialog, "clickedButton", lambda: button)
        return 0

    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "xcb")
    monkeypatch.setattr(StartProblem, "exec", execute)

    def pressing(*texts: str) -> list[str]:
        wanted[:] = texts
        return shown

    return pressing


@pytest.fixture
def wrong_settings():
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text('windows = "three"')
    return settings_file()


def test_wrong_settings_are_set_aside_and_the_window_starts(press, wrong_settings):
    shown = press("Start with the defaults")
    assert settings_or_ask() == Settings()
    assert len(shown) == 1
    assert str(wrong_settings) in shown[0]
    assert not wrong_settings.exists()
    assert wrong_settings.with_name("settings.toml.wrong").read_text() == 'windows = "three"'


def test_the_button_that_return_presses_is_in_colour(qtbot):
    dialog = start_problem.retry_problem(TagStudioError("x.y", "The disk is full."))
    qtbot.addWidget(dialog)
    dialog.show()
    again, others = dialog.defaultButton(), [dialog.quit]
    assert again.property("main")
    accent = QColor(LIGHT.accent)
    spot = QPoint(again.width() // 2, 4)  # above the text
    assert again.grab().toImage().pixelColor(spot) == accent
    assert all(one.grab().toImage().pixelColor(spot) != accent for one in others)


def test_settings_that_were_corrected_meanwhile_are_read_again(press, wrong_settings, monkeypatch):
    monkeypatch.setattr(
        start_problem, "_open", lambda file: file.write_text("windows = 5", encoding="utf-8")
    )
    press("Open the file")
    assert settings_or_ask() == Settings(windows=5)


def test_who_quits_gets_the_reason(press, wrong_settings):
    press("Quit")
    with pytest.raises(TagStudioError, match="must be of type"):
        settings_or_ask()


def test_where_nobody_can_be_asked_the_reason_is_told(qapp, wrong_settings):
    with pytest.raises(TagStudioError, match="must be of type"):
        settings_or_ask()


def test_a_wrong_settings_file_is_no_reason_for_no_window(wrong_settings, tmp_path):
    from tagstudio.cli.app import main

    opened = []
    assert main(["--library", str(tmp_path / "a.db")], lambda at, _: opened.append(at) or 0) == 0
    assert opened == [tmp_path / "a.db"]


def test_in_place_of_a_library_that_cannot_be_opened_another_one_is(press, tmp_path, monkeypatch):
    held, other = tmp_path / "held.db", tmp_path / "other.db"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(other), ""))
    monkeypatch.setattr("tagstudio.ui.shell.single_window.knock", lambda path, places: False)
    shown = press("Try again", "Open another library…")
    with open_library(held, writing=True, copying=False):
        opened = app._opened(held)
    assert opened.path == other
    opened.close()
    assert len(shown) == 2
    assert "is being changed by another TagStudio" in shown[0]


def test_a_folder_that_refuses_is_a_dialog_too(press, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    other = tmp_path / "other.db"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(other), ""))
    shown = press("Open another library…")
    opened = app._opened(tmp_path / "file" / "library.db")
    assert opened.path == other
    opened.close()
    assert len(shown) == 1 and str(tmp_path / "file") in shown[0]


def test_a_library_of_a_newer_version_and_a_full_disk_are_dialogs(press, tmp_path, monkeypatch):
    newer, other = tmp_path / "newer.db", tmp_path / "other.db"
    open_library(newer, writing=True, copying=False).close()
    with closing(sqlite3.connect(newer)) as file, file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(other), ""))
    shown = press("Open another library…", "Try again")
    answers = [OSError(errno.ENOSPC, "full", str(other)), None]

    def full_once(path):
        if path == other and (error := answers.pop(0)) is not None:
            raise error
        return opening(path)

    opening = app._open_soundly
    monkeypatch.setattr(app, "_open_soundly", full_once)
    opened = app._opened(newer)
    assert opened.path == other
    opened.close()
    assert "newer" in shown[0]
    assert "disk is full" in shown[1]


def test_settings_that_cannot_be_set_aside_are_asked_about_again(press, wrong_settings):
    shown = press("Start with the defaults", "Quit")
    folder = wrong_settings.with_name("settings.toml.wrong")
    (folder / "in the way").mkdir(parents=True)
    with pytest.raises(TagStudioError):
        settings_or_ask()
    assert len(shown) == 2
    assert wrong_settings.exists()


def test_what_stood_in_the_way_is_in_the_log(press, wrong_settings):
    press("Start with the defaults")
    with logged():
        settings_or_ask()
    assert any("the window does not start" in one for one in last_errors(5))


def test_a_defect_at_the_start_is_shown_and_goes_on_up(qapp, monkeypatch):
    shown = []
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "xcb")
    monkeypatch.setattr(
        DefectDialog, "exec", lambda dialog: shown.append(dialog.details.toPlainText())
    )
    with pytest.raises(IndexError), telling_defects():
        raise IndexError("no such page")
    assert "IndexError: no such page" in shown[0]
    with pytest.raises(TagStudioError), telling_defects():
        raise TagStudioError("test.known", "Known.")
    assert len(shown) == 1


def test_a_library_whose_window_is_open_is_left_to_it(qapp, tmp_path, monkeypatch):
    knocked = []
    monkeypatch.setattr(
        "tagstudio.ui.shell.single_window.knock", lambda *given: knocked.append(given) or True
    )
    with open_library(tmp_path / "held.db", writing=True, copying=False):
        assert app._opened(tmp_path / "held.db", [tmp_path]) is None
    assert knocked == [(tmp_path / "held.db", [tmp_path])]


def test_no_choice_means_the_same_library(press, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    press("Open another library…")
    assert library_instead(tmp_path / "a.db", TagStudioError("No.")) == tmp_path / "a.db"


def test_its_sign_is_seen_on_the_light_ground_too(qapp):
    problem = StartProblem(TagStudioError("x.y", "Something is wrong."))
    drawn = problem.iconPixmap().toImage()
    across, down = range(drawn.width()), range(drawn.height())
    assert LIGHT.warning in {drawn.pixelColor(x, y).name() for x in across for y in down}


def test_a_start_while_the_program_before_ends_waits_for_the_library(press, tmp_path):
    held, ending = tmp_path / "held.db", ExitStack()
    shown = press()
    library = open_library(held, writing=True, copying=False)
    app._let_others_wait(library, ending)
    over = threading.Timer(1.0, library.close)
    over.start()
    app._opened(held).close()
    over.join()
    ending.close()
    assert shown == []
    assert not list(tmp_path.glob("*gives-way"))
