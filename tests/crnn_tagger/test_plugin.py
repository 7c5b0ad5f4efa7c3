import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from crnn_tagger.__main__ import main
from crnn_tagger.model.checkpoint import load
from crnn_tagger.model.keras_weights import CNN_THEANO, CRNN_TENSORFLOW, CRNN_THEANO
from crnn_tagger.plugin import BUNDLED, create

from tagstudio.core.errors import TagStudioError
from tagstudio.core.paths import models_folder
from tagstudio.core.progress import run
from tagstudio.plugin_api import (
    NewModelOptions,
    Notice,
    PluginContext,
    Prediction,
    PredictOptions,
    Tagger,
    TrackRef,
    TrainOptions,
    read_manifest,
)
from tagstudio.plugin_kit import reader_threads

MakeSound = Callable[..., str]
PLUGIN = Path(__file__).parents[2] / "plugins" / "crnn_tagger"


@pytest.fixture
def context(tmp_path: Path) -> PluginContext:
    return PluginContext(tmp_path / "models", tmp_path / "cache")


@pytest.fixture
def tagger(context: PluginContext) -> Tagger:
    return create(context)


def test_the_manifest_prefers_what_can_be_installed_then_what_is_there(tagger: Tagger) -> None:
    installable, bundled = read_manifest(PLUGIN).preferred
    assert installable in tagger.installable()
    assert [model.name for model in tagger.models()] == [bundled]


def test_what_comes_with_the_plugin_is_sound(tagger: Tagger) -> None:
    assert [check.passed for check in tagger.verify(None)] == [True]


def test_an_installed_model_goes_before_a_bundled_one_of_its_name(
    tagger: Tagger, context: PluginContext
) -> None:
    (bundled,) = tagger.models()
    assert (BUNDLED / f"{bundled.name}.safetensors").is_file()
    context.models.mkdir(parents=True, exist_ok=True)
    (context.models / f"{bundled.name}.safetensors").write_bytes(b"nothing of the kind")
    assert tagger.models() == []  # it cannot be read, and nothing stands in for it unseen


def test_it_names_the_networks_that_it_can_train(tagger: Tagger) -> None:
    assert tagger.networks() == ["crnn", "k1c2", "k2c1", "k2c2"]


def test_a_broken_model_is_not_listed_but_verified(tagger: Tagger, model: Path) -> None:
    model.with_name("broken.safetensors").write_bytes(b"nothing of the kind")
    assert [info.name for info in tagger.models()] == ["small", "starter"]
    broken, sound, _ = tagger.verify(None)
    assert (broken.name, broken.passed) == ("broken", False)
    assert (sound.name, sound.passed) == ("small", True)
    [damaged] = tagger.damaged()
    assert damaged.name == "broken"
    assert str(damaged.reason).endswith("Remove it or install it again.")


@pytest.mark.parametrize("name", ["starter", "Starter", "msd-crnn"])
def test_no_training_takes_the_name_of_a_published_model(
    tagger: Tagger, model: Path, name: str
) -> None:
    for job in (
        tagger.train(model, TrainOptions("small", name)),
        tagger.train_new(model, NewModelOptions(name, "crnn", "0.1M", model.parent)),
    ):
        with pytest.raises(TagStudioError, match=f"There is a model '{name}' already"):
            run(job)
    assert not (model.parent / f"{name}.safetensors").exists()


LIST_MODELS = """
import sys
from pathlib import Path
from {package}.plugin import create
from tagstudio.plugin_api import PluginContext
tagger = create(PluginContext(Path(sys.argv[1]), Path(sys.argv[1])))
print(*[info.name for info in tagger.models()], len(tagger.installable()))
heavy = {{"torch", "librosa", "h5py", "scipy", "sklearn", "safetensors", "pooch"}}
print(sorted(heavy & set(sys.modules)))
"""


@pytest.mark.parametrize(
    ("package", "where"),
    [("crnn_tagger", PLUGIN.parent), ("plugins.crnn_tagger", PLUGIN.parents[1])],
)
def test_models_are_listed_without_heavy_imports(model: Path, package: str, where: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIST_MODELS.format(package=package), str(model.parent)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(where), str(PLUGIN.parents[1])])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["small starter 4", "[]"]


def test_tracks_are_scored_and_the_device_is_told_once(
    tagger: Tagger, model: Path, sound: MakeSound
) -> None:
    tracks = [TrackRef(7, sound("a.wav", seconds=2))]
    options = PredictOptions("small", device="cpu")
    first = [step for steps in tagger.predict(tracks, options) for step in steps]
    notice, scored = first
    assert isinstance(notice, Notice) and "the processor" in notice.text
    assert isinstance(scored, Prediction) and scored.track_id == 7
    assert len(scored.scores) == 50 and len(scored.features) == 2 * 15 * 8
    again = [step for steps in tagger.predict(tracks, options) for step in steps]
    assert again == [scored]


