"""A screen of one's own: Xvfb, a window manager, a session bus, and the reader of what is shown."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TextIO

from at_screen.node import Node, node_of

READER = Path(__file__).parent / "reading.py"
PROGRAMS = {
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "import": "imagemagick",
    "dbus-daemon": "dbus",
}
NEEDED = "gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"
PYTHONS = ("/usr/bin/python3", sys.executable)  # the first is where Debian puts python3-gi
BUS_LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
XDG = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")


def lacking() -> list[str]:
    """Return the Debian packages that are not there, none where all is."""
    missing = [package for name, package in PROGRAMS.items() if not shutil.which(name)]
    missing += [] if BUS_LAUNCHER.exists() else ["at-spi2-core"]
    return missing + ([] if reader_python() else ["python3-gi", "gir1.2-atspi-2.0"])


def reader_python() -> str | None:
    """Return the Python that can read the accessibility tree, None where none can."""
    for python in PYTHONS:
        tried = [python, "-c", f"import gi; {NEEDED}"]
        if shutil.which(python) and runs(tried):
            return python
    return None


def runs(command: list[str]) -> bool:
    """Tell whether a command ends well."""
    return not subprocess.run(command, capture_output=True, check=False).returncode


class Place:
    """A screen; `environment` is what a program must get in order to be shown on it."""

    def __init__(self, environment: dict[str, str], reader: subprocess.Popen[str]) -> None:
        self.environment = environment
        self._reader = reader

    def read(self, process: int) -> list[Node]:
        """Return the windows that a process shows, as they are now."""
        requests, answers = self._reader.stdin, self._reader.stdout
        assert requests is not None and answers is not None
        print(process, file=requests, flush=True)
        answer = answers.readline()
        if not answer:
            raise RuntimeError("the reader of the accessibility tree ended; its reason: place.log")
        return [node_of(told) for told in json.loads(answer)["windows"]]

    def photograph(self, file: Path) -> None:
        """Save what the whole screen shows."""
        command = ["import", "-silent", "-window", "root", str(file)]
        subprocess.run(command, env=self.environment, check=False)


@contextmanager
def place(folder: Path, size: tuple[int, int], language: str = "en_US") -> Iterator[Place]:
    """Make a screen of that size, its logs and runtime files in `folder`, and end it afterwards.

    What is started on it has an empty home and none of the user's own settings.
    """
    runtime, home = folder / "runtime", folder / "home"
    runtime.mkdir(mode=0o700, parents=True)
    home.mkdir()
    own = {name: value for name, value in os.environ.items() if name not in XDG}
    for name in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "TAGSTUDIO_HOME", "LC_ALL", "LANGUAGE"):
        own.pop(name, None)
    own |= {"HOME": str(home), "XDG_RUNTIME_DIR": str(runtime), "LANG": f"{language}.UTF-8"}
    own |= {"LC_CTYPE": "C.UTF-8", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
    with ExitStack() as ending, (folder / "place.log").open("w") as log:
        wide, high = size
        screen = ["Xvfb", "-displayfd", "1", "-screen", "0", f"{wide}x{high}x24", "-noreset"]
        own["DISPLAY"] = ":" + first_line(ending, screen, own, log)
        bus = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
        own["DBUS_SESSION_BUS_ADDRESS"] = first_line(ending, bus, own, log)
        started(ending, ["openbox"], own, log)
        time.sleep(0.5)  # the window manager takes the screen
        python = reader_python()
        assert python is not None, lacking()
        yield Place(own, started(ending, [python, str(READER)], own, log))


def first_line(
    ending: ExitStack, command: list[str], environment: dict[str, str], log: TextIO
) -> str:
    """Start a process that says in its first line how it can be reached; return that."""
    output = started(ending, command, environment, log).stdout
    assert output is not None
    return output.readline().strip()


def started(
    ending: ExitStack, command: list[str], environment: dict[str, str], log: TextIO
) -> subprocess.Popen[str]:
    """Start a process that ends with the place."""
    process = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    )
    ending.callback(ended, process)
    return process


def ended(process: subprocess.Popen[str]) -> None:
    """End a process and all that waits for its pipes."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
