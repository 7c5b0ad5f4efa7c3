"""A plugin's process as the host sees it on the wire."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tagstudio.core.channel import encode_line
from tagstudio.core.messages import from_text
from tagstudio.plugin_api import TrackRef
from tagstudio.plugin_api.messages import from_json, to_json

PLUGINS = Path(__file__).parent.parent / "plugins"
TRACK = to_json(TrackRef(1, "/music/endless.wav"))


@pytest.fixture
def serve(tmp_path) -> Iterator[Callable[[Path], subprocess.Popen]]:
    """Start the process of the plugin in a folder; it ends with the test."""
    started = []

    def start(folder: Path) -> subprocess.Popen:
        command = [sys.executable, "-m", "tagstudio.plugin_api.serve", folder, tmp_path, tmp_path]
        pipe = subprocess.PIPE
        process = subprocess.Popen([*command, "{}"], stdin=pipe, stdout=pipe, cwd=tmp_path)
        started.append(process)
        return process

    yield start
    for process in started:
        process.communicate(timeout=20)


def send(process: subprocess.Popen, **packet: Any) -> None:
    assert process.stdin is not None
    process.stdin.write(encode_line(packet))
    process.stdin.flush()


def receive(process: subprocess.Popen) -> dict[str, Any]:
    assert process.stdout is not None
    return json.loads(process.stdout.readline())


def test_each_call_gets_one_answer_and_a_cancel_overtakes_it(serve):
    along = serve(PLUGINS / "along_tagger")
    assert receive(along) == {"ready": True}
    options = {"track": TRACK, "options": None}
    send(along, id=1, call="predict_windows", arguments=options)
    assert receive(along)["id"] == 1
    send(along, cancel=1)
    while "yield" in (answer := receive(along)):
        pass
    assert answer == {"id": 1, "cancelled": True}
    send(along, id=2, call="models", arguments={})
    [model] = from_json(receive(along)["return"])
    assert model.name == "along"


def test_an_error_carries_its_key_and_values(serve):
    trouble = serve(PLUGINS / "trouble_tagger")
    receive(trouble)
    send(trouble, id=1, call="score", arguments={"examples": None, "model": "", "device": ""})
    assert from_text(receive(trouble)["error"]).key == "tagger.no-score"
    send(trouble, id=2, call="__init__", arguments={})
    error = from_text(receive(trouble)["error"])
    assert (error.key, error.values) == ("serve.no-operation", {"name": "__init__"})
    send(trouble, id=3, call="models", arguments={"x": 1})
    assert "TypeError" in receive(trouble)["defect"]


@pytest.mark.parametrize(
    ("code", "key", "sentence"),
    [
        ("def create(context): return 3", "serve.no-tagger", "made no Tagger but 3"),
        ("import no_such_module", "", "ModuleNotFoundError: No module named"),
    ],
)
def test_a_plugin_that_does_not_start_says_why(serve, tmp_path, code, key, sentence):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "MANIFEST.toml").write_text('name="mine"\ntitle="Mine"\nversion="1"\napi=2\n')
    (folder / "plugin.py").write_text(code)
    broken = from_text(receive(serve(folder))["broken"])
    assert broken.key == key
    assert sentence in str(broken)
