"""Loudness as EBU R128 has it, by the filter `ebur128` of FFmpeg.

Integrated loudness: ITU-R BS.1770-4, K-weighted, gated at -70 LUFS and 10 LU below the mean.
Loudness range: EBU Tech 3342. True peak: the largest sample after oversampling to 192 kHz
(BS.1770-4, annex 2).
"""

import math
from dataclasses import dataclass

import av
import numpy as np
from av.filter import Graph

from tagstudio.audio.decoding.blocks import Samples

NO_LOUDNESS = -70.0  # LUFS, of the absolute gate: nothing was louder
_LAYOUTS = {1: "mono", 2: "stereo"}


@dataclass(frozen=True)
class Loudness:
    """Integrated loudness in LUFS, loudness range in LU, true peak in dBTP.

    None where a track has nothing above the gate of -70 LUFS, or lasts less than 0.4 s.
    """

    integrated: float | None
    range: float | None
    true_peak: float | None


class LoudnessMeter:
    """Measures blocks of one track at `hz`, of one channel or two."""

    def __init__(self, hz: int, channels: int) -> None:
        self._hz = hz
        self._layout = _LAYOUTS[channels]
        self._position = 0
        self._found: dict[str, str] = {}
        self._graph = Graph()
        source = self._graph.add_abuffer(format="flt", sample_rate=hz, layout=self._layout)
        meter = self._graph.add("ebur128", "metadata=1:peak=true")
        source.link_to(meter)
        meter.link_to(self._graph.add("abuffersink"))
        self._graph.configure()

    def add(self, block: Samples) -> None:
        """Measure a block: (frames,) or (frames, 2)."""
        if not len(block):
            return
        values = np.ascontiguousarray(block, np.float32).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(values, format="flt", layout=self._layout)
        frame.sample_rate = self._hz
        frame.pts = self._position
        self._position += len(block)
        self._graph.push(frame)
        self._drain()

    def loudness(self) -> Loudness:
        """Return the loudness of all blocks; afterwards none can be added."""
        self._graph.push(None)
        self._drain()
        integrated = self._number("lavfi.r128.I")
        if integrated is None or integrated <= NO_LOUDNESS:
            return Loudness(None, None, None)
        peaks = [self._number(f"lavfi.r128.true_peaks_ch{number}") for number in (0, 1)]
        largest = max((one for one in peaks if one is not None), default=None)
        # The filter gives peaks as amplitudes.
        peak = 20 * math.log10(largest) if largest else None
        return Loudness(integrated, self._number("lavfi.r128.LRA"), peak)

    def _drain(self) -> None:
        while True:
            try:
                frame = self._graph.pull()
            except (BlockingIOError, EOFError):
                return
            self._found = frame.metadata or self._found

    def _number(self, name: str) -> float | None:
        text = self._found.get(name)
        number = float(text) if text else math.nan
        return number if math.isfinite(number) else None
