"""An audio file through libsndfile: WAV, AIFF, FLAC, Ogg Vorbis, Opus, MP3 and their like."""

import os
from collections.abc import Iterator

import soundfile

from tagstudio.audio.decoding.blocks import (
    BLOCK_VALUES,
    HIGHEST_HZ,
    LOWEST_HZ,
    BrokenOff,
    Samples,
    mixed,
)

_UNKNOWN_FRAMES = 1 << 62  # and more: SF_COUNT_MAX, which stands for a length that is not known


class SoundFileSource:
    """A Source of what libsndfile reads; seeks to the exact sample.

    Raises soundfile.SoundFileError for a file that libsndfile does not know.
    """

    is_exact = True
    estimated_frames = 0

    def __init__(self, path: str, stereo: bool = False) -> None:
        self._path, self._stereo = path, stereo
        # A str that is not UTF-8 cannot be encoded by soundfile; Windows has no bytes names.
        self._file = soundfile.SoundFile(path if os.name == "nt" else os.fsencode(path))
        self.hz: int = self._file.samplerate
        self.channels: int = self._file.channels
        frames = self._file.frames
        self.frames: int | None = frames if frames < _UNKNOWN_FRAMES else None
        # By some names, as .au, libsndfile takes anything without a header for samples of 8 bits.
        is_guess = self._file.format == "RAW"
        # Of MPEG audio in a WAV it takes the chunks behind it for more of it.
        is_wrapped = self._file.subtype.startswith("MPEG") and self._file.format != "MP3"
        if is_guess or is_wrapped or not LOWEST_HZ <= self.hz <= HIGHEST_HZ:
            self._file.close()
            raise BrokenOff(f"{self._file.format} at {self.hz} Hz")

    def seek(self, frame: int) -> None:
        """Go to `frame`."""
        try:
            reached = self._file.seek(frame)
        except soundfile.SoundFileError as error:
            raise BrokenOff(str(error)) from error
        if reached != frame:
            raise BrokenOff(f"frame {reached} instead of {frame}")

    def blocks(self, values: int = BLOCK_VALUES) -> Iterator[Samples]:
        """Yield blocks from here to the end."""
        frames = max(1, values // self._file.channels)
        while True:
            try:
                block = self._file.read(frames, dtype="float32", always_2d=True)
            except (soundfile.SoundFileError, MemoryError) as error:
                raise BrokenOff(str(error)) from error
            if not len(block):
                return
            yield mixed(block, self._stereo)

    def reopened(self) -> "SoundFileSource":
        """Return the same file, opened once more at its start."""
        return SoundFileSource(self._path, self._stereo)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
