import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QPoint, Qt

from tagstudio.core.progress import run
from tagstudio.engine.scanning.scan import scan
from tagstudio.ui.player.bar import PlayerBar
from tagstudio.ui.player.player import Playable, Player

from .test_player import HZ, ModelCard


@pytest.fixture
def library(empty_library, tmp_path):
    """Tracks 1 and 2 in one folder, 3 in another, 2 s each."""
    for name in ("a/1.wav", "a/2.wav", "b/3.wav"):
        path = tmp_path / "music" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        samples = np.random.default_rng(len(name)).uniform(-0.5, 0.5, 2 * HZ)
        soundfile.write(path, samples, HZ)
    run(scan(empty_library, [tmp_path / "music"]))
    return empty_library


@pytest.fixture
def bar(workspace, shown):
    Player(workspace, ModelCard)
    return shown(PlayerBar(workspace))


def played(bar):
    return bar._player.track


def test_it_has_its_place_before_the_first_track_and_plays_it(qtbot, bar):
    assert played(bar) is None
    assert bar.isVisible()
    high = bar.sizeHint().height()
    bar.play(1)
    qtbot.waitUntil(lambda: bar._player.playing)
    assert bar.isVisible()
    assert bar.sizeHint().height() == high
    assert bar._title.text() == "1"
    assert bar._time.text() == "0:00 / 0:02"
    qtbot.mouseClick(bar._button, Qt.MouseButton.LeftButton)
    assert not bar._player.playing


def test_what_lies_behind_a_track_in_its_folder_follows_it(qtbot, bar):
    bar.play(1)
    qtbot.waitUntil(lambda: bar._player._next is not None)
    assert bar._player._next.id == 2
    bar.play(2)
    qtbot.waitUntil(lambda: played(bar).id == 2 and bar._next_of == 2)
    answered = []
    bar._workspace.ask(lambda _: 1, answered.append, owner=bar, topic="after that")
    qtbot.waitUntil(lambda: bool(answered))
    assert bar._player._next is None


def test_nothing_follows_what_another_part_of_the_window_plays(qtbot, bar):
    bar.play(1)
    qtbot.waitUntil(lambda: bar._player._next is not None)
    bar._player.follow_with(None)
    bar._player.load(Playable(3, played(bar).path, "Another", "", 2.0))
    assert bar._next_of == 1


def test_a_click_on_the_slider_goes_there(qtbot, bar):
    bar.play(1)
    qtbot.waitUntil(lambda: bar._player.playing)
    bar._player.pause()
    middle = QPoint(bar._position.width() // 2, bar._position.height() // 2)
    qtbot.mouseClick(bar._position, Qt.MouseButton.LeftButton, pos=middle)
    assert bar._player.seconds == pytest.approx(1.0, abs=0.1)
    bar._volume.setValue(30)
    assert bar._player.volume == 30


def test_why_nothing_is_heard_stands_at_the_volume(qtbot, bar):
    bar._player.output_error = "No sound: connect something."
    bar._player.changed.emit()
    assert bar._loud.toolTip() == "No sound: connect something."
    assert bar.trouble.isVisible() and bar.trouble.toolTip() == "No sound: connect something."
    bar._workspace.say("jazz yes on 1 track.")  # what comes next does not wipe it away
    assert bar.trouble.isVisible()
    bar._player.output_error = ""
    bar._player.changed.emit()
    assert bar.trouble.isHidden() and bar._volume.isVisible()


def test_before_the_first_track_the_button_does_what_the_key_does_on_the_page(qtbot, bar):
    pressed, said = [], []
    actions = bar._workspace.actions
    bar._workspace.status_changed.connect(said.append)
    bar.toggle()
    assert said == ["Nothing to play: select a track in the Library."]
    actions.bind("library", {"play": lambda: pressed.append(1)})
    actions.show_screen("library")
    qtbot.mouseClick(bar._button, Qt.MouseButton.LeftButton)
    assert pressed == [1]


def test_it_shows_what_the_track_is_called_now_while_it_plays_on(qtbot, bar):
    bar.play(1)
    qtbot.waitUntil(lambda: bar._player.playing and bar._player._next is not None)
    at_work = bar._workspace.decisions
    at_work.edit_facts({1: {"title": "Night Hunt", "artist": "Jimena"}, 2: {"title": "Second"}})
    qtbot.waitUntil(lambda: bar._title.text() == "Night Hunt")
    assert bar._artist.isVisible() and bar._artist.text() == "Jimena"
    assert bar._player.playing and bar._player._next.title == "Second"
    bar._player.pause()
    at_work.undo()
    qtbot.waitUntil(lambda: bar._title.text() == "1")
    assert not bar._artist.isVisible()
