from types import SimpleNamespace

import av
import numpy as np
import pytest
from av.error import InvalidDataError

from tagstudio.audio.decoding.ffmpeg_frames import decoded, values_of
from tagstudio.audio.decoding.stream import stream


def of_channels(count: int) -> av.AudioFrame:
    frame = av.AudioFrame("fltp", f"{count} channels", 16)
    frame.sample_rate = 8000
    return frame


def test_each_of_eight_channels_is_heard(tmp_path):
    levels = np.arange(1, 9, dtype=np.int16) * 1024
    with av.open(str(tmp_path / "eight.wv"), "w", format="wv") as container:
        codec = container.add_stream("wavpack", rate=8000, layout="7.1")
        values = np.repeat(levels[:, None], 4096, axis=1)
        together = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(values.T).reshape(1, -1), "s16", "7.1"
        )
        together.sample_rate = 8000
        for frame in av.AudioResampler("s16p", "7.1", 8000).resample(together):
            container.mux(codec.encode(frame))
        container.mux(codec.encode(None))
    block = next(iter(stream(str(tmp_path / "eight.wv"), 8000)))
    np.testing.assert_allclose(block, levels.mean() / 2**15, rtol=1e-5)


def test_a_frame_of_many_more_channels_than_the_stream_is_an_undecodable_packet():
    packet = SimpleNamespace(decode=lambda: [of_channels(2), of_channels(34)])
    frames = decoded(packet, 2)
    assert next(frames).layout.nb_channels == 2
    with pytest.raises(InvalidDataError):
        next(frames)


def test_a_broadcast_may_change_to_more_channels():
    packet = SimpleNamespace(decode=lambda: [of_channels(1), of_channels(6)])
    assert [one.layout.nb_channels for one in decoded(packet, 1)] == [1, 6]


def test_planes_of_many_channels_are_read_from_memory_that_is_theirs():
    values, is_planar = values_of(of_channels(34))
    assert values.shape == (1, 34 * 16)
    assert not is_planar
