import re
import subprocess
import sys

import numpy as np
import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.lab.comparison.figure import draw_figure
from tagstudio.lab.comparison.findings import find
from tagstudio.plugin_api import Epoch


@pytest.fixture
def findings(clips, make_run):
    epochs = (Epoch(1, 1, 0.5, None, None, 7.0, 140),)
    runs = [
        make_run(network, size, epochs=epochs, parameters=parameters)
        for size, parameters in (("0.1M", 97_130), ("1M", 1_000_367))
        for network in ("k2c2", "crnn")
    ]
    scores = np.random.default_rng(0).random((4, 200, 3)).astype(np.float32)
    return find(clips, runs, list(scores))


def test_both_files_are_pictures_of_all_networks(findings, tmp_path):
    png, svg = draw_figure(findings, tmp_path)
    assert png.read_bytes().startswith(b"\x89PNG")
    drawn = svg.read_text()
    assert drawn.count("<svg ") == 1
    for label in ("k2c2", "crnn", "trained parameters", "seconds to train on 2,500 clips"):
        assert f"<!-- {label} -->" in drawn
    for colour in ("#0072b2", "#d55e00"):
        assert re.search(colour, drawn, re.IGNORECASE)


def test_the_same_findings_give_the_same_file(findings, tmp_path):
    first, second = (draw_figure(findings, tmp_path / name)[1].read_bytes() for name in ("a", "b"))
    assert first == second


def test_unknown_parameters_and_times_leave_a_picture_without_points(clips, make_run, tmp_path):
    scores = np.random.default_rng(0).random((200, 3)).astype(np.float32)
    untold = find(clips, [make_run("keen")], [scores])
    assert all(path.exists() for path in draw_figure(untold, tmp_path))


def test_without_matplotlib_the_error_names_the_extra(findings, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)  # any import of it fails
    with pytest.raises(TagStudioError, match=r"pip as 'tagstudio\[lab\]'\. The tables") as error:
        draw_figure(findings, tmp_path)
    assert error.value.message.key == "lab.no-matplotlib"
    assert not list(tmp_path.iterdir())


def test_matplotlib_is_loaded_for_the_figure_only():
    code = "import sys, tagstudio.lab.comparison.figure; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
