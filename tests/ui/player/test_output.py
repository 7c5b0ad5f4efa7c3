import sys
from types import SimpleNamespace

import numpy as np
import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.ui.player.output import SoundCard


class PortAudioError(Exception):
    pass


class Stream:
    latency = 0.02

    def __init__(self, samplerate, channels, dtype, latency, callback):
        assert (samplerate, channels, dtype) == (48_000, 2, "float32")
        assert latency >= 0.1  # Python is held up for longer than PortAudio's own wish
        self.callback = callback
        self.calls = []

    def __getattr__(self, name):
        return lambda: self.calls.append(name)


def portaudio(monkeypatch, **parts):
    device = {"name": "Speakers", "default_samplerate": 48_000.0}
    made = {"PortAudioError": PortAudioError, "OutputStream": Stream}
    made |= {"query_devices": lambda kind: device} | parts
    monkeypatch.setitem(sys.modules, "sounddevice", SimpleNamespace(**made))


def test_the_devices_rate_is_used_and_its_wishes_are_passed_on(monkeypatch):
    portaudio(monkeypatch)
    card = SoundCard()
    asked = []
    card.start(asked.append)
    stream, out = card._stream, np.zeros((10, 2), np.float32)
    stream.callback(out, 10, None, None)
    assert asked[0] is out
    assert (card.hz, card.latency) == (48_000, 0.02)
    card.flush()
    card.stop()
    card.close()
    assert stream.calls == ["start", "abort", "start", "abort", "close"]


def test_each_thing_that_can_be_missing_is_named(monkeypatch):
    def refuse(*_, **__):
        raise PortAudioError("no default output device")

    portaudio(monkeypatch, query_devices=refuse)
    with pytest.raises(TagStudioError, match="there is no device to play on"):
        SoundCard()
    portaudio(monkeypatch, OutputStream=refuse)
    with pytest.raises(TagStudioError, match="no device"):
        SoundCard().start(lambda out: None)
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(TagStudioError, match="package sounddevice is missing"):
        SoundCard()
