"""Where Qt cannot open a window, the desktop's own dialog says why."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.ui.shell import app, plain_dialog
from tagstudio.ui.shell.plain_dialog import DIALOGS, tell

SENTENCE = "The window cannot open: libxcb-cursor.so.0 is missing."
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="programs of Linux")


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """Put programs that keep what they are told in the place of the desktop's."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("DISPLAY", ":0")

    def make(name: str, status: int = 0) -> Path:
        program, kept = folder / name, tmp_path / f"{name}.txt"
        program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{kept}"\nexit {status}\n')
        program.chmod(0o755)
        return kept

    return make


@linux
@pytest.mark.parametrize("name", DIALOGS)
def test_the_first_program_that_is_there_shows_the_sentence(programs, name):
    kept = programs(name)
    assert tell(SENTENCE)
    assert SENTENCE in kept.read_text().splitlines()


@linux
def test_one_that_fails_leaves_it_to_the_next(programs):
    programs("zenity", status=127)
    kept = programs("xmessage")
    assert tell(SENTENCE)
    assert SENTENCE in kept.read_text()


def test_without_any_program_or_display_nothing_is_shown(programs, monkeypatch):
    assert not tell(SENTENCE)
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(plain_dialog, "_shown_by", lambda *_: pytest.fail("nobody would see it"))
    assert not tell(SENTENCE)


def test_who_sits_at_a_terminal_reads_it_there(programs, monkeypatch):
    programs("zenity")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert not tell(SENTENCE)


@linux
def test_a_missing_library_of_the_system_is_named_before_qt_would_end_the_process(monkeypatch):
    def missing(_: str) -> None:
        raise OSError("libxcb-cursor.so.0: cannot open shared object file: No such file")

    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    monkeypatch.setattr(app.ctypes, "CDLL", missing)
    with pytest.raises(TagStudioError, match=r"\(libxcb-cursor.so.0\).*apt install"):
        app._check_display_driver()


@linux
def test_the_start_says_it_without_a_terminal_and_ends_with_its_status(programs, tmp_path):
    kept = programs("zenity")
    code = (
        "import sys; sys.modules['PySide6'] = None\n"
        "from tagstudio.cli.app import main\n"
        "from tagstudio.ui.shell.app import run\n"
        "sys.exit(main([], run))"
    )
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "It needs PySide6" in kept.read_text()
    assert "It needs PySide6" in done.stderr
