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


def connections(tmp_path, *command):
    """Run Python under the trace, its children too; return the calls that reach for a network."""
    trace = tmp_path / "trace.txt"
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "plugins")]),
    }
    calls = "--trace=connect,sendto,sendmsg,bind"
    done = subprocess.run(
        ["strace", "-f", "--seccomp-bpf", "-qq", calls, "-o", str(trace), sys.executable, *command],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return CONNECTION.findall(trace.read_text(errors="replace"))


def tagstudio(tmp_path, *words):
    library = ["--library", str(tmp_path / "library.db")]
    return connections(tmp_path, "-m", "tagstudio", *library, *words)


def test_commands_open_no_connection(home, tmp_path, music):
    for words in (
        ["scan", str(music)],
        ["suggest"],
        ["list"],
        ["models", "list"],
        ["plugins", "list"],
    ):
        assert tagstudio(tmp_path, *words) == [], words


def test_the_window_opens_no_connection(home, tmp_path, music):
    assert tagstudio(tmp_path, "scan", str(music)) == []
    assert connections(tmp_path, "-c", WINDOW, str(tmp_path / "library.db")) == []
    log = home / "log" / "tagstudio.log"
    assert not log.exists() or "a defect" not in log.read_text()


def test_the_window_asks_the_address_that_was_named_once_and_no_other(home, tmp_path):
    asked = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(dict(self.headers))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"version": "999.0"}).encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        settings_file().parent.mkdir(parents=True)
        address = f"http://127.0.0.1:{server.server_port}/version"
        settings_file().write_text(f'updates_from = "{address}"\n')
        found = connections(tmp_path, "-c", WINDOW, str(tmp_path / "library.db"))
    finally:
        server.shutdown()
        server.server_close()
    assert found and all("127.0.0.1" in one for one in found)
    assert len(asked) == 1
    assert set(asked[0]) <= {"User-Agent", "Accept", "Accept-Encoding", "Host", "Connection"}
    assert asked[0]["User-Agent"] == "TagStudio"