def test_the_options_say_on_how_many_threads_and_how_many_windows_at_a_time(
    context: PluginContext, model: Path, sound: MakeSound, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    class Pool(reader_threads.ThreadPoolExecutor):
        def __init__(self, threads: int, **others: Any) -> None:
            asked.append(threads)
            super().__init__(threads, **others)

    monkeypatch.setattr(reader_threads, "ThreadPoolExecutor", Pool)
    tagger = create(replace(context, options={"threads": 3, "batch": 2}))
    tracks = [TrackRef(number, sound("a.wav", seconds=2)) for number in range(5)]
    batches = [
        len(steps)
        for steps in tagger.predict(tracks, PredictOptions("small"))
        if isinstance(steps[0], Prediction)
    ]
    assert batches == [2, 2, 1]
    assert asked == [3]


def test_the_options_say_what_computes_and_how_exactly(
    context: PluginContext, model: Path, sound: MakeSound
) -> None:
    chosen = replace(context, options={"runtime": "torch", "precision": "single"})
    tracks = [TrackRef(0, sound("a.wav", seconds=2))]
    (notice,), _ = create(chosen).predict(tracks, PredictOptions("small", device="cpu"))
    assert isinstance(notice, Notice)
    assert "PyTorch" in notice.text and "single precision" in notice.text


def test_a_replaced_model_is_loaded_anew(
    tagger: Tagger, model: Path, sound: MakeSound, real_data: Path
) -> None:
    tracks = [TrackRef(0, sound("a.wav", seconds=2))]
    *_, before = [s for steps in tagger.predict(tracks, PredictOptions("small")) for s in steps]
    run(tagger.install("msd-crnn", real_data / "published" / CRNN_THEANO.name))
    model.with_name("msd-crnn.safetensors").replace(model)
    *_, after = [s for steps in tagger.predict(tracks, PredictOptions("small")) for s in steps]
    assert isinstance(before, Prediction) and isinstance(after, Prediction)
    assert before.scores != after.scores


def test_a_model_that_is_not_installed_is_named(tagger: Tagger, model: Path) -> None:
    with pytest.raises(
        TagStudioError, match=r"'large' is not installed \(installed: small, starter\)"
    ):
        next(tagger.predict([], PredictOptions("large")))


def test_no_windows_are_refused(tagger: Tagger, model: Path) -> None:
    with pytest.raises(TagStudioError, match="Windows must be 1 or more"):
        next(tagger.predict([], PredictOptions("small", windows=0)))


# ---- installing


def test_each_published_model_installs_from_a_file(
    tagger: Tagger, context: PluginContext, real_data: Path
) -> None:
    published = real_data / "published"
    for name in tagger.installable():
        file = CRNN_TENSORFLOW if "crnn" in name else CNN_THEANO
        info = run(tagger.install(name, published / file.name))
        assert info in tagger.models()
        assert info.name == name
        assert info.feature_shape == ((15, 128) if "crnn" in name else (1, 256))
        assert info.licence == "MIT" and file.name in info.source
        assert len(info.feature_digest) == 64
        card = load(context.models / f"{name}.safetensors").card
        assert card.source_sha256 == file.sha256
        assert card.recipe.centred == (card.reading == "corrected")
        assert card.reading == ("published" if name.endswith("published") else "corrected")
    assert len(tagger.models()) == 5  # with the bundled one
    assert all(check.passed for check in tagger.verify(None))


def test_installing_reports_its_progress(tagger: Tagger, real_data: Path) -> None:
    job = tagger.install("msd-crnn", real_data / "published" / CRNN_THEANO.name)
    assert [(step.done, step.total) for step in job] == [(0, 2), (1, 2), (2, 2)]


def test_the_other_networks_file_is_refused(tagger: Tagger, real_data: Path) -> None:
    with pytest.raises(TagStudioError, match=r"other network; msd-cnn is made from .*cnn_weights"):
        run(tagger.install("msd-cnn", real_data / "published" / CRNN_THEANO.name))
    assert [info.name for info in tagger.models()] == ["starter"]


def test_any_other_file_is_refused(tagger: Tagger, tmp_path: Path) -> None:
    wrong = tmp_path / "weights.h5"
    wrong.write_bytes(b"something else")
    with pytest.raises(TagStudioError, match="none of the published weight files"):
        run(tagger.install("msd-crnn", wrong))


def test_offline_says_how_to_install_from_a_file(
    tagger: Tagger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crnn_tagger.model.keras_weights.BASE_URL", "http://127.0.0.1:9/")
    with pytest.raises(TagStudioError, match=r"could not be fetched.*--from FILE"):
        run(tagger.install("msd-cnn", None))


def test_an_unknown_model_is_refused_with_the_known_ones(tagger: Tagger) -> None:
    with pytest.raises(TagStudioError, match=r"'gpt' to install. There are: msd-crnn, "):
        run(tagger.install("gpt", None))


# ---- alone, from the command line


def test_it_tags_a_file_with_a_model_file(
    model: Path, sound: MakeSound, capsys: pytest.CaptureFixture[str]
) -> None:
    path = sound("a.wav", seconds=2)
    assert main(["--model", str(model), "--device", "cpu", path]) == 0
    out, err = capsys.readouterr()
    name, *scores = out.splitlines()
    assert name == path
    assert len(scores) == 10
    assert [float(line.split()[0]) for line in scores] == sorted(
        (float(line.split()[0]) for line in scores), reverse=True
    )
    assert "the processor" in err


def test_it_installs_then_tags_by_name(real_data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    published = real_data / "published"
    source = str(published / CRNN_THEANO.name)
    assert main(["--install", "msd-crnn", "--from", source]) == 0
    assert (models_folder("crnn_tagger") / "msd-crnn.safetensors").is_file()
    capsys.readouterr()
    assert main([str(published / "bensound-thejazzpiano.mp3"), "/no/such.mp3"]) == 1
    out, err = capsys.readouterr()
    assert out.splitlines()[1].split() == ["0.893", "jazz"]
    assert "/no/such.mp3" in err


def test_it_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["a.wav"]) == 1
    assert "'msd-crnn' is not installed" in capsys.readouterr().err
    with pytest.raises(SystemExit, match="2"):
        main([])
