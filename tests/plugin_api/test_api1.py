"""A plugin of API 1 works, and nothing of API 1 is there for others."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

import tagstudio.audio
from tagstudio import plugin_api
from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import plain
from tagstudio.core.progress import Progress
from tagstudio.engine.plugins.discovery import usable_plugin
from tagstudio.engine.plugins.tagger_process import TaggerProcess
from tagstudio.plugin_api import (
    Check,
    Failure,
    Notice,
    Prediction,
    PredictOptions,
    ScoredClips,
    TagInfo,
    TrackRef,
    WindowScores,
    api1,
    precision_threshold,
)
from tagstudio.plugin_api.clips import Clips

PLUGINS = Path(__file__).parent.parent / "plugins"
OPTIONS = PredictOptions("old")
TRACK = TrackRef(7, "/music/missing.mp3")


@pytest.fixture
def old() -> Iterator[TaggerProcess]:
    """The plugin of API 1 in its process."""
    shutil.copytree(PLUGINS / "old_tagger", paths.user_plugins_folder() / "old_tagger")
    with TaggerProcess(usable_plugin("old_tagger")) as tagger:
        yield tagger


def ended(stream) -> tuple[list, object]:
    """All that a stream yields, and what it returns."""
    steps = []
    while True:
        try:
            steps.append(next(stream))
        except StopIteration as end:
            return steps, end.value


def test_its_lines_are_thresholds(old):
    [model] = old.call("models")
    assert model.tags == (TagInfo("loud", "mood", 0.2, 0.4), TagInfo("quiet", "mood", 0.3, 0.6))


def test_it_predicts_and_says_what_it_likes(old, tmp_path):
    import soundfile

    soundfile.write(tmp_path / "a.wav", np.full(90_000, 0.5, np.float32), 8000)
    tracks = [TRACK, TrackRef(8, str(tmp_path / "a.wav"))]
    steps, _ = ended(old.stream("predict", tracks=tracks, options=OPTIONS))
    notice, failure, prediction = (item for step in steps for item in step)
    assert notice == Notice("Listening, as in API 1.")
    assert failure == Failure(7, "missing", plain("/MUSIC/MISSING.MP3 IS MISSING."))
    assert isinstance(prediction, Prediction)
    assert prediction.scores == pytest.approx((0.5, 0.5), abs=0.01)


def test_it_listens_along_where_windows_are_predicted(old):
    track = TrackRef(1, "/music/a.mp3")
    steps, _ = ended(old.stream("predict_windows", track=track, options=OPTIONS))
    assert steps == [(Notice("along"),), (WindowScores(0.0, 2.0, (0.25, 0.75)),)]
    with pytest.raises(TagStudioError, match="cannot score the windows"):
        old.call("predict_windows", track=TRACK, options=OPTIONS)


def test_it_scores_the_clips_of_a_side(old, tmp_path):
    names, splits = tuple("abc"), np.array([0, 2, 2], np.uint8)
    clips = Clips(("loud",), names, names, names, np.ones((3, 1), np.int8), splits)
    clips.save(tmp_path / "clips.npz")
    steps, scored = ended(
        old.stream(
            "score_clips",
            clips=tmp_path / "clips.npz",
            split=2,
            model="old",
            store=tmp_path,
            device="cpu",
            scores=tmp_path / "scores.npy",
        )
    )
    assert (steps, scored) == ([Progress(2, 2)], ScoredClips(2, 0.5))
    assert np.load(tmp_path / "scores.npy").shape == (2, 2)


def test_it_installs_and_its_errors_are_sentences(old):
    assert old.call("installable") == ("old",)
    steps, made = ended(old.stream("install", name="old", source=None))
    assert (steps, made.name) == ([Progress(1, 2, "fetching")], "old")
    with pytest.raises(TagStudioError, match="No model x with") as wrong:
        old.call("install", name="x", source=None)
    assert wrong.value.message == plain("No model x with {braces}.")


def test_it_verifies_and_finds_modules_at_their_old_places(old):
    steps, _ = ended(old.stream("verify", reference=None))
    assert steps == [
        Check("old", True, "max difference 1e-7."),
        Check(
            "modules",
            True,
            "tagstudio.audio.decoding.waveform tagstudio.audio.metadata.file_tags.fields",
        ),
    ]


@pytest.mark.parametrize("name", sorted(api1.MODULES))
def test_each_old_module_has_a_new_place(name):
    assert import_module(api1.MODULES[name])
    with pytest.raises(ModuleNotFoundError):
        import_module(name)


@pytest.mark.parametrize("name", sorted(api1.NAMES))
def test_each_old_name_in_a_moved_module_has_a_new_one(name):
    module = import_module(api1.MODULES[name])
    for old, new in api1.NAMES[name].items():
        assert hasattr(module, new)
        assert not hasattr(module, old)


def test_what_a_plugin_of_api_1_lacks_is_said(tmp_path):
    tagger = api1.adapted(api1.Tagger())
    with pytest.raises(TagStudioError, match="cannot score the clips"):
        next(tagger.score_clips(tmp_path, 2, "m", tmp_path, "cpu", tmp_path))
    with pytest.raises(TagStudioError, match="cannot score the windows"):
        next(tagger.predict_windows(TRACK, OPTIONS))
    assert tagger.installable() == []


def test_others_see_nothing_of_it(old):
    old.call("models")
    for module in (plugin_api, tagstudio.audio):
        assert not {"Passage", "decode", "promise"} & set(vars(module))
    assert plugin_api.Tagger is not api1.Tagger
    with pytest.raises(TypeError, match="line"):
        TagInfo("loud", "mood", 0.2, line=0.4)  # type: ignore[call-arg]
    assert not hasattr(TagInfo("loud", "mood", 0.2), "line")


def test_a_plugin_of_api_2_does_not_get_the_old_names(old):
    manifest = old.plugin.folder / "MANIFEST.toml"
    manifest.write_text(manifest.read_text().replace("api = 1", "api = 2"))
    with pytest.raises(TagStudioError, match=r"old_tagger is broken: \w*Error: .*import") as wrong:
        old.call("models")
    assert wrong.value.message.key == "plugins.broken"


def test_an_argument_that_is_none_is_given():
    tag = api1.TagInfo("loud", "mood", 0.2, 0.4)
    assert replace(tag, line=None).threshold is None
    assert replace(tag, name="quiet").threshold == 0.4
    assert replace(tag, threshold=None).line is None
    assert api1.TagInfo("loud", "mood", 0.2).threshold is None
    epoch = api1.Epoch(1, 2, 0.5, 0.4, 0.75)
    assert replace(epoch, calibrate_loss=None, calibrate_auc=None).validation_auc is None
    assert replace(epoch, number=2).calibrate_loss == 0.4
    assert api1.Epoch(1, 2, 0.5).validation_loss is None


def test_an_archive_is_loaded_as_in_api_1(tmp_path):
    with pytest.raises(TagStudioError, match="holds no examples to train on"):
        api1.load_archive(tmp_path / "gone", dict, texts=(), what="examples")


def test_a_line_is_promised_as_in_api_1():
    answers, scores = np.repeat([1, 0], [12, 6]).astype("i1"), np.linspace(0.9, 0.1, 18)
    line = api1.promised_line(answers, scores)
    assert line is not None
    assert line == precision_threshold.threshold_at_precision(answers, scores)
    assert api1.promised_line(answers[:5], scores[:5]) is None
