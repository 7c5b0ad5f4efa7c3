import shutil
from pathlib import Path

import pytest

from tagstudio.engine.plugin_workshop.checking import tagger_checks
from tagstudio.engine.plugin_workshop.checking.tagger_checks import check_tagger

PLUGINS = Path(__file__).parents[3] / "plugins"
BODY = """
from pathlib import Path
import os, time
import numpy as np
from tagstudio.audio.decoding.windows import read_windows
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.plugin_api import Failure, ModelInfo, Prediction, Tagger, TagInfo

MODEL = ModelInfo("made", "1" * 64, (TagInfo("loud", "mood", 0.2),))


class Made(Tagger):
    def models(self):
        return {models}

    def predict(self, tracks, options):
        for number, track in enumerate(tracks):
            try:
                read_windows(track.path, 8000, 8000)
            except UnreadableAudio as error:
                yield [Failure(track.id, error.code, error.message)]
                continue
            good = Prediction(track.id, (0.5,))
            {step}


def create(context):
    return Made()
"""


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    monkeypatch.setattr(tagger_checks, "CANCEL_SECONDS", 0.5)


def failed(folder: Path) -> dict[str, str]:
    return {one.name: str(one.detail) for one in check_tagger(folder) if not one.passed}


@pytest.mark.parametrize(
    ("models", "step", "check", "reason"),
    [
        ("[MODEL]", "yield [good]", "", ""),
        ("[]", "yield [good]", "models", "no model to try"),
        ("[MODEL, MODEL]", "yield [good]", "models", "two models of one name"),
        ("[MODEL]", "yield [good, good]", "one result per track", "5 more than one"),
        ("[MODEL]", "pass", "one result per track", "5 have no result"),
        ("[MODEL]", "yield [good, Prediction(99, (0.5,))]", "one result per track", "nobody"),
        ("[MODEL]", "yield [Prediction(track.id, (1, 2))]", "scores", "gave 2 scores for the 1"),
        ("[MODEL]", "yield [Prediction(track.id, (1.5,))]", "scores", "no number from 0 to 1: 1.5"),
        ("[MODEL]", "yield [Prediction(track.id, (np.nan,))]", "scores", "0 to 1: NaN"),
        ("[MODEL]", "yield [Failure(track.id, 'x', 'No.')]", "scores", "can be decoded, but: No."),
        ("[MODEL]", "yield [3]", "scores", "predict yields int"),
        ("[MODEL]", "raise OSError('gone')", "scores", "OSError: gone"),
        (
            "[MODEL]",
            "yield [Prediction(track.id, (time.time() % 1,))]",
            "same twice",
            "other scores the second time",
        ),
        (
            "[MODEL]",
            "yield [Prediction(track.id, (0.5,), b'abc')]",
            "features",
            "features of 3 bytes",
        ),
        ("[MODEL]", "yield [good]; time.sleep(60 * (len(tracks) > 100))", "cancel", "goes on"),
        ("[MODEL]", "yield [good]; os.fork() or time.sleep(100)", "end", "left other programs"),
    ],
)
def test_what_a_tagger_does_wrong_is_found(make, models, step, check, reason):
    folder = make()
    body = BODY.replace("{models}", models).replace("{step}", step)
    (folder / "plugin.py").write_text(body)
    found = failed(folder)
    assert list(found) == ([check] if check else [])
    assert reason in found.get(check, "")


def test_what_cannot_be_heard_has_no_scores(make):
    found = failed(make())
    assert list(found) == ["broken files"]
    assert "empty.mp3" in found["broken files"]


def copied(name: str, into: Path, *changes: tuple[str, str]) -> Path:
    folder = into / name
    shutil.copytree(PLUGINS / name, folder)
    code = (folder / "plugin.py").read_text()
    for old, new in changes:
        assert old in code
        code = code.replace(old, new)
    (folder / "plugin.py").write_text(code)
    return folder


FROM_SOUND = (
    "inputs = features(track.path)\n            yield",
    "inputs = heard(track.path)\n            if inputs is None:\n                "
    'yield [Failure(track.id, "x", "No.")]\n                continue\n            yield',
)
HEARD = (
    "def scores(",
    """def heard(path):
    from tagstudio.audio.decoding.windows import read_windows
    from tagstudio.audio.errors import UnreadableAudio

    try:
        samples = read_windows(path, 8000, 40000).samples[0]
    except UnreadableAudio:
        return None
    rough = float(np.abs(np.diff(samples)).mean() / (np.abs(samples).mean() + 1e-6))
    return np.array([rough, np.abs(samples).mean(), samples.std(), 0.5], "<f2")


def scores(""",
)


def test_a_tagger_that_learns_as_asked_passes(tmp_path):
    assert failed(copied("learning_tagger", tmp_path, FROM_SOUND, HEARD)) == {}


@pytest.mark.parametrize(
    ("old", "new", "check", "reason"),
    [
        ("given.folds != fold)", "given.folds != None)", "shadows", "shadow 0 changes"),
        ("*range(FOLDS))]", "*range(2))]", "learns", "2 shadows"),
        ("list(given.tags)", "list(given.tags)[:-1]", "learns", "other tags"),
        (".tolist()\n\n\ndef with_ones", ".tolist() * 0\n\n\ndef with_ones", "learns", "defect"),
        (
            "found.gains[:, None] * parent + added)",
            "found.gains[:, None] * parent + added + np.random.rand())",
            "learns the same twice",
            "another version each time",
        ),
        ("given.targets[seen] == YES", "given.targets[seen] == 7", "learns", "knows nothing"),
        (
            "Prediction(int(track_id), scores(weights, row))",
            "Prediction(int(track_id), scores(weights + 1, row))",
            "scores from features",
            "apart from those of the files",
        ),
    ],
)
def test_a_tagger_that_learns_wrongly_is_found(tmp_path, old, new, check, reason):
    folder = copied("learning_tagger", tmp_path, FROM_SOUND, HEARD, (old, new))
    found = failed(folder)
    assert reason in found[check]
