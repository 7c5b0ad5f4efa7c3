"""A track is decoded once; of a long one the middle is kept."""

import numpy as np
import pytest
import soundfile
from tempo_key_loudness import decoding
from tempo_key_loudness.decoding import HZ, hear

from tagstudio.audio.errors import UnreadableAudio


def heard(path, claimed):
    return [one for one in hear(str(path), claimed) if one is not None][-1]


def ramp(path, seconds: float, hz: int = 8000) -> None:
    """A file whose samples say, in thousands of seconds, where they are."""
    soundfile.write(path, np.arange(round(seconds * hz)) / hz / 1000, hz, subtype="FLOAT")


def test_the_whole_of_a_short_track_is_kept(tmp_path):
    ramp(tmp_path / "a.wav", 10)
    found = heard(tmp_path / "a.wav", 10.0)
    assert len(found.middle) == pytest.approx(10 * HZ, abs=HZ * 0.05)
    assert found.seconds == pytest.approx(10)


def test_the_middle_of_a_long_track_is_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(decoding, "MIDDLE_SECONDS", 10.0)
    ramp(tmp_path / "a.wav", 60)
    middle = heard(tmp_path / "a.wav", 60.0).middle
    assert len(middle) == 10 * HZ
    assert middle[len(middle) // 2] * 1000 == pytest.approx(30, abs=0.5)


def test_where_the_header_lies_the_last_that_there_is_counts(tmp_path, monkeypatch):
    monkeypatch.setattr(decoding, "MIDDLE_SECONDS", 10.0)
    ramp(tmp_path / "a.wav", 30)
    middle = heard(tmp_path / "a.wav", 4000.0).middle
    assert len(middle) == 10 * HZ
    assert middle[len(middle) // 2] * 1000 == pytest.approx(25, abs=0.5)


def test_what_is_no_sound_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "a.mp3").write_bytes(b"this is a text, and no sound at all" * 100)
    with pytest.raises(UnreadableAudio, match=r"a\.mp3"):
        heard(tmp_path / "a.mp3", None)
