import time

import numpy as np
import pytest
import soundfile

from tagstudio.ui.player.feed import CHUNK_FRAMES, CHUNKS_AHEAD, Feed, PlaybackPosition

HZ = 8000


@pytest.fixture
def feed():
    feed = Feed(HZ)
    yield feed
    feed.stop()
    assert not feed._thread.is_alive()


@pytest.fixture
def track(tmp_path):
    def make(name, frames):
        samples = np.random.default_rng(frames).uniform(-0.5, 0.5, (frames, 2)).astype(np.float32)
        soundfile.write(tmp_path / name, samples, HZ, subtype="FLOAT")
        return str(tmp_path / name), samples

    return make


def wait_for(condition):
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.002)


def taken(feed, frames):
    """Pull `frames` as a sound card would, in blocks of odd lengths; wait where none is ready."""
    blocks = []
    while frames:
        wait_for(lambda: feed._waiting or left(feed))
        out = np.full((min(frames, 997), 2), np.nan, np.float32)
        ready = len(feed._waiting) * CHUNK_FRAMES + left(feed)
        out = out[: min(len(out), max(1, left(feed) or ready))]
        feed.take(out)
        blocks.append(out)
        frames -= len(out)
    return np.concatenate(blocks)


def left(feed):
    chunk, frames = feed._current or (None, 0)
    return len(chunk.frames) - frames if chunk is not None and chunk.run == feed._run else 0


def test_all_of_a_track_comes_sample_by_sample_and_then_silence(feed, track):
    path, samples = track("a.wav", 3 * CHUNK_FRAMES + 100)
    feed.play(1, path, 0.0)
    np.testing.assert_array_equal(taken(feed, len(samples)), samples)
    assert feed.position == PlaybackPosition(1, len(samples) / HZ)
    wait_for(lambda: feed.ended)
    out = np.ones((50, 2), np.float32)
    feed.take(out)
    assert not out.any()


def test_seeking_drops_what_was_decoded_and_is_exact(feed, track):
    path, samples = track("a.wav", 10 * CHUNK_FRAMES)
    feed.play(1, path, 0.0)
    taken(feed, 5000)
    feed.play(1, path, 4.0)
    assert feed.position is None
    np.testing.assert_array_equal(taken(feed, 9000), samples[32_000:41_000])
    assert feed.position == PlaybackPosition(1, 41_000 / HZ)


def test_the_next_track_joins_without_a_gap(feed, track):
    (first, one), (second, two) = track("a.wav", 12_345), track("b.wav", 23_456)
    feed.play(1, first, 0.0)
    feed.follow(2, second, go_on=True)
    np.testing.assert_array_equal(taken(feed, len(one) + len(two)), np.concatenate([one, two]))
    assert feed.position == PlaybackPosition(2, len(two) / HZ)
    wait_for(lambda: feed.ended)


def test_a_track_can_follow_after_the_end_was_decoded(feed, track):
    (first, one), (second, two) = track("a.wav", 500), track("b.wav", 600)
    feed.play(1, first, 0.0)
    taken(feed, len(one))
    wait_for(lambda: feed.ended)
    feed.follow(2, second, go_on=True)
    np.testing.assert_array_equal(taken(feed, len(two)), two)


def test_a_prepared_track_waits_until_it_is_played(feed, track):
    (first, one), (second, two) = track("a.wav", 500), track("b.wav", 200_000)
    feed.play(1, first, 0.0)
    feed.follow(-2, second, go_on=False)
    taken(feed, len(one))
    wait_for(lambda: feed.ended)
    feed.play(3, second, 0.0)
    np.testing.assert_array_equal(taken(feed, len(two)), two)
    assert feed.position == PlaybackPosition(3, len(two) / HZ)


def test_it_decodes_only_so_far_ahead(feed, track):
    path, _ = track("a.wav", (CHUNKS_AHEAD + 20) * CHUNK_FRAMES)
    feed.play(1, path, 0.0)
    wait_for(lambda: len(feed._waiting) == CHUNKS_AHEAD)
    taken(feed, 3 * CHUNK_FRAMES)
    wait_for(lambda: len(feed._waiting) == CHUNKS_AHEAD)


def test_what_cannot_be_decoded_is_said(feed, tmp_path, track):
    (tmp_path / "text.mp3").write_text("no sound")
    feed.play(1, str(tmp_path / "text.mp3"), 0.0)
    wait_for(lambda: feed.failure is not None)
    assert feed.failure[0] == 1
    assert "text.mp3" in str(feed.failure[1])
    path, samples = track("a.wav", 100)
    feed.play(2, path, 0.0)
    np.testing.assert_array_equal(taken(feed, 100), samples)
    assert feed.failure is None
