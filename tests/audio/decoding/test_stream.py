import numpy as np
import pytest
import soundfile

from tagstudio.audio.decoding.stream import stream
from tagstudio.audio.errors import UnreadableAudio


def joined(path, *arguments, **options) -> np.ndarray:
    return np.concatenate(list(stream(str(path), *arguments, **options)))


@pytest.fixture
def noise(tmp_path):
    samples = np.random.default_rng(1).uniform(-0.5, 0.5, (50_000, 2)).astype(np.float32)
    soundfile.write(tmp_path / "noise.wav", samples, 8000, subtype="FLOAT")
    return tmp_path / "noise.wav", samples


def test_stereo_comes_sample_by_sample_from_any_moment(noise):
    path, samples = noise
    np.testing.assert_array_equal(joined(path, 8000, stereo=True), samples)
    np.testing.assert_array_equal(joined(path, 8000, 2.5, stereo=True), samples[20_000:])
    assert list(stream(str(path), 8000, 100.0)) == []


def test_mono_is_the_mean_of_both_sides(noise):
    path, samples = noise
    np.testing.assert_allclose(joined(path, 8000), samples.mean(axis=1), atol=1e-7)


def test_one_channel_is_heard_on_both_sides_and_a_centre_too(tmp_path):
    soundfile.write(tmp_path / "mono.wav", np.full(100, 0.25), 8000, subtype="FLOAT")
    np.testing.assert_array_equal(joined(tmp_path / "mono.wav", 8000, stereo=True), 0.25)
    three = np.tile([0.5, -0.5, 0.25], (100, 1))
    soundfile.write(tmp_path / "three.wav", three, 8000, subtype="FLOAT")
    decoded = joined(tmp_path / "three.wav", 8000, stereo=True)
    np.testing.assert_allclose(decoded, np.tile([0.375, -0.125], (100, 1)))


def test_another_rate_keeps_the_duration(noise):
    path, samples = noise
    assert len(joined(path, 12_000)) == pytest.approx(len(samples) * 1.5, abs=2)
    assert joined(path, 12_000, stereo=True).shape[1] == 2


def test_a_format_without_exact_times_is_counted_from_its_start(real_data):
    path = sorted((real_data / "library").glob("*.mp3"))[0]
    whole, later = joined(path, 44_100), joined(path, 44_100, 60.0)
    assert len(whole) - len(later) == 60 * 44_100
    np.testing.assert_allclose(later[2000:90_000], whole[60 * 44_100 :][2000:90_000], atol=1e-3)


def test_what_holds_no_sound_is_an_error(tmp_path):
    (tmp_path / "text.mp3").write_text("no sound at all")
    with pytest.raises(UnreadableAudio, match=r"text\.mp3"):
        joined(tmp_path / "text.mp3", 8000)
    soundfile.write(tmp_path / "void.wav", np.zeros(0), 8000)
    with pytest.raises(UnreadableAudio, match="decodes to nothing"):
        joined(tmp_path / "void.wav", 8000)
    soundfile.write(tmp_path / "nan.wav", np.full(100, np.nan), 8000, subtype="FLOAT")
    with pytest.raises(UnreadableAudio, match="invalid samples"):
        joined(tmp_path / "nan.wav", 8000)
