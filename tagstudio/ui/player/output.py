"""The sound card, through PortAudio, or one sentence that says why there is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QCoreApplication

from tagstudio.core.errors import TagStudioError

if TYPE_CHECKING:
    from tagstudio.ui.player.feed import Frames

Fill = Callable[["Frames"], None]

# What PortAudio asks for by itself, 35 ms, is used up whenever Python is held up for as long, and
# each time it is heard. This is more than the window's longest pauses (docs/performance.md).
LATENCY_SECONDS = 0.2


class Output(Protocol):
    """A sound output. `hz` is its rate, `latency` the seconds from `fill` to the loudspeaker."""

    hz: int
    latency: float

    def start(self, fill: Fill) -> None:
        """Call `fill` with arrays (frames, 2) to be filled, again and again, on another thread."""

    def flush(self) -> None:
        """Drop the frames that were taken and not played yet, and go on asking."""

    def stop(self) -> None:
        """Call it no more, and fall silent at once."""

    def close(self) -> None:
        """Give the device back."""


class SoundCard:
    """The system's own choice of output device.

    It is made on the player's opening thread and used on the window's from there on. PortAudio
    calls `fill` on a thread of its own between `start` and `stop`. `abort` drops the buffer and
    returns once no call is under way, so the caller may hold no lock that `fill` takes (the feed's
    takes none).
    """

    def __init__(self) -> None:
        """Open nothing yet; raises TagStudioError with the reason when there is no output."""
        self._sounddevice = _import()
        device = self._ask(lambda: self._sounddevice.query_devices(kind="output"))
        self.name = str(device["name"])
        self.hz = round(device["default_samplerate"])
        self.latency = LATENCY_SECONDS
        self._stream: Any = None

    def start(self, fill: Fill) -> None:
        """Open the device and let it ask for sound; raises TagStudioError when it is not free."""

        def callback(out: Frames, frames: int, time: object, status: object) -> None:
            fill(out)

        def opened() -> Any:
            stream = self._sounddevice.OutputStream(
                samplerate=self.hz,
                channels=2,
                dtype="float32",
                latency=LATENCY_SECONDS,
                callback=callback,
            )
            stream.start()
            return stream

        self.close()
        self._stream = self._ask(opened)
        self.latency = float(self._stream.latency)

    def flush(self) -> None:
        """Begin anew with an empty buffer; raises TagStudioError when the device is gone."""
        self.stop()
        if self._stream is not None:
            self._ask(self._stream.start)

    def stop(self) -> None:
        """Fall silent at once."""
        if self._stream is not None:
            self._stream.abort()

    def close(self) -> None:
        """Give the device back."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def _ask(self, work: Callable[[], Any]) -> Any:
        try:
            return work()
        except (self._sounddevice.PortAudioError, ValueError) as error:
            text = QCoreApplication.translate(
                "player",
                "No sound: there is no device to play on. Connect one, or switch one on in the"
                " system's sound settings, then press play again.",
            )
            raise TagStudioError(text) from error


def _import() -> Any:
    try:
        import sounddevice
    except ImportError as error:
        text = QCoreApplication.translate(
            "player", "No sound: the package sounddevice is missing. Install it with pip."
        )
        raise TagStudioError(text) from error
    except OSError as error:  # the package is there, the library it calls is not
        text = QCoreApplication.translate(
            "player",
            "No sound: PortAudio is missing. Install it, on Debian and Ubuntu with:"
            " sudo apt install libportaudio2",
        )
        raise TagStudioError(text) from error
    return sounddevice
