import os
import signal
import subprocess
import sys
import time

import pytest

from tagstudio.cli.app import main as command_line
from tagstudio.core.errors import TagStudioError
from tagstudio.library.db.database import open_library
from tagstudio.library.tags.tags import list_tags
from tagstudio.ui.base.window_state import WindowState
from tagstudio.ui.shell import app


def test_without_a_verb_the_window_opens_on_the_library_that_is_named(tmp_path):
    opened = []
    status = command_line(["--library", str(tmp_path / "a.db")], lambda at: opened.append(at) or 3)
    assert (status, opened) == (3, [tmp_path / "a.db"])


def test_the_window_opens_before_what_it_does_not_need_yet_is_loaded():
    loaded = "import sys; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    shell = "import tagstudio.ui.shell.app, tagstudio.ui.shell.main_window"
    beside = "from tagstudio.ui.background import closer_listening, training_by_itself"
    screens = "from tagstudio.ui.library_screen import screen"
    review = "from tagstudio.ui.review_screen import screen"

    def modules(*imports: str) -> set[str]:
        code = "; ".join([*imports, loaded])
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        return {*done.stdout.decode().split()}

    first = modules(shell, beside, screens)
    assert "sqlalchemy" in first
    later = {"numpy", "mutagen", "soundfile", "av", "pyqtgraph", "torch", "alembic"}
    assert not first & (later | {"packaging", "tomlkit"})
    assert not modules(review) & {"av", "torch", "alembic"}


def test_a_verb_opens_no_window(capsys):
    assert command_line(["plugins", "--help"], lambda at: pytest.fail("opened")) == 0


def test_without_a_display_a_sentence_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(TagStudioError, match="no display"):
        app.run(tmp_path / "library.db")


def test_without_pyside_a_sentence_says_so(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "PySide6.QtWidgets", None)
    with pytest.raises(TagStudioError, match="pip install PySide6-Essentials"):
        app.run(tmp_path / "library.db")


def has_tags(library) -> bool:
    """Tell whether the window has come as far as to bring the tags of its models."""
    if not library.exists():
        return False
    with open_library(library, writing=False) as opened, opened.read() as connection:
        return bool(list_tags(connection))


def test_the_program_opens_and_closes_at_a_signal(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-m", "tagstudio", "--library", str(tmp_path / "new.db")],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stderr=subprocess.PIPE,
        text=True,
    )
    while not has_tags(tmp_path / "new.db") and process.poll() is None:
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    shown = process.communicate(timeout=20)[1]
    assert process.returncode == 0, shown
    assert "Traceback" not in shown


def test_plugins_start_once_the_first_rows_are_there(workspace, monkeypatch):
    """They are asked for in the queue of what can wait, which rests while rows are read."""
    asked, begun = [], []
    monkeypatch.setattr(workspace, "ask", lambda _, then, **how: asked.append((then, how)))
    app._once_rows_are_there(workspace, lambda: begun.append(True))
    [(then, how)] = asked
    assert (how["later"], begun) == (True, [])
    then(None)
    assert begun == [True]


def test_the_window_speaks_the_language_that_was_chosen(qapp, monkeypatch):
    spoken = []
    monkeypatch.setattr(
        "tagstudio.ui.base.languages.speak", lambda _, choice: spoken.append(choice)
    )
    WindowState().language = "de"
    assert app._application() is qapp
    assert spoken == ["de"]
