import threading
import time

import numpy as np
import pytest
import soundfile

from tagstudio.core.errors import TagStudioError
from tagstudio.ui.player.feed import CHUNK_FRAMES
from tagstudio.ui.player.player import Playable, Player, player_of

HZ = 8000


class ModelCard:
    """A sound card that asks for sound when the test tells it to, on a thread of its own."""

    hz = HZ
    latency = 0.0

    def __init__(self):
        self.fill = None
        self.flushed = 0

    def start(self, fill):
        self.fill = fill

    def flush(self):
        self.flushed += 1

    def stop(self):
        self.fill = None

    def close(self):
        self.fill = None

    def pull(self, frames):
        out = np.full((frames, 2), np.nan, np.float32)
        thread = threading.Thread(target=self.fill, args=(out,))
        thread.start()
        thread.join()
        return out


@pytest.fixture
def card():
    return ModelCard()


@pytest.fixture
def player(workspace, card):
    player = Player(workspace, lambda: card)
    player.set_volume(100)
    return player


@pytest.fixture
def track(tmp_path):
    def make(id, seconds):
        samples = np.random.default_rng(id).uniform(-0.5, 0.5, (int(seconds * HZ), 2))
        path = tmp_path / f"{id}.wav"
        soundfile.write(path, samples.astype(np.float32), HZ, subtype="FLOAT")
        return Playable(id, str(path), f"Track {id}", "Artist", seconds), samples

    return make


def playing(qtbot, player, track):
    player.load(track)
    player.play()
    qtbot.waitUntil(lambda: player.playing)
    wait_for_sound(player)


def wait_for_sound(player, chunks=1):
    end = time.monotonic() + 60
    while len(player._feed._waiting) < chunks and not player._feed._at_end:
        assert time.monotonic() < end
        time.sleep(0.002)


def test_what_is_heard_is_the_file_and_the_place_follows(qtbot, player, card, track):
    song, samples = track(1, 3.0)
    playing(qtbot, player, song)
    with qtbot.waitSignal(player.moved, check_params_cb=lambda at: at == 0.5):
        np.testing.assert_allclose(card.pull(4000), samples[:4000], atol=1e-6)


def test_pause_keeps_the_place_and_play_goes_on_from_it(qtbot, player, card, track):
    song, samples = track(1, 3.0)
    playing(qtbot, player, song)
    card.pull(4000)
    qtbot.waitUntil(lambda: player.seconds == 0.5)
    player.toggle()
    assert (player.playing, card.fill) == (False, None)
    player.toggle()
    wait_for_sound(player)
    np.testing.assert_allclose(card.pull(800), samples[4000:4800], atol=1e-6)


def test_seeking_while_it_plays_and_while_it_does_not(qtbot, player, card, track):
    song, samples = track(1, 3.0)
    player.load(song)
    player.seek(1.0)
    player.play()
    qtbot.waitUntil(lambda: player.playing)
    wait_for_sound(player)
    np.testing.assert_allclose(card.pull(100), samples[8000:8100], atol=1e-6)
    player.seek(2.0)
    wait_for_sound(player)
    np.testing.assert_allclose(card.pull(100), samples[16_000:16_100], atol=1e-6)
    player.seek(99.0)
    assert player.seconds == 3.0
    player.seek(-1.0)
    assert player.seconds == 0.0


def test_volume_scales_what_is_heard_and_is_remembered(qtbot, player, card, track, workspace):
    song, samples = track(1, 1.0)
    playing(qtbot, player, song)
    player.set_volume(50)
    np.testing.assert_allclose(card.pull(100), samples[:100] / 4, atol=1e-6)
    assert Player(workspace, lambda: card).volume == 50


def test_the_next_track_joins_without_a_gap_and_becomes_the_one_heard(qtbot, player, card, track):
    (one, first), (two, second) = track(1, 0.5), track(2, 0.75)
    playing(qtbot, player, one)
    player.follow_with(two)
    wait_for_sound(player, 2)
    with qtbot.waitSignal(player.changed):
        heard = card.pull(8000)
    np.testing.assert_allclose(heard, np.concatenate([first, second])[:8000], atol=1e-6)
    assert player.track is two
    assert player.seconds == 0.5
    with qtbot.waitSignal(player.finished):
        card.pull(4000)
    assert (player.playing, player.seconds) == (False, 0.0)


