"""No connection is opened by itself: commands and window are watched by the system's own trace.

Downloads that somebody asks for (a model), and an address for updates that somebody named, are the
only reasons; the second one is also what shows that the trace would see a connection.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tagstudio.core.settings import settings_file


def can_trace() -> bool:
    """Tell whether strace is there and allowed to look at other processes."""
    if not sys.platform.startswith("linux") or shutil.which("strace") is None:
        return False
    command = ["strace", "-f", "--seccomp-bpf", "-qq", "--trace=connect", "true"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


pytestmark = pytest.mark.skipif(not can_trace(), reason="needs strace, and leave to trace")
ROOT = Path(__file__).parent.parent
HZ = 16000
CONNECTION = re.compile(r"^.*(?:connect|sendto|sendmsg|bind)\(.*sa_family=AF_INET6?.*$", re.M)
SECONDS = 25  # the window lives, long enough for its plugins, bars and timers to begin
WINDOW = f"""
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
application = QApplication(sys.argv[:1])
QTimer.singleShot({SECONDS * 1000}, application.closeAllWindows)
from tagstudio.ui.shell import app
sys.exit(app.run(Path(sys.argv[1])))
"""


@pytest.fixture
def music(tmp_path):
    folder = tmp_path / "music"
    folder.mkdir()
    for number in range(2):
        noise = np.random.default_rng(number).uniform(-0.3, 0.3, 20 * HZ)
        soundfile.write(folder / f"{number}.wav", noise, HZ)
    return folder


class Traced:
    """Python under the trace, its children too."""

    def __init__(self, folder, home, *command):
        self._trace = folder / "trace.txt"
        environment = os.environ | {
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "plugins")]),
            "TAGSTUDIO_HOME": str(home),
        }
        calls = "--trace=connect,sendto,sendmsg,bind"
        trace = ["strace", "-f", "--seccomp-bpf", "-qq", calls, "-o", str(self._trace)]
        self._process = subprocess.Popen(
            [*trace, sys.executable, *command],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def connections(self):
        """Wait for the end; return the calls that reach for a network."""
        _, said = self._process.communicate(timeout=900)
        assert self._process.returncode == 0, said[-2000:]
        return CONNECTION.findall(self._trace.read_text(errors="replace"))


def tagstudio(folder, home, *words):
    library = ["--library", str(folder / "library.db")]
    return Traced(folder, home, "-m", "tagstudio", *library, *words).connections()


def test_commands_open_no_connection(home, tmp_path, music):
    for words in (
        ["scan", str(music)],
        ["suggest"],
        ["list"],
        ["models", "list"],
        ["plugins", "list"],
    ):
        assert tagstudio(tmp_path, home, *words) == [], words


class Updates:
    """A server that is asked for updates, and keeps what it was asked with."""

    def __init__(self):
        self.asked = asked = []

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(dict(self.headers))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps({"version": "999.0"}).encode())

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self._server.server_port}/version"

    def close(self):
        self._server.shutdown()
        self._server.server_close()


def test_the_window_asks_the_address_that_was_named_once_and_without_one_none(
    home, tmp_path, music, monkeypatch
):
    """Two windows live at the same time, in homes of their own: each must for a while."""
    assert tagstudio(tmp_path, home, "scan", str(music)) == []
    asking, updates = tmp_path / "asking", Updates()
    monkeypatch.setenv("TAGSTUDIO_HOME", str(asking / "home"))
    settings_file().parent.mkdir(parents=True)
    settings_file().write_text(f'updates_from = "{updates.address}"\n')
    try:
        windows = [
            Traced(folder, folder / "home", "-c", WINDOW, str(folder / "library.db"))
            for folder in (tmp_path, asking)
        ]
        without, found = [window.connections() for window in windows]
    finally:
        updates.close()
    assert without == []
    log = home / "log" / "tagstudio.log"
    assert not log.exists() or "a defect" not in log.read_text()
    assert found and all("127.0.0.1" in one for one in found)
    [asked] = updates.asked
    assert set(asked) <= {"User-Agent", "Accept", "Accept-Encoding", "Host", "Connection"}
    assert asked["User-Agent"] == "TagStudio"
