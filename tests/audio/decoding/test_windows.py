"""Windows come out right, and a lying or broken file costs its own windows only."""

import os
import struct
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
import soxr

from tagstudio.audio.decoding import windows as windows_module
from tagstudio.audio.decoding.sources import open_source
from tagstudio.audio.decoding.windows import Limits, read_windows
from tagstudio.audio.errors import UnreadableAudio

HZ = 12_000
WINDOW = 3 * HZ
EDGE = 2_000  # samples at a window's ends that a codec may need to be in step again


def whole(path: Path) -> tuple[int, np.ndarray]:
    """Return a file's declared frames (where none: decoded ones), and all of it in mono at HZ."""
    source = open_source(str(path))
    native = np.concatenate(list(source.blocks()))
    source.close()
    return source.frames or len(native), soxr.resample(native, source.hz, HZ)


@pytest.mark.parametrize(
    ("suffix", "tolerance"),
    [
        (".wav", 1e-6),
        (".aiff", 1e-6),
        (".flac", 1e-6),
        (".ogg", 1e-6),
        (".opus", 1e-4),
        (".mp3", 1e-6),
        (".m4a", 2e-2),  # the decoder fills bands with noise of its own
        (".aac", 1e-6),
        (".wv", 1e-6),
        (".tta", 1e-6),
        (".oga", 1e-6),
        (".w64", 1e-6),
        (".caf", 1e-6),
        (".au", 1e-6),
        (".ac3", 1e-6),
        (".mp2", 1e-6),
    ],
)
def test_windows_are_those_of_the_whole_file(tmp_path, encode, music, suffix, tolerance):
    path = encode(tmp_path / f"a{suffix}", music(15), 48_000)
    frames, resampled = whole(path)
    windows = read_windows(str(path), HZ, WINDOW, count=3)
    assert not windows.partial
    total = frames * HZ // 48_000
    for i, window in enumerate(windows.samples):
        start = round((total - WINDOW) * (i + 0.5) / 3)
        expected = resampled[start : start + WINDOW]
        assert window.shape == (WINDOW,)
        assert window.dtype == np.float32
        difference = np.abs(window - expected)[EDGE:-EDGE]
        assert difference.max() < tolerance
    assert np.abs(expected).max() > 0.1


@pytest.mark.parametrize("suffix", [".flac", ".aac"])  # with and without a declared length
def test_the_centre_can_be_left_out_of_an_odd_number(tmp_path, encode, music, suffix):
    path = str(encode(tmp_path / f"a{suffix}", music(15), 48_000))
    five, one = (read_windows(path, HZ, WINDOW, count).samples for count in (5, 1))
    assert np.array_equal(five[2], one[0])
    around = read_windows(path, HZ, WINDOW, 5, but_centre=True).samples
    assert len(around) == 4
    assert all(np.array_equal(a, b) for a, b in zip(around, five[:2] + five[3:], strict=True))
    assert len(read_windows(path, HZ, WINDOW, 4, but_centre=True).samples) == 4
    assert len(read_windows(path, HZ, WINDOW, 1, but_centre=True).samples) == 1


@pytest.mark.parametrize("suffix", [".flac", ".aac"])
def test_a_track_shorter_than_two_windows_has_its_centre_only(tmp_path, encode, music, suffix):
    path = str(encode(tmp_path / f"a{suffix}", music(5), 48_000))
    one = read_windows(path, HZ, WINDOW).samples
    for how in ({}, {"but_centre": True}):
        [found] = read_windows(path, HZ, WINDOW, 3, **how).samples
        assert np.array_equal(found, one[0])
    twice = str(encode(tmp_path / "b.wav", music(6), 48_000))
    assert len(read_windows(twice, HZ, WINDOW, 3).samples) == 3