def test_a_passage_is_heard_over_and_over_until_it_is_let_go(qtbot, player, card, track):
    song, samples = track(1, 3.0)
    playing(qtbot, player, song)
    player.seek(1.0)
    player.repeat((1.0, 1.5))
    for _ in range(3):
        wait_for_sound(player)
        np.testing.assert_allclose(card.pull(4000), samples[8000:12_000], atol=1e-6)
        with qtbot.waitSignal(player.moved, check_params_cb=lambda at: at == 1.0):
            pass
    player.repeat(None)
    wait_for_sound(player)
    card.pull(4400)
    qtbot.waitUntil(lambda: player.seconds == pytest.approx(1.55))


def test_a_passage_up_to_the_end_of_the_track_begins_again(qtbot, player, card, track):
    song, samples = track(1, 1.0)
    playing(qtbot, player, song)
    player.repeat((0.5, 1.0))
    player.seek(0.5)
    wait_for_sound(player)
    with qtbot.waitSignal(player.moved, check_params_cb=lambda at: at == 0.5):
        card.pull(8000)
    assert player.playing
    wait_for_sound(player)
    np.testing.assert_allclose(card.pull(100), samples[4000:4100], atol=1e-6)


def test_another_track_has_no_passage(qtbot, player, card, track):
    song, other = track(1, 1.0)[0], track(2, 1.0)[0]
    playing(qtbot, player, song)
    player.repeat((0.5, 0.6))
    player.load(other)
    assert player.passage is None


def test_a_jump_drops_what_the_card_holds_of_the_old_place(qtbot, player, card, track):
    song, _ = track(1, 3.0)
    player.load(song)
    player.seek(1.0)
    assert card.flushed == 0
    playing(qtbot, player, song)
    card.pull(4000)
    player.seek(2.0)
    player.load(track(2, 1.0)[0])
    assert card.flushed == 2


def test_the_last_that_the_card_holds_is_heard_before_it_stops(qtbot, player, card, track):
    card.latency = 0.3
    song, _ = track(1, 0.5)
    playing(qtbot, player, song)
    positions = []
    player.moved.connect(positions.append)
    with qtbot.waitSignal(player.finished):
        card.pull(8000)
        started = time.monotonic()
    assert time.monotonic() - started >= 0.25
    assert max(positions) == pytest.approx(0.5, abs=0.05)  # the position goes on to the end
    assert not player.playing


def test_a_card_that_goes_while_it_plays_is_said(qtbot, player, card, track):
    def gone():
        raise TagStudioError("No sound: it was unplugged.")

    playing(qtbot, player, track(1, 3.0)[0])
    card.flush = gone
    player.seek(1.0)
    assert (player.playing, player.output_error) == (False, "No sound: it was unplugged.")


def test_loading_while_it_plays_goes_on_with_the_other_track(qtbot, player, card, track):
    (one, _), (two, second) = track(1, 1.0), track(2, 2.0)
    playing(qtbot, player, one)
    player.prepare(two)
    card.pull(100)
    player.load(two)
    wait_for_sound(player)
    np.testing.assert_allclose(card.pull(CHUNK_FRAMES), second[:CHUNK_FRAMES], atol=1e-6)


def test_without_a_sound_card_it_is_silent_and_says_why(qtbot, workspace, track):
    def none():
        raise TagStudioError("No sound: nothing to play on. Connect something.")

    player = Player(workspace, none)
    player.load(track(1, 1.0)[0])
    with qtbot.waitSignal(workspace.status_changed) as shown:
        player.play()
    assert (
        shown.args == [player.output_error] == ["No sound: nothing to play on. Connect something."]
    )
    assert not player.playing
    player.seek(0.5)
    assert player.seconds == 0.5


def test_a_file_that_cannot_be_decoded_stops_it_with_a_sentence(qtbot, player, workspace, tmp_path):
    (tmp_path / "text.mp3").write_text("no sound")
    player.load(Playable(1, str(tmp_path / "text.mp3"), "Text", "", 1.0))
    with qtbot.waitSignal(workspace.status_changed) as shown:
        player.play()
    assert "text.mp3" in shown.args[0]
    assert not player.playing


def test_all_parts_of_a_window_share_one(workspace):
    assert player_of(workspace) is player_of(workspace)
