import errno

import numpy as np
import pytest
import soundfile

from tagstudio.audio.decoding import waveform
from tagstudio.audio.decoding.waveform import HZ, MOST_BINS, read_waveform
from tagstudio.core.progress import run


def written(path, samples):
    soundfile.write(path, samples, HZ, subtype="FLOAT")
    return str(path)


@pytest.mark.parametrize("seconds", [0.001, 3.0, 61.3, 400.0])
def test_every_sample_lies_within_its_bin(tmp_path, seconds):
    count = int(seconds * HZ)
    samples = np.random.default_rng(count).uniform(-0.5, 0.5, count) * np.linspace(0, 1, count)
    found = run(read_waveform(written(tmp_path / "a.wav", samples), tmp_path / "kept.npz"))
    assert len(found.low) == len(found.high) <= MOST_BINS
    assert found.seconds == pytest.approx(seconds, abs=1 / HZ)
    assert len(found.low) * found.bin_seconds == pytest.approx(seconds, abs=found.bin_seconds)
    length = round(found.bin_seconds * HZ)
    for place in range(0, len(found.low), max(1, len(found.low) // 50)):
        samples_of_bin = samples[place * length : (place + 1) * length]
        assert found.low[place] == pytest.approx(samples_of_bin.min(), abs=1e-6)
        assert found.high[place] == pytest.approx(samples_of_bin.max(), abs=1e-6)


def test_a_second_reading_needs_no_file_and_a_damaged_cache_is_made_anew(tmp_path):
    path, kept = tmp_path / "a.wav", tmp_path / "cache" / "kept.npz"
    made = run(read_waveform(written(path, np.sin(np.arange(30_000) / 30)), kept))
    moved = path.rename(tmp_path / "b.wav")
    again = run(read_waveform(str(path), kept))
    np.testing.assert_allclose(again.high, made.high, atol=1e-3)
    assert (again.seconds, again.bin_seconds) == (made.seconds, made.bin_seconds)
    kept.write_bytes(kept.read_bytes()[:-40])
    assert len(run(read_waveform(str(moved), kept)).low) == len(made.low)


def test_it_can_be_given_up_and_then_keeps_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(waveform, "stream", lambda path, hz: (np.zeros(1000) for _ in range(10)))
    job = read_waveform("x.wav", tmp_path / "kept.npz")
    next(job)
    job.close()
    assert list(tmp_path.glob("*.npz")) == []


def test_a_cache_that_cannot_be_written_hides_no_waveform(tmp_path, caplog):
    (tmp_path / "cache").write_text("a file stands where the folder has to be")
    path = written(tmp_path / "a.wav", np.sin(np.arange(30_000) / 30))
    found = run(read_waveform(path, tmp_path / "cache" / "kept.npz"))
    assert found.seconds == pytest.approx(2.5)
    assert "is not kept" in caplog.text


def test_a_disk_that_is_full_hides_no_waveform(tmp_path, monkeypatch, caplog):
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(waveform.np, "savez", full)
    path = written(tmp_path / "a.wav", np.sin(np.arange(30_000) / 30))
    assert run(read_waveform(path, tmp_path / "kept.npz")).seconds == pytest.approx(2.5)
    assert list(tmp_path.glob("*kept*")) == []
