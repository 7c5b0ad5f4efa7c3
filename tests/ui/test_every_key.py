"""Every action of the table, by its key on the screen it belongs to, does what is seen of it."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtGui import QDesktopServices, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QInputDialog, QLineEdit
from pytestqt.exceptions import TimeoutError
from sqlalchemy import func, select

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import run
from tagstudio.engine.doubts.find_doubts import Doubt, Doubts
from tagstudio.engine.plugins.installed_models import choose_model, installed_models
from tagstudio.engine.scanning.scan import scan
from tagstudio.engine.tagging.suggest import SuggestOptions, suggest
from tagstudio.library.db import schema
from tagstudio.library.search.query import ALL_TRACKS
from tagstudio.library.tags import decisions, file_writes, tags
from tagstudio.library.tags.decisions import Decision, record_decisions
from tagstudio.ui.base.actions import SPECS
from tagstudio.ui.doubts_screen.doubt_rows import DoubtRow, FoundRows
from tagstudio.ui.player.player import Playable, player_of
from tagstudio.ui.review_screen import answering
from tagstudio.ui.review_screen.favourites import SLOTS, Favourites
from tagstudio.ui.shell import main_window
from tagstudio.ui.shell.main_window import MainWindow

PLUGINS = Path(__file__).parent.parent / "plugins"
TRACKS, OWN_TAGS = 4, 20  # taken back, a tag of the user alone leaves the list
EVERYWHERE = {
    "play": "output_error",
    "undo": "journal",
    "redo": "journal",
    "undo_write": "dialog",
    "rescan": "jobs",
    "check_library": "jobs",
    "duplicates": "dialog",
    "suggest": "jobs",
    "cancel_jobs": "cancelled",
    "try_failed": "said",
    "add_folder": "asked",
    "import_labels": "asked",
    "labels_from_files": "dialog",
    "merge_library": "asked",
    "manage_tags": "dialog",
    "demo": "asked",
    "help": "dialog",
    "first_steps": "focus",
    "open_library": "asked",
    "new_library": "asked",
    "keys": "dialog",
    "about": "dialog",
    "copy_diagnostics": "said",
    "full_screen": "full_screen",
    "next_area": "focus",
    "previous_area": "focus",
    "folders": "screen",
    "show_library": "screen",
    "show_review": "screen",
    "show_model": "screen",
    "show_jobs": "screen",
    "show_settings": "screen",
    "show_doubts": "screen",
    "show_disputes": "screen",
}
EFFECTS = {  # by screen and in this order: what is seen to change
    "disputes": {"yes": "journal", "no": "journal"},
    "doubts": {"turn_answer": "journal", "keep_answer": "said"},
    "library": {
        "find": "focus",
        "save_search": "asked",
        "select_all": "selected",
        "add_tag": "focus",
        "set_artist": "asked",
        "edit_facts": "dialog",
        "double_tempo": "said",
        "halve_tempo": "said",
        "measure": "jobs",
        "mark_reviewed": "reviewed",
        "mark_unreviewed": "reviewed",
        "export": "dialog",
        "write_tags": "dialog",
        "review_selected": "screen",
        "same_answers": "dialog",
        "more_like_this": "query",
    },
    "review": {
        "seek_on": "seconds",
        "seek_back": "seconds",
        "seek_far_on": "seconds",
        "seek_far_back": "seconds",
        "part_begin": "part",
        "part_end": "part",
        "whole_track": "part",
        "next_part": "part",
        "remove_part": "parts",
        "loop": "checked",
        "seek_to_peak": "seconds",
        "play_at_once": "checked",
        "spectrogram": "checked",
        "zoom_in": "span",
        "zoom_out": "span",
        "yes": "journal",
        "no": "journal",
        "skip": "track",
        "accept_album": "journal",
        **{f"toggle_{key}": "journal" for key in "1234567890"},
        **{f"favourite_{key}": "journal" for key in "1234567890"},
        "next_track": "track",
        "previous_track": "track",
        "mark_reviewed": "reviewed",
        "mark_unreviewed": "reviewed",
        "add_tag": "focus",
        "more_like_this": "screen",
        "accept_rest": "track",
        "finish": "track",
    },
    "model": {
        "train": "dialog",
        "promote": "jobs",
        "rollback": "jobs",
        "export_version": "asked",
        "import_version": "asked",
    },
    "": EVERYWHERE | {"quit": "open"},
}
BEFORE = {
    ("review", "part_end"): "seek_on",
    ("review", "whole_track"): "yes",
    ("review", "loop"): "whole_track",
    ("review", "mark_unreviewed"): "previous_track",
    ("review", "finish"): "previous_track",
    ("", "cancel_jobs"): "rescan",
}


@dataclass(frozen=True)
class Seen:
    """What is seen of the window, of the library behind it, and of what it asks the system."""

    screen: str
    focus: str
    dialog: bool
    full_screen: bool
    open: bool
    selected: int
    track: int | None
    span: tuple[float, float] | None
    checked: frozenset[str]
    seconds: float
    output_error: str
    said: str
    jobs: int
    cancelled: bool
    journal: int
    part: tuple[object, object] | None
    parts: int
    reviewed: int
    asked: int
    query: str


@pytest.fixture
def library(empty_library, tmp_path):
    """Four tracks with suggestions of a tagger, each with tags of the user's own besides."""
    for name in ("along_tagger", "learning_tagger"):
        shutil.copytree(PLUGINS / name, paths.user_plugins_folder() / name)
    music = tmp_path / "music"
    music.mkdir()
    for number in range(TRACKS):
        samples = np.random.default_rng(number).uniform(-0.5, 0.5, 80_000)
        name = f"jazz 0.8 rock 0.6 folk 0.5 loud 0.2 {number}.wav"
        soundfile.write(music / name, samples, 8000)
    run(scan(empty_library, [music]))
    along = choose_model(installed_models(), "along")
    run(suggest(empty_library, along, ALL_TRACKS, SuggestOptions()))
    with empty_library.write() as connection:
        own = [tags.tag_id(connection, f"own {n}", "", "user") for n in range(OWN_TAGS)]
        shown = [Decision(track, tag, "yes") for track in range(1, TRACKS + 1) for tag in own]
        decisions.record_decisions(connection, shown, "user")
        connection.exec_driver_sql("UPDATE tracks SET album = 'One'")
        written = file_writes.begin(connection, 1, 1, {}, {"genre": ("jazz",)})
        file_writes.set_state(connection, written.id, "written")
        connection.exec_driver_sql("UPDATE file_writes SET at = 1")  # before all answers
    return empty_library


