"""Samples to the bytes of a sound file, by PyAV, libsndfile, or an encoder that is installed."""

import io
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np
import soundfile

from corpus.sound import Samples


class NoEncoderError(Exception):
    """The encoder for a case is not installed; the message names it."""


@dataclass(frozen=True)
class Encoding:
    """One way to make a file: container and codec as FFmpeg or libsndfile name them.

    With `tool` it is a program: `options` are its arguments, with {wav} and {out} for the files.
    """

    container: str
    codec: str
    hz: int = 44_100
    channels: int = 2
    bit_rate: int = 0
    tool: str = ""
    options: tuple[str, ...] = ()
    codec_options: Mapping[str, str] = field(default_factory=dict)
    container_options: Mapping[str, str] = field(default_factory=dict)
    quality: int | None = None
    sample_format: str = ""


def encoded(samples: Samples, how: Encoding, metadata: Mapping[str, str] | None = None) -> bytes:
    """Return the file. Raises NoEncoderError."""
    if how.tool == "soundfile":
        file = io.BytesIO()
        soundfile.write(file, samples, how.hz, format=how.container, subtype=how.codec)
        return file.getvalue()
    if how.tool:
        return _by_program(samples, how)
    return _by_av(samples, how, metadata or {})


def _by_program(samples: Samples, how: Encoding) -> bytes:
    if not shutil.which(how.tool):
        raise NoEncoderError(how.tool)
    with tempfile.TemporaryDirectory() as folder:
        wav, out = Path(folder) / "in.wav", Path(folder) / f"out.{how.container}"
        soundfile.write(wav, samples, how.hz, subtype="PCM_16")
        command = [part.format(wav=wav, out=out) for part in (how.tool, *how.options)]
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode or not out.exists():
            raise NoEncoderError(f"{how.tool}: {done.stderr.decode(errors='replace')[-200:]}")
        return out.read_bytes()


def _by_av(samples: Samples, how: Encoding, metadata: Mapping[str, str]) -> bytes:
    try:
        codec = av.Codec(how.codec, "w")
    except Exception as error:
        raise NoEncoderError(how.codec) from error
    with tempfile.NamedTemporaryFile() as file:  # FFmpeg opens it once more to move an index
        _mux(file.name, samples, how, metadata, codec)
        return Path(file.name).read_bytes()


def _mux(
    path: str, samples: Samples, how: Encoding, metadata: Mapping[str, str], codec: av.Codec
) -> None:
    layout = {1: "mono", 2: "stereo", 6: "5.1"}[how.channels]
    options = dict(how.container_options)
    with av.open(path, "w", format=how.container, options=options) as container:
        container.metadata.update(metadata)
        stream = container.add_stream(
            how.codec, rate=how.hz, layout=layout, options=dict(how.codec_options)
        )
        context = stream.codec_context
        if how.bit_rate:
            context.bit_rate = how.bit_rate
        if how.quality is not None:
            context.qscale = True
            context.global_quality = how.quality
        if how.sample_format:
            context.format = av.AudioFormat(how.sample_format)
        elif codec.audio_formats:
            context.format = codec.audio_formats[0]
        resampler = av.AudioResampler(context.format, layout, how.hz)
        planar = np.ascontiguousarray(samples.T)
        frame = av.AudioFrame.from_ndarray(planar, format="fltp", layout=layout)
        frame.sample_rate, frame.pts = how.hz, 0
        fifo = av.AudioFifo()
        for part in resampler.resample(frame):
            part.pts = None
            fifo.write(part)
        context.open()
        size = context.frame_size or 4096
        at = 0
        while True:
            part = fifo.read(size, partial=True)
            if part is None:
                break
            part.pts, part.sample_rate = at, how.hz
            at += part.samples
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))