@pytest.mark.parametrize("suffix", [".wma", ".mka", ".mkv", ".webm"])
def test_a_window_is_off_by_a_millisecond_at_most(tmp_path, encode, music, suffix):
    path = encode(tmp_path / f"a{suffix}", music(15), 48_000)
    frames, resampled = whole(path)
    (window,) = read_windows(str(path), HZ, WINDOW).samples
    start = round((frames * HZ // 48_000 - WINDOW) / 2)
    around = resampled[start - 100 : start + WINDOW + 100]
    lag = int(np.argmax(np.correlate(around, window))) - 100
    assert abs(lag) <= 0.001 * HZ


@pytest.mark.parametrize("hz", [8_000, 11_025, 12_000, 44_100, 44_101, 96_000])
def test_any_rate_gives_the_exact_length(tmp_path, encode, music, hz):
    path = encode(tmp_path / "a.wav", music(5, hz), hz)
    (window,) = read_windows(str(path), HZ, WINDOW).samples
    frames, resampled = whole(path)
    start = round((frames * HZ // hz - WINDOW) / 2)
    np.testing.assert_allclose(window, resampled[start : start + WINDOW], atol=1e-5)


def test_without_resampling_the_samples_are_the_file_s_own(tmp_path):
    ramp = (np.arange(1_000) / 1_000).astype(np.float32)
    soundfile.write(tmp_path / "a.wav", ramp, HZ, subtype="FLOAT")
    windows = read_windows(str(tmp_path / "a.wav"), HZ, 100, count=2)
    np.testing.assert_array_equal(windows.samples[0], ramp[225:325])
    np.testing.assert_array_equal(windows.samples[1], ramp[675:775])
    assert windows.seconds == 1_000 / HZ


def test_channels_are_averaged(tmp_path):
    left = np.full(500, 0.5, np.float32)
    soundfile.write(tmp_path / "a.wav", np.stack([left, -left, left], 1), HZ, subtype="FLOAT")
    (window,) = read_windows(str(tmp_path / "a.wav"), HZ, 100).samples
    np.testing.assert_allclose(window, 0.5 / 3, rtol=1e-6)


def test_a_short_track_gives_one_window_with_all_of_it(tmp_path, encode, music):
    path = encode(tmp_path / "a.flac", music(2), 48_000)
    windows = read_windows(str(path), HZ, WINDOW, count=3)
    assert [len(window) for window in windows.samples] == [2 * HZ]
    assert windows.seconds == 2.0
    assert not windows.partial


@pytest.mark.parametrize("kept", [0.99, 0.4])
@pytest.mark.parametrize(
    "suffix", [".wav", ".flac", ".mp3", ".ogg", ".aac", ".wma", ".wv", ".tta", ".mka", ".ac3"]
)
def test_what_is_left_of_a_truncated_file_is_heard(tmp_path, encode, music, suffix, kept):
    path = encode(tmp_path / f"a{suffix}", music(8), 48_000)
    os.truncate(path, int(path.stat().st_size * kept))
    windows = read_windows(str(path), HZ, 8 * HZ)  # all of it, so that the gap matters
    assert 0.3 * 8 * HZ * kept < len(windows.samples[0]) <= 8 * HZ * 1.02
    assert windows.seconds == pytest.approx(len(windows.samples[0]) / HZ, abs=0.01)
    if suffix in {".flac", ".wma"} and kept < 0.5:
        assert windows.partial


def test_a_flac_cut_at_99_percent_is_partial(tmp_path, encode, music):
    path = encode(tmp_path / "a.flac", music(20), 48_000)
    os.truncate(path, int(path.stat().st_size * 0.99))
    windows = read_windows(str(path), HZ, 20 * HZ)
    assert windows.partial
    assert windows.seconds == pytest.approx(20, rel=0.05)


def test_an_mp3_that_promises_2_to_the_31_frames_is_read_to_its_real_end(tmp_path, music):
    path = vbr_mp3(tmp_path / "a.mp3", music(8))
    declare(path, 0x7FFFFFFF)
    windows = read_windows(str(path), HZ, WINDOW)
    assert windows.partial
    assert windows.seconds == pytest.approx(8, abs=0.1)
    assert windows.samples[0].shape == (WINDOW,)


def test_an_mp3_that_promises_three_times_what_it_holds_is_cut_at_its_real_centre(tmp_path, music):
    path = vbr_mp3(tmp_path / "a.mp3", music(8))
    (honest,) = read_windows(str(path), HZ, WINDOW).samples
    declare(path, 1_000)
    windows = read_windows(str(path), HZ, WINDOW)
    assert windows.partial
    lag = np.argmax(np.correlate(windows.samples[0][2_000:-2_000], honest[6_000:-6_000]))
    assert abs(lag - 4_000) < 0.05 * HZ


def vbr_mp3(path: Path, samples: np.ndarray) -> Path:
    with soundfile.SoundFile(
        path, "w", 48_000, 2, "MPEG_LAYER_III", format="MP3", bitrate_mode="VARIABLE"
    ) as file:
        file.write(samples)
    return path


def declare(path: Path, frames: int) -> None:
    content = bytearray(path.read_bytes())
    at = content.index(b"Xing") + 8
    content[at : at + 4] = struct.pack(">I", frames)
    path.write_bytes(content)


def test_a_flac_that_promises_2_to_the_36_samples_is_read_to_its_real_end(tmp_path, encode, music):
    path = encode(tmp_path / "a.flac", music(8), 48_000)
    content = bytearray(path.read_bytes())
    content[21] |= 0x0F
    content[22:26] = b"\xff" * 4
    path.write_bytes(content)
    windows = read_windows(str(path), HZ, WINDOW)
    assert windows.seconds == pytest.approx(8, abs=0.4)  # the block with the end in it is lost
    assert windows.partial


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e30])
def test_a_few_samples_that_are_no_numbers_are_silence(tmp_path, bad):
    samples = np.full(4_000, 0.5, np.float32)
    samples[[1_990, 2_000]] = bad
    soundfile.write(tmp_path / "a.wav", samples, HZ, subtype="FLOAT")
    (window,) = read_windows(str(tmp_path / "a.wav"), HZ, 1_000).samples
    expected = np.full(1_000, 0.5, np.float32)
    expected[[490, 500]] = 0
    np.testing.assert_array_equal(window, expected)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_file_with_many_samples_that_are_no_numbers_is_refused(tmp_path, bad):
    samples = np.zeros(2 * HZ, np.float32)
    samples[::50] = bad
    soundfile.write(tmp_path / "a.wav", samples, HZ, subtype="FLOAT")
    assert reason(tmp_path / "a.wav", length=HZ) == "not_finite"


@pytest.mark.parametrize("suffix", [".m4a", ".aac", ".wma", ".mka", ".oga", ".wv"])
def test_what_is_no_mp3_is_not_heard_as_one(tmp_path, encode, music, suffix):
    """libsndfile takes a few bytes of any file for MP3 frames, and decodes noise from them."""
    path = encode(tmp_path / f"a{suffix}", music(8), 48_000)
    honest = read_windows(str(path), HZ, WINDOW)
    named = path.rename(tmp_path / "a.mp3")
    windows = read_windows(str(named), HZ, WINDOW)
    np.testing.assert_array_equal(windows.samples[0], honest.samples[0])
    assert windows.seconds == honest.seconds == pytest.approx(8, abs=0.1)


def test_a_text_called_au_is_not_heard_as_samples(tmp_path):
    (tmp_path / "a.au").write_text("Dear diary, today I renamed a letter. " * 1_000)
    assert reason(tmp_path / "a.au") == "unsupported"


def test_an_mp3_without_a_length_is_cut_at_its_real_centre(tmp_path, music):
    """libsndfile guesses the length by the first frame, which is a quiet one here."""
    sound = music(20)
    sound[: 48_000 * 2] *= 1e-4
    path = vbr_mp3(tmp_path / "a.mp3", sound)
    content = path.read_bytes()
    first = content.index(b"\xff\xfb", content.index(b"LAME") + 100)
    path.write_bytes(content[first:])
    windows = read_windows(str(path), HZ, WINDOW)
    assert windows.seconds == pytest.approx(20, abs=0.1)
    assert not windows.partial
    expected = soxr.resample(sound.mean(axis=1), 48_000, HZ)
    start = (len(expected) - WINDOW) // 2
    around = expected[start - HZ // 10 : start + WINDOW + HZ // 10]
    lag = np.argmax(np.correlate(around, windows.samples[0])) - HZ // 10
    assert abs(lag) < 0.06 * HZ


def test_joined_mp3s_are_heard_to_the_last(tmp_path, music):
    path = vbr_mp3(tmp_path / "a.mp3", music(8))
    path.write_bytes(path.read_bytes() * 3)
    windows = read_windows(str(path), HZ, WINDOW)
    assert windows.seconds == pytest.approx(24, abs=0.3)


def test_a_chained_ogg_is_heard_to_the_last(tmp_path, encode, music):
    path = encode(tmp_path / "a.opus", music(8), 48_000)
    content = path.read_bytes()
    serial = b"next"
    second = content.replace(content[14:18], serial)
    path.write_bytes(content + with_checksums(second))
    windows = read_windows(str(path), HZ, 20 * HZ)
    assert windows.seconds == pytest.approx(16, abs=0.2)
    assert not windows.partial


def test_a_flac_from_a_pipe_is_heard_to_the_last(tmp_path, encode, music):
    """libsndfile breaks off before the end of a FLAC file that does not state its length."""
    path = encode(tmp_path / "a.flac", music(15), 48_000)
    content = bytearray(path.read_bytes())
    content[21] &= 0xF0
    content[22:26] = bytes(4)
    path.write_bytes(content)
    windows = read_windows(str(path), HZ, WINDOW)
    assert (windows.partial, windows.seconds) == (False, 15.0)


def test_what_is_heard_twice_has_time_for_both(tmp_path, encode, music, monkeypatch):
    path = encode(tmp_path / "a.aac", music(8), 48_000)
    clock = iter(range(1_000_000))
    monkeypatch.setattr(windows_module, "_KEPT_SAMPLES", HZ)
    monkeypatch.setattr(windows_module.time, "thread_time", lambda: next(clock))
    monkeypatch.setattr(windows_module, "_SECONDS_FOR_MORE_TIME", 0.02)
    steps = []
    windows = read_windows(
        str(path), HZ, WINDOW, limits=Limits(seconds=1.0), gets_on=lambda: steps.append(1)
    )
    assert windows.seconds == pytest.approx(8, abs=0.1)
    assert len(steps) == next(clock) - 1


def with_checksums(pages: bytes) -> bytes:
    """Return Ogg pages with the CRC-32 of their content (polynomial 0x04C11DB7, unreflected)."""
    result = bytearray()
    for page in (b"OggS" + part for part in pages.split(b"OggS")[1:]):
        blank = page[:22] + bytes(4) + page[26:]
        crc = 0
        for byte in blank:
            crc ^= byte << 24
            for _ in range(8):
                crc = (crc << 1) ^ (0x104C11DB7 if crc & 0x80000000 else 0)
        result += page[:22] + struct.pack("<I", crc) + page[26:]
    return bytes(result)


@pytest.mark.parametrize("suffix", [".flac", ".wv", ".tta"])
def test_a_track_that_states_its_samples_and_lacks_the_last_is_partial(
    tmp_path, encode, music, suffix
):
    path = encode(tmp_path / f"a{suffix}", music(40), 48_000)
    whole = read_windows(str(path), HZ, WINDOW, count=2)
    assert not whole.partial
    os.truncate(path, int(path.stat().st_size * 0.96))
    windows = read_windows(str(path), HZ, WINDOW, count=2)
    assert windows.partial
    np.testing.assert_array_equal(windows.samples[0], whole.samples[0])


def test_a_wma_that_states_more_than_the_sound_that_is_all_there_is_whole(tmp_path, encode, music):
    path = encode(tmp_path / "a.wma", music(8), 48_000)
    content = bytearray(path.read_bytes())
    properties = content.index(bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365"))
    at = properties + 64  # the duration in units of 100 ns
    [played] = struct.unpack_from("<Q", content, at)
    struct.pack_into("<Q", content, at, played + 20_000_000)
    path.write_bytes(content)
    windows = read_windows(str(path), HZ, 10 * HZ)
    assert (windows.partial, windows.seconds) == (False, pytest.approx(8, abs=0.1))
    os.truncate(path, len(content) // 2)
    assert read_windows(str(path), HZ, 10 * HZ).partial


@pytest.mark.parametrize("suffix", [".wav", ".aiff", ".w64", ".caf", ".au"])
def test_a_file_that_lacks_samples_at_its_end_is_partial(tmp_path, encode, music, suffix):
    path = encode(tmp_path / f"a{suffix}", music(8), 48_000)
    assert not read_windows(str(path), HZ, WINDOW).partial
    os.truncate(path, path.stat().st_size // 2)
    windows = read_windows(str(path), HZ, WINDOW)
    assert windows.partial
    assert windows.seconds == pytest.approx(4, abs=0.1)


def test_mpeg_audio_in_a_wav_ends_where_its_chunk_does(tmp_path, music):
    with av.open(str(tmp_path / "a.wav"), "w", format="wav") as container:
        stream = container.add_stream("libmp3lame", rate=48_000, layout="stereo")
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(music(8).T), "fltp", "stereo")
        frame.sample_rate = 48_000
        container.mux([*stream.encode(frame), *stream.encode(None)])
    content = (tmp_path / "a.wav").read_bytes()
    behind = content + b"id3 " + struct.pack("<I", 2000) + b"ID3\4" + bytes(1996)
    whole = behind[:4] + struct.pack("<I", len(behind) - 8) + behind[8:]
    (tmp_path / "a.wav").write_bytes(whole)
    windows = read_windows(str(tmp_path / "a.wav"), HZ, 10 * HZ)
    assert (windows.partial, windows.seconds) == (False, pytest.approx(8, abs=0.1))


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF, 0x7FFFFFFF])
def test_a_wav_from_a_pipe_is_whole(tmp_path, encode, music, size):
    path = encode(tmp_path / "a.wav", music(8), 48_000)
    content = bytearray(path.read_bytes())
    at = content.index(b"data") + 4
    content[4:8] = content[at : at + 4] = struct.pack("<I", size)
    path.write_bytes(content)
    windows = read_windows(str(path), HZ, WINDOW)
    assert (windows.partial, windows.seconds) == (False, 8.0)


@pytest.mark.parametrize("suffix", [".aac", ".ac3"])
def test_a_long_track_is_read_near_its_windows(tmp_path, encode, music, suffix, monkeypatch):
    path = encode(tmp_path / f"a{suffix}", music(40), 48_000)
    exact = read_windows(str(path), HZ, WINDOW, count=3)
    monkeypatch.setattr(windows_module, "LONG_SECONDS", 30.0)
    monkeypatch.setattr(windows_module._Reading, "from_the_start", None)
    found, again = (read_windows(str(path), HZ, WINDOW, count=3) for _ in range(2))
    for near, same, expected in zip(found.samples, again.samples, exact.samples, strict=True):
        np.testing.assert_array_equal(near, same)
        middle = expected[WINDOW // 3 : 2 * WINDOW // 3]
        lag = int(np.argmax(np.correlate(near, middle))) - WINDOW // 3
        assert abs(lag) < 0.3 * HZ


def test_of_a_long_track_that_is_decoded_whole_the_windows_alone_are_kept(
    tmp_path, encode, music, monkeypatch
):
    path = encode(tmp_path / "a.aac", music(15), 48_000)
    whole_at_once = read_windows(str(path), HZ, WINDOW, count=3)
    monkeypatch.setattr(windows_module, "_KEPT_SAMPLES", HZ)
    in_two_passes = read_windows(str(path), HZ, WINDOW, count=3)
    for one, other in zip(whole_at_once.samples, in_two_passes.samples, strict=True):
        np.testing.assert_array_equal(one, other)


def test_huge_floats_do_not_become_infinite_unseen(tmp_path):
    loud = np.full((4_000, 2), 3.4e38, np.float32)
    soundfile.write(tmp_path / "a.wav", loud, HZ, subtype="FLOAT")
    assert reason(tmp_path / "a.wav", length=1_000) == "not_finite"


def reason(path: Path, length: int = WINDOW, limits: Limits | None = None) -> str:
    with pytest.raises(UnreadableAudio) as caught:
        read_windows(os.fspath(path), HZ, length, limits=limits or Limits())
    assert path.name in str(caught.value)
    return caught.value.code


def test_what_is_no_sound_file_says_why(tmp_path):
    (tmp_path / "text.mp3").write_text("Dear diary, today I renamed a letter. " * 100)
    (tmp_path / "empty.mp3").touch()
    (tmp_path / "folder.mp3").mkdir()
    os.mkfifo(tmp_path / "fifo.mp3")
    soundfile.write(tmp_path / "silent.wav", np.zeros(0, np.float32), HZ)
    assert reason(tmp_path / "text.mp3") == "unsupported"
    assert reason(tmp_path / "empty.mp3") == "empty"
    assert reason(tmp_path / "folder.mp3") == "not_a_file"
    assert reason(tmp_path / "fifo.mp3") == "not_a_file"
    assert reason(tmp_path / "gone.mp3") == "missing"
    assert reason(tmp_path / "silent.wav") == "no_samples"


def test_a_playlist_in_disguise_opens_no_other_file(tmp_path, encode, music):
    secret = encode(tmp_path / "secret.wav", music(5), 48_000)
    playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{secret}\n#EXT-X-ENDLIST\n"
    (tmp_path / "a.mp3").write_text(playlist)
    assert reason(tmp_path / "a.mp3") == "unsupported"


def test_limits_of_time_and_memory_hold(tmp_path, encode, music):
    path = encode(tmp_path / "a.mp3", music(5), 48_000)
    assert reason(path, limits=Limits(seconds=0)) == "too_slow"
    assert reason(path, limits=Limits(bytes=100_000)) == "too_big"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize("suffix", [".mp3", ".m4a"])
def test_a_name_that_is_not_utf8_is_read(tmp_path, encode, music, suffix):
    path = encode(tmp_path / f"a{suffix}", music(5), 48_000)
    odd = path.rename(tmp_path / os.fsdecode(b"caf\xe9" + suffix.encode()))
    assert len(read_windows(str(odd), HZ, WINDOW).samples[0]) == WINDOW


def test_mono_and_eight_bit_files_are_read(tmp_path):
    tone = 0.5 * np.sin(np.arange(HZ) / 5).astype(np.float32)
    soundfile.write(tmp_path / "a.wav", tone, HZ, subtype="PCM_U8")
    (window,) = read_windows(str(tmp_path / "a.wav"), HZ, 1_000).samples
    np.testing.assert_allclose(window, tone[5_500:6_500], atol=0.02)


def test_real_mp3s_agree_with_a_whole_file_decode(real_data):
    length = int(29.12 * HZ)
    for path in sorted((real_data / "library").glob("*.mp3"))[:3]:
        frames, resampled = whole(path)
        (window,) = read_windows(str(path), HZ, length).samples
        start = round((frames * HZ // 44_100 - length) / 2)
        np.testing.assert_allclose(window, resampled[start : start + length], atol=1e-5)