@pytest.fixture
def asked(monkeypatch):
    """What the window would ask the user or the system for; no answer comes."""
    asked = []

    def ask(*arguments, **_):
        asked.append(arguments)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: ask()[0])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", ask)
    monkeypatch.setattr(QFileDialog, "exec", lambda dialog: bool(ask(dialog)[0]))
    monkeypatch.setattr(QInputDialog, "getText", ask)
    monkeypatch.setattr(QDesktopServices, "openUrl", ask)
    monkeypatch.setattr(main_window, "open_library_window", ask)
    return asked


@pytest.fixture(autouse=True)
def quick_measurer() -> None:
    """In the place of the bundled one, which loads librosa."""
    shutil.copytree(PLUGINS / "fake_measurer", paths.user_plugins_folder() / "fake_measurer")


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch) -> None:
    """Let a track be finished as soon as it comes."""
    monkeypatch.setattr(answering, "DOUBLE_SECONDS", 0.0)


@pytest.fixture
def window(qtbot, workspace, shown, asked):
    """The window, with the library found and no sound card."""
    player_of(workspace)._open_output = no_card
    window = shown(MainWindow(workspace))
    qtbot.waitActive(window)
    table = window.show_screen("library").table
    qtbot.waitUntil(lambda: len(table.ids) == TRACKS)
    return window


def no_card():
    raise TagStudioError("No sound: no device. Connect one.")


def test_every_action_is_proven_here():
    assert {id for effects in EFFECTS.values() for id in effects} == {spec.id for spec in SPECS}


@pytest.mark.parametrize("place", EFFECTS)
def test_keys_do_what_they_say(qtbot, workspace, window, asked, place):
    screen = window.show_screen(place or "review")
    prepare(qtbot, window, screen, place)
    idle = []
    for id, part in EFFECTS[place].items():
        if (place, id) in BEFORE:
            press(qtbot, window, BEFORE[place, id])
        if id != "cancel_jobs":
            settle(qtbot, window)
        if not is_seen(qtbot, window, asked, id, part):
            idle.append(id)
        settle(qtbot, window)
        tidy(window, place)
    assert not idle


def prepare(qtbot, window, screen, place):
    """Have on the screen what its keys are for."""
    if place == "library":
        screen.show_query("jazz")
        qtbot.waitUntil(lambda: screen._text == "jazz" and len(screen.table.ids) == TRACKS)
    elif place == "model":
        qtbot.waitUntil(lambda: screen._overview is not None, timeout=20_000)
        screen.view.versions.choose("plain")
    elif place == "doubts":
        qtbot.waitUntil(lambda: screen._found is not None, timeout=20_000)
        screen._take_first(doubted(window._workspace))
    elif place == "disputes":
        dispute(window._workspace)
        screen.look()
        qtbot.waitUntil(lambda: len(screen._rows) == 3, timeout=20_000)
    else:
        favourites = Favourites(window._workspace.remembered)
        for number, slot in enumerate(SLOTS):
            favourites.put(slot, f"own {number}")
        window.review(list(range(1, TRACKS + 1)))
        qtbot.waitUntil(lambda: screen._current is not None)
        qtbot.waitUntil(lambda: screen.view.timeline.peak_seconds() is not None, timeout=20_000)


