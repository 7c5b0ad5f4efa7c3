"""Is what comes out of the player what is in the files? Two tracks, recorded behind PortAudio.

    pulseaudio --start
    pactl load-module module-null-sink sink_name=ear rate=44100 format=float32le
    pactl set-default-sink ear
    python benchmarks/player.py [--library LARGE.db]

Needs no sound card, but a PulseAudio with a sink that keeps real time and can be recorded (parec),
and ALSA's default device going there. The second track goes on where the first ends. Meanwhile the
window is used: with a library of benchmarks/ui.py its table is scrolled and filtered.
"""

import argparse
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import soundfile
from event_loop import live, until
from numpy.typing import NDArray
from PySide6.QtWidgets import QApplication
from scipy.signal import butter, fftconvolve, sosfilt

from tagstudio.core import paths
from tagstudio.core.settings import Settings
from tagstudio.library.db.database import open_library
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.responsive import responsive
from tagstudio.ui.player.player import Playable, Player, player_of
from tagstudio.ui.shell.main_window import SCREENS, MainWindow

HZ = 44_100
SECONDS = 4  # of each of the two tracks
SILENCE = 1  # second of silence in front: a recorder is not there from the first sample
TOLERANCE = 0.001
FILTERS = ("kado", "year:1960..", "state:suggested", "")


def main() -> None:
    """Play, record, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--library", type=Path, help="a large library to be busy with")
    options = parser.parse_args()
    application = QApplication([])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ[paths.HOME_VARIABLE] = str(folder / "home")
        sound = noise()
        tracks = [written(folder, number, sound) for number in range(2)]
        library = folder / "library.db"
        if options.library:
            shutil.copyfile(options.library, library)
        screens = [screen.module for screen in SCREENS]
        with responsive(screens), open_library(library, writing=True) as opened:
            workspace = Workspace(opened, Settings())
            window = MainWindow(workspace)
            window.show()
            live(3)
            player = player_of(workspace)
            player.set_volume(100)
            with recording(folder / "recorded.raw"):
                play(player, tracks, window)
            window.close()
            workspace.close()
        compare(sound, np.fromfile(folder / "recorded.raw", np.float32).reshape(-1, 2))
    del application


def noise() -> NDArray[np.float32]:
    """Return noise from 200 to 4000 Hz, (frames, 2), behind a second of silence."""
    white = np.random.default_rng(1).normal(size=(2 * SECONDS * HZ, 2))
    band = sosfilt(butter(2, (200, 4000), "band", fs=HZ, output="sos"), white, axis=0)
    band[: SILENCE * HZ] = 0
    return (0.6 * band / np.abs(band).max()).astype(np.float32)


def written(folder: Path, number: int, sound: NDArray[np.float32]) -> Playable:
    """Write one half of the sound as a track."""
    path = folder / f"{number}.wav"
    part = sound[number * SECONDS * HZ : (number + 1) * SECONDS * HZ]
    soundfile.write(path, part, HZ, subtype="FLOAT")
    return Playable(number + 1, str(path), f"Half {number + 1}", "Noise", float(SECONDS))


@contextmanager
def recording(path: Path) -> Iterator[None]:
    """Record what the default sink plays."""
    command = ["parec", "-d", "@DEFAULT_MONITOR@", "--format=float32le", f"--rate={HZ}"]
    with path.open("wb") as file:
        recorder = subprocess.Popen([*command, "--channels=2"], stdout=file)
        time.sleep(1)
        try:
            yield
        finally:
            time.sleep(0.5)
            recorder.terminate()
            recorder.wait()


def play(player: Player, tracks: list[Playable], window: MainWindow) -> None:
    """Play both tracks to the end while the window is used, then time a jump."""
    ends, places = list[float](), list[float]()
    player.finished.connect(lambda: ends.append(time.perf_counter()))
    player.moved.connect(places.append)
    player.load(tracks[0])
    player.follow_with(tracks[1])
    player.play()
    wait_for_place(player, 0.0)
    steps, screen = 0, window.show_screen("library")
    bar = screen.view.verticalScrollBar()
    while not ends and not player.output_error:
        steps += 1
        bar.setValue(bar.maximum() * (steps % 400) // 400)
        if steps % 60 == 0:
            screen.show_query(FILTERS[steps // 60 % len(FILTERS)])
        live(0.01)
    if player.output_error:
        raise SystemExit(player.output_error)
    player.load(tracks[0])
    player.play()
    wait_for_place(player, 0.5)
    asked = time.perf_counter()
    player.seek(3.0)
    wait_for_place(player, 3.0)
    print(f"a jump is heard after {(time.perf_counter() - asked) * 1000:.0f} ms")
    player.pause()


def wait_for_place(player: Player, seconds: float) -> None:
    """Let the window live until the player is behind a moment."""
    until(lambda: player.seconds > seconds or player.output_error, "sound", patience=10)


def compare(sound: NDArray[np.float32], recorded: NDArray[np.float32]) -> None:
    """Print where the sound lies in what was recorded, and how much of it differs."""
    piece = sound[SILENCE * HZ : 2 * SILENCE * HZ, 0]
    alike = fftconvolve(recorded[: len(sound), 0], piece[::-1], "valid")
    begin = int(np.argmax(alike)) - SILENCE * HZ
    part = np.zeros_like(sound)
    taken = recorded[max(0, begin) : begin + len(sound)]
    part[max(0, -begin) :][: len(taken)] = taken
    differs = np.abs(part - sound).max(axis=1)
    off = np.flatnonzero(differs > TOLERANCE)
    where = f", from {off[0] / HZ:.2f} to {off[-1] / HZ:.2f} s" if len(off) else ""
    print(f"{len(off):,} of {len(sound):,} frames differ{where}; the most by {differs.max():.1e}")


if __name__ == "__main__":
    main()
