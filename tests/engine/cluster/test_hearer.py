"""A hearer as it is on a node: what travelled is unpacked there, and its tagger hears."""

import shutil
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tagstudio.audio.containers.content_hash import content_hash
from tagstudio.audio.files.change_time import change_time_ns
from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.engine.cluster.hearer import Hearer, versions
from tagstudio.engine.cluster.shipment import Shipment, _needed, _options, pack, tagger_of
from tagstudio.engine.plugins.discovery import usable_plugins
from tagstudio.library.tracks.known_files import KnownFile
from tagstudio.plugin_api import Failure, Member, ModelInfo, Prediction, PredictOptions, TrackRef

PLUGINS = Path(__file__).parents[2] / "plugins"
HZ = 16000


@pytest.fixture
def shipment(home: Path, monkeypatch, tmp_path) -> Shipment:
    """The fake tagger as packed on the machine of the command; then this is a node without it."""
    plugin = paths.user_plugins_folder() / "fake_tagger"
    shutil.copytree(PLUGINS / "fake_tagger", plugin)
    models = paths.models_folder("fake_tagger")
    models.mkdir(parents=True)
    (models / "loudness.bin").write_bytes(b"weights")
    (models / "another.bin").write_bytes(b"of no use there")
    packed = pack("fake_tagger", "loudness", "0" * 64)
    monkeypatch.setenv("TAGSTUDIO_HOME", str(tmp_path / "node"))
    assert "fake_tagger" not in [one.name for one in usable_plugins()]
    return packed


def file(folder: Path, name: str, peak: float = 0.5) -> tuple[TrackRef, KnownFile]:
    """A sound file, as a request names it and as a scan knows it."""
    path = folder / f"{name}.wav"
    noise = np.random.default_rng(int(name)).uniform(-peak, peak, 2 * HZ)
    soundfile.write(path, noise, HZ)
    status = path.stat()
    known = KnownFile(
        int(name),
        status.st_size,
        status.st_mtime_ns,
        content_hash(str(path)),
        missing=False,
        ctime_ns=change_time_ns(status),
    )
    return TrackRef(int(name), str(path)), known


def test_what_travels_is_the_plugin_and_the_files_of_its_model(shipment):
    assert set(shipment.code) == {"fake_tagger"}
    with zipfile.ZipFile(BytesIO(shipment.code["fake_tagger"])) as archive:
        assert {"MANIFEST.toml", "plugin.py"} <= set(archive.namelist())
    assert shipment.models == {"fake_tagger": {"loudness.bin": b"weights"}}


def test_the_digest_tells_other_files_apart(shipment):
    assert len(shipment.digest) == 64
    other = replace(shipment, models={"fake_tagger": {"loudness.bin": b"other weights"}})
    assert other.digest != shipment.digest
    assert replace(shipment, options={}).digest == shipment.digest


def test_a_model_that_was_replaced_meanwhile_is_not_packed(home):
    shutil.copytree(PLUGINS / "fake_tagger", paths.user_plugins_folder() / "fake_tagger")
    with pytest.raises(TagStudioError, match="was replaced or removed"):
        pack("fake_tagger", "loudness", "1" * 64)


def test_parents_and_members_travel_too():
    tag = ()
    infos = {
        "joint": {
            "both-v2": ModelInfo("both-v2", "c", tag, parent="both"),
            "both": ModelInfo(
                "both", "a", tag, members=(Member("ear", "e2", "x"), Member("lost", "l", "y"))
            ),
            "other": ModelInfo("other", "b", tag),
        },
        "ear": {"e2": ModelInfo("e2", "x", tag, parent="e1"), "e1": ModelInfo("e1", "y", tag)},
    }
    needed = _needed("joint", infos["joint"]["both-v2"], infos)
    assert needed == {"joint": {"both-v2", "both"}, "ear": {"e2", "e1"}}


def test_options_on_a_node_are_the_users_but_for_threads_and_batch():
    assert _options({"threads": 0, "batch": 0, "runtime": "torch"}, 4, 64) == {
        "threads": 4,
        "batch": 64,
        "runtime": "torch",
    }
    assert _options({"threads": 2, "batch": 16}, 4, None) == {"threads": 2, "batch": 16}
    assert _options({"precision": "single"}, 4, 64) == {"precision": "single"}


def test_a_hearer_hears_where_the_plugin_was_never_installed(shipment, tmp_path):
    hearer = Hearer(shipment, 1, None)
    assert hearer.begin() == (versions(), None)
    (one, known), (two, _) = file(tmp_path, "1", 0.25), file(tmp_path, "2", 0.75)
    gone = TrackRef(3, str(tmp_path / "3.wav"))
    heard = hearer.hear([one, two, gone], PredictOptions("loudness"), [known])
    first, second, third = heard.results
    assert isinstance(first, Prediction) and isinstance(second, Prediction)
    assert 0.2 < first.scores[0] < 0.5 < second.scores[0]  # the peaks, somewhat changed in rate
    assert isinstance(third, Failure) and third.code == "missing"
    assert heard.crash is None and heard.trouble is None
    hearer._tagger.stop()


def test_a_file_that_holds_another_recording_there_is_not_taken_for_the_track(shipment, tmp_path):
    hearer = Hearer(shipment, 1, None)
    hearer.begin()
    track, known = file(tmp_path, "1")
    Path(track.path).unlink()
    other, _ = file(tmp_path, "2")
    Path(other.path).rename(track.path)
    [result] = hearer.hear([track], PredictOptions("loudness"), [known]).results
    assert isinstance(result, Failure) and result.code == "changed"
    hearer._tagger.stop()


def test_a_model_that_does_not_arrive_is_said(shipment):
    version, trouble = Hearer(replace(shipment, sha256="1" * 64), 1, None).begin()
    assert version == versions()
    assert "does not find the model loudness" in str(trouble)


def test_files_are_unpacked_once_and_left_to_others(shipment):
    folder = paths.cache_folder() / "cluster"
    tagger_of(shipment, 1, None)
    [made] = folder.iterdir()
    marked = made / "plugins" / "fake_tagger" / "plugin.py"
    before = marked.stat().st_ino
    tagger_of(shipment, 1, None)
    assert [made] == list(folder.iterdir())
    assert marked.stat().st_ino == before