def doubted(workspace) -> FoundRows:
    """The answers to one tag, as if they were in doubt."""
    with workspace.library.read() as connection:
        tag = tags.find_tag(connection, "own 0")
    doubts = [Doubt(id, tag.id, "own 0", "yes", "user", 1, 0.1, 0, 0) for id in (1, 2, 3)]
    rows = [DoubtRow(one, Playable(one.track_id, "", "", "", 3.0)) for one in doubts]
    return FoundRows(tuple(rows), Doubts(tuple(doubts), 3, 80))


def dispute(workspace) -> None:
    """Let two people answer one tag of three tracks differently."""
    own = workspace.library.person
    for person, state in (("anna", "yes"), ("ben", "no")):
        workspace.library.person = person
        with workspace.library.write() as connection:
            tag = tags.find_tag(connection, "own 0")
            wanted = [Decision(id, tag.id, state) for id in (1, 2, 3)]
            record_decisions(connection, wanted, "user")
    workspace.library.person = own


# What holds only where a version has learned from answers, or where a track has failed.
NOT_HERE = {"rollback", "export_version", "try_failed"}


def press(qtbot, window, id):
    """Press the first key of an action; choose it from the menu where it has none."""
    keys = window._workspace.actions.keys_of(id)
    if id in NOT_HERE:
        window._workspace.actions.allow(id, is_possible=True)
    assert window._workspace.actions[id].isEnabled(), id
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    if keys:
        pressed = QKeySequence(keys[0])[0]
        QTest.keyClick(window, pressed.key(), pressed.keyboardModifiers())
    else:
        window._workspace.actions[id].trigger()


def is_seen(qtbot, window, asked, id, part):
    """Press the key of an action and tell whether what should change does."""
    before = getattr(seen(window, asked), part)
    press(qtbot, window, id)
    try:
        qtbot.waitUntil(lambda: getattr(seen(window, asked), part) != before)
    except TimeoutError:
        return False
    return True


def settle(qtbot, window):
    """Wait until the jobs are over and what was answered is written and read."""
    workspace, review = window._workspace, window._screens.get("review")
    qtbot.waitUntil(lambda: not workspace.jobs.jobs, timeout=20_000)
    qtbot.waitUntil(lambda: review is None or review._answers.unwritten == 0)
    read = []
    workspace.ask(lambda _: None, read.append, owner=workspace, topic="settled", later=True)
    qtbot.waitUntil(lambda: bool(read))


def tidy(window, place):
    """Close what opened, and go back to the screen that is looked at."""
    for dialog in dialogs_of(window):
        dialog.close()
    if place and window._workspace.actions._screen != place:
        window.show_screen(place)
    if window.isFullScreen():
        window.showNormal()
    if isinstance(QApplication.focusWidget(), QLineEdit):
        window._stack.currentWidget().widget().setFocus()


def dialogs_of(window):
    """Return the dialogs, and the handbook, which is a window of its own."""
    handbook = [] if window._handbook is None else [window._handbook]
    return [*window.findChildren(QDialog), *handbook]


def seen(window, asked):
    """Look."""
    workspace, review = window._workspace, window._screens.get("review")
    player, jobs = player_of(workspace), workspace.jobs
    chosen = review.view.timeline.part if review else None
    with workspace.library.read() as connection:
        journal = connection.execute(select(func.count()).select_from(schema.journal)).scalar_one()
        parts = connection.execute(select(func.count()).select_from(schema.part_answers))
        parts = parts.scalar_one()
        reviewed = connection.execute(
            select(func.count()).where(schema.tracks.c.reviewed_at.is_not(None))
        ).scalar_one()
    return Seen(
        screen=workspace.actions._screen,
        focus=type(QApplication.focusWidget()).__name__,
        dialog=any(one.isVisible() for one in dialogs_of(window)),
        full_screen=window.isFullScreen(),
        open=window.isVisible(),
        selected=len(window._screens["library"].view.selected_ids()),
        track=review._session.place if review else None,
        span=review.view.timeline.span() if review else None,
        checked=frozenset(id.objectName() for id in workspace.actions.all() if id.isChecked()),
        seconds=player.seconds,
        output_error=player.output_error,
        said=window.statusBar().currentMessage(),
        jobs=len(jobs.over) + len(jobs.jobs),
        cancelled=any(job.state in {"cancelling", "cancelled"} for job in [*jobs.over, *jobs.jobs]),
        journal=journal,
        part=(chosen.begins, chosen.stretch) if chosen else None,
        parts=parts,
        reviewed=reviewed,
        asked=len(asked),
        query=window._screens["library"]._text,
    )
