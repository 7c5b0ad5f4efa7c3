import os
import signal
import subprocess
import sys
import time

import pytest

from tagstudio.cli.app import main as command_line
from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.library.db.database import open_library
from tagstudio.library.tags.tags import list_tags
from tagstudio.ui.base.window_state import WindowState
from tagstudio.ui.shell import app


def opened(*words: object) -> tuple[object, ...]:
    """Run the program with these words, and return what its window was opened with."""
    found = []
    assert command_line([*map(str, words)], lambda *given: found.append(given) or 3) == 3
    return found[0]


def test_without_a_verb_the_window_opens_on_the_library_that_is_named(tmp_path):
    assert opened("--library", tmp_path / "a.db") == (tmp_path / "a.db", [])


def test_folders_libraries_and_files_that_a_desktop_hands_over_open_the_window(
    tmp_path, monkeypatch
):
    usual, music, odd = paths.default_library(), tmp_path / "My Music", tmp_path / "-odd"
    for folder in (music, odd, tmp_path / "scan"):
        folder.mkdir()
    first, second = tmp_path / "a.db", tmp_path / "copy of a library"
    first.touch()
    with open_library(second, writing=True):
        pass
    monkeypatch.chdir(tmp_path)
    assert opened(music) == opened("My Music") == opened("./-odd/../My Music/") == (usual, [music])
    assert opened(music, odd) == (usual, [music, odd])
    assert opened(".") == (usual, [tmp_path])
    assert opened("./scan") == (usual, [tmp_path / "scan"])  # a verb's name alone is the verb
    assert opened(first) == (first, [])
    assert opened(music, second, first) == (second, [music, first])
    assert opened(first, "--library", second) == (second, [first])


def test_a_place_that_is_not_there_opens_no_window_and_makes_no_library(tmp_path, capsys):
    assert command_line([str(tmp_path / "new.db")], lambda *_: 3) == 1
    assert "There is no file or folder" in capsys.readouterr().err
    assert not (tmp_path / "new.db").exists()
    assert command_line(["sacn"], lambda *_: 3) == 2
    assert "No such command 'sacn'" in capsys.readouterr().err


def test_the_window_opens_before_what_it_does_not_need_yet_is_loaded():
    loaded = "import sys; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    shell = "import tagstudio.ui.shell.app, tagstudio.ui.shell.main_window"
    beside = "from tagstudio.ui.background.by_itself import closer_listening, training_by_itself"
    screens = "from tagstudio.ui.library_screen import screen"
    review = "from tagstudio.ui.review_screen import screen"

    def modules(*imports: str) -> set[str]:
        code = "; ".join([*imports, loaded])
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        return {*done.stdout.decode().split()}

    first = modules(shell, beside, screens)
    assert "sqlalchemy" in first
    later = {"numpy", "mutagen", "soundfile", "av", "pyqtgraph", "torch", "alembic"}
    assert not first & (later | {"packaging", "tomlkit", "typer"})
    assert not modules(review) & {"av", "torch", "alembic"}


# Starts the program as it is, prints the modules that are loaded once the window is made, and ends.
STARTED = """
import sys
from tagstudio import __main__ as program
from tagstudio.core import paths
from tagstudio.ui.shell import app

def show(application, library, settings, places, once_closed):
    from tagstudio.ui.background.workspace import Workspace
    from tagstudio.ui.shell.main_window import MainWindow
    workspace = Workspace(library, settings)
    MainWindow(workspace)
    workspace.close()
    print(*sys.modules)
    return 3

app._show, sys.argv = show, ["tagstudio"]
program.main()
"""


def test_the_window_starts_without_the_verbs_and_without_the_other_database(tmp_path, monkeypatch):
    environment = {**os.environ, "TAGSTUDIO_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    with monkeypatch.context() as patch:
        patch.setenv("TAGSTUDIO_HOME", str(tmp_path))
        open_library(paths.default_library(), writing=True).close()  # Alembic makes it, with both
    done = subprocess.run(
        [sys.executable, "-c", STARTED],
        capture_output=True,
        check=False,
        text=True,
        env=environment,
    )
    assert done.returncode == 3, done.stderr
    loaded = {*done.stdout.split()}
    assert "tagstudio.library.db.sqlite.library_file" in loaded
    assert not loaded & {"typer", "tagstudio.cli.app", "sqlalchemy.dialects.postgresql", "psycopg"}


def test_without_a_verb_what_is_wrong_is_said_in_a_sentence(tmp_path):
    environment = {**os.environ, "TAGSTUDIO_HOME": str(tmp_path), "QT_QPA_PLATFORM": ""}
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        environment.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-m", "tagstudio"],
        capture_output=True,
        check=False,
        text=True,
        env=environment,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("tagstudio: There is no display")


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
    app._in_pause(workspace, "plugins", lambda: begun.append(True))
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
