"""Measuring tracks with a plugin: results, failures, crashes, going on, the spec of the job."""

import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import run
from tagstudio.core.settings import Settings
from tagstudio.engine.jobs import specs
from tagstudio.engine.jobs.library_specs import MeasureJob
from tagstudio.engine.measuring.measure import measurer
from tagstudio.engine.plugins.discovery import find_plugins, usable_plugins
from tagstudio.engine.plugins.installed_models import InstalledModels, try_plugin
from tagstudio.engine.scanning.scan import scan
from tagstudio.engine.settings_file import save_settings
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.search.query import parse
from tagstudio.library.views.browse import rows_of, track_ids

PLUGINS = Path(__file__).parents[2] / "plugins"


@pytest.fixture(autouse=True)
def fake_measurer() -> None:
    shutil.copytree(PLUGINS / "fake_measurer", paths.user_plugins_folder() / "fake_measurer")


@pytest.fixture
def library(tmp_path) -> Iterator[Library]:
    with open_library(tmp_path / "library.db", writing=True) as library:
        yield library


@pytest.fixture
def music(library, tmp_path):
    """Make files of these names and scan them."""

    def make(*names: str) -> Path:
        folder = tmp_path / "music"
        folder.mkdir(exist_ok=True)
        for number, name in enumerate(names):
            samples = np.random.default_rng(number).uniform(-0.1, 0.1, 8000)
            soundfile.write(folder / f"{name}.wav", samples, 8000)
        run(scan(library, [folder]))
        return folder

    return make


def measured(library, **spec):
    return run(specs.run(library, MeasureJob(**spec)))


def shown(library) -> dict[str, tuple]:
    with library.read() as connection:
        ids = track_ids(connection, parse(""), None)
        rows = rows_of(connection, None, ids)
    return {Path(row.path).stem: (row.bpm, row.key, row.loudness) for row in rows}


def test_tracks_are_measured_once_and_found(library, music):
    music("120 Am -9.5", "90 F#m -14")
    report = measured(library)
    assert (report.measured, report.problems) == (2, [])
    assert shown(library) == {"120 Am -9.5": (120.0, "Am", -9.5), "90 F#m -14": (90.0, "F#m", -14)}
    assert measured(library).measured == 0
    assert measured(library, query="bpm:120", again=True).measured == 1
    music("60 C -20")
    assert measured(library).measured == 1


def test_what_goes_wrong_on_a_track_costs_that_track(library, music):
    music("120 Am -9.5", "crash", "fail", "wrong", "defect", "silent", "90 C -14")
    report = measured(library)
    assert report.measured == 2
    codes = {Path(one.path).stem: one.code for one in report.problems}
    assert codes == {
        "crash": "crashed",
        "defect": "crashed",
        "fail": "damaged",
        "wrong": "bad_answer",
        "silent": "no_answer",
    }
    assert all("fake_measurer" in str(p.message) or p.code == "damaged" for p in report.problems)
    assert measured(library).measured == 0  # a second try of the failed ones
    assert measured(library).problems == []  # and no third
    assert len(measured(library, retry=True).problems) == 5


def test_one_that_is_stopped_goes_on_where_it_was(library, music):
    music("120 Am -9.5", "slow", "slow too")
    job = specs.run(library, MeasureJob())
    until = time.monotonic() + 90
    while shown(library)["120 Am -9.5"][0] is None and time.monotonic() < until:
        next(job)
    job.close()
    with library.read() as connection:
        record = specs.unfinished(connection, ("interrupted", "cancelled"))
    assert record is not None
    assert isinstance(specs.spec_of(record), MeasureJob)
    assert shown(library)["120 Am -9.5"][0] == 120.0
    report = measured(library, query="120")
    assert (report.measured, report.problems) == (0, [])


def test_a_file_that_changed_since_the_scan_is_not_measured(library, music):
    folder = music("120 Am -9.5")
    soundfile.write(folder / "120 Am -9.5.wav", np.zeros(9000), 8000)
    report = measured(library)
    assert [one.code for one in report.problems] == ["changed"]
    assert shown(library) == {"120 Am -9.5": (None, None, None)}


def test_a_measurer_is_no_tagger_and_is_not_started_for_its_models():
    assert "fake_measurer" not in {one.name for one in usable_plugins()}
    plugin = measurer()
    assert plugin.name == "fake_measurer"
    state = try_plugin(plugin)
    assert (state.models, state.problem) == ((), None)


@pytest.fixture
def needs_more() -> None:
    manifest = paths.user_plugins_folder() / "fake_measurer" / "MANIFEST.toml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(f'{text}\nneeds = ["av", "no-such-package>=2"]\n', encoding="utf-8")


def test_one_that_lacks_a_package_says_which_and_what_to_do(library, music, needs_more):
    music("120 Am -9.5")
    with pytest.raises(TagStudioError, match=r"not there: no-such-package>=2\. Install them where"):
        measured(library)
    state = try_plugin(usable_plugins("measurer")[0])
    assert state.problem is not None
    assert state.problem.key == "requirements.unmet"
    assert InstalledModels.of([state]).problems == []  # no model is missing for it


def test_in_the_bundle_it_says_where_the_package_is(monkeypatch, needs_more):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(TagStudioError, match=r"no-such-package, which this build .* uv or pipx"):
        measurer()


def test_without_one_the_reason_is_said():
    for plugin in find_plugins():
        if plugin.kind == "measurer":
            shutil.rmtree(paths.user_plugins_folder() / plugin.name, ignore_errors=True)
    save_settings(Settings(plugins_off=("tempo_key_loudness",)))
    with pytest.raises(TagStudioError, match="switched off"):
        measurer()
