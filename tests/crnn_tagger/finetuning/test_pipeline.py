import signal
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import numpy as np
import pytest
import torch
from crnn_tagger.finetuning import adam_stage, pipeline, selection
from crnn_tagger.finetuning.pipeline import Schedule
from crnn_tagger.model.checkpoint import describe, feature_digest, load, read_info, save
from crnn_tagger.model.networks import build
from crnn_tagger.model.sizes import config
from crnn_tagger.plugin import create
from crnn_tagger.training.training_state import FOLDER
from torch.nn.functional import pad

from tagstudio.core.errors import TagStudioError
from tagstudio.learning.folds import FOLDS
from tagstudio.plugin_api import Epoch, ModelInfo, Notice, PluginContext, Tagger, TrainOptions
from tagstudio.plugin_api.examples import NO, UNSEEN, YES, Examples
from tagstudio.plugin_api.ranking_metrics import mean_auc_of_defined_tags
from tagstudio.plugin_kit.copies import COPIES, ModelCopy

MakeExamples = Callable[..., Examples]
MakeSound = Callable[..., str]
StartProcess = Callable[..., tuple[BaseProcess, Connection]]
Change = Callable[[Examples], Examples]
TRAINED = [0, 9]
HEAD = TrainOptions("small", "child", "head", "cpu")
RECURRENT = TrainOptions("small", "child", "recurrent", "cpu")
AUTO = TrainOptions("small", "child", "auto", "auto")
EPOCHS_OF_RECURRENT, EPOCHS_OF_FULL = 3 * len(COPIES), 4


def shorten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(pipeline, "RECURRENT", Schedule(3, 0, 6e-3, 10))
    patch.setattr(pipeline, "FULL", Schedule(EPOCHS_OF_FULL, 8, 3e-4, 3))


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Train for few epochs."""
    shorten(monkeypatch)


@pytest.fixture
def context(tmp_path: Path, model: Path) -> PluginContext:
    return PluginContext(model.parent, tmp_path / "cache")


@pytest.fixture
def tagger(context: PluginContext) -> Tagger:
    return create(context)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "examples.npz"


@pytest.fixture
def alpha_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep all of each change, whatever it is worth."""
    monkeypatch.setattr(selection, "ALPHAS", (1.0,))


@pytest.fixture
def version(tagger: Tagger, model: Path, file: Path) -> Callable[..., Path]:
    """Train a version on some examples; return its file."""

    def train(examples: Examples, options: TrainOptions = HEAD) -> Path:
        examples.save(file)
        child = model.with_name(f"{options.name}.safetensors")
        child.unlink(missing_ok=True)
        finished(tagger.train(file, options))
        return child

    return train


Version = Callable[..., Path]


def finished(
    steps: Generator[Epoch | Notice, None, ModelInfo],
) -> tuple[list[Epoch | Notice], ModelInfo]:
    seen: list[Epoch | Notice] = []
    while True:
        try:
            seen.append(next(steps))
        except StopIteration as end:
            return seen, end.value


def logits_of(path: Path, examples: Examples) -> np.ndarray:
    with torch.no_grad():
        features = torch.from_numpy(examples.features.astype(np.float32))
        return load(path).network.head(features).numpy()


def auc_of(path: Path, examples: Examples) -> float:
    auc = mean_auc_of_defined_tags(examples.targets, logits_of(path, examples))
    assert auc is not None
    return auc


def weights_of(path: Path) -> dict[str, torch.Tensor]:
    return load(path).network.state_dict()


def copies_of(path: Path) -> list[dict[str, torch.Tensor]]:
    """Return all weights of the copy that is shipped, then those of each shadow."""
    checkpoint = load(path)
    own = checkpoint.network.state_dict()
    return [own, *(own | shadow for shadow in checkpoint.shadows)]


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return all(torch.equal(one[name], other[name]) for name in one.keys() | other.keys())


def with_new_tag(examples: Examples) -> Examples:
    """Add a tag that is yes where rock is no."""
    rock = examples.targets[:, :1]
    return replace(
        examples,
        tags=(*examples.tags, "for running"),
        targets=np.hstack([examples.targets, np.where(rock == UNSEEN, UNSEEN, 1 - rock)]).astype(
            np.int8
        ),
        weights=np.hstack([examples.weights, examples.weights[:, :1]]),
    )


def fresh(make_examples: MakeExamples) -> Examples:
    return make_examples(answered=100, seed=1)


@pytest.mark.parametrize("options", [HEAD, RECURRENT, AUTO])
def test_the_child_is_better_on_new_tracks(
    tagger: Tagger, model: Path, file: Path, make_examples: MakeExamples, options: TrainOptions
) -> None:
    make_examples(answered=60).save(file)
    seen, info = finished(tagger.train(file, options))
    assert info in tagger.models()
    child = model.with_name("child.safetensors")
    assert auc_of(child, fresh(make_examples)) > auc_of(model, fresh(make_examples)) + 0.1
    total = 0 if options == HEAD else EPOCHS_OF_RECURRENT
    epochs = [step for step in seen if isinstance(step, Epoch)]
    assert [step.number for step in epochs] == list(range(1, total + 1))
    assert {step.epochs for step in epochs} == ({total} if total else set())


def test_the_card_records_the_origin(
    version: Version, model: Path, file: Path, make_examples: MakeExamples
) -> None:
    examples = make_examples(answered=60, rest=5)
    examples.weights[:, 9] *= np.float32(0.5)
    child = version(examples, RECURRENT)
    info, card = read_info(child), load(child).card
    assert (info.parent, info.feature_shape) == ("small", (15, 8))
    assert info.feature_digest == feature_digest(load(model).network, card.recipe) != ""
    assert card.training is not None and card.metrics is None
    assert card.training["options"]["depth"] == "recurrent"
    assert len(card.training["examples_sha256"]) == 64
    assert len(card.training["alphas"]) == len(COPIES)
    facts = [card.training[name] for name in ("tracks", "sample_tracks", "weight")]
    assert facts == [60, 35, 90]
    assert card.training["yes"] + card.training["no"] == 120
    assert all(tag.threshold is None for tag in card.tags)


# ---- few answers


@pytest.mark.parametrize("options", [HEAD, RECURRENT, AUTO])
@pytest.mark.parametrize("answer", [YES, NO])
def test_the_first_answer_makes_a_version(
    version: Version, model: Path, make_examples: MakeExamples, options: TrainOptions, answer: int
) -> None:
    examples = make_examples(answered=1)
    examples.targets[0, TRAINED], examples.weights[0, TRAINED] = UNSEEN, 0
    examples.targets[0, 5], examples.weights[0, 5] = answer, 1
    child = version(examples, options)
    moved = logits_of(child, examples)[0] - logits_of(model, examples)[0]
    assert moved[5] > 0.1 if answer == YES else moved[5] < -0.1
    assert np.abs(np.delete(moved, 5)).max() < 1e-5


@pytest.mark.parametrize("options", [HEAD, AUTO])
def test_the_first_answer_makes_an_own_tag(
    version: Version, make_examples: MakeExamples, options: TrainOptions
) -> None:
    examples = with_new_tag(make_examples(answered=1, rest=30))
    examples.targets[0, [*TRAINED, 50]] = UNSEEN, UNSEEN, YES
    child = version(examples, options)
    logits = logits_of(child, examples)[:, 50]
    assert logits[0] == logits.max() > 0


@pytest.mark.parametrize("options", [HEAD, RECURRENT])
def test_tags_that_were_only_ever_denied_or_affirmed_are_learned(
    version: Version, model: Path, make_examples: MakeExamples, options: TrainOptions
) -> None:
    examples = make_examples(answered=20)
    examples.targets[:20, 5], examples.targets[:20, 6] = NO, YES
    examples.weights[:20, 5:7] = 1
    moved = logits_of(version(examples, options), examples) - logits_of(model, examples)
    assert moved[:20, 5].mean() < 0 < moved[:20, 6].mean()


def test_answers_about_one_artist_are_learned(
    version: Version, model: Path, make_examples: MakeExamples
) -> None:
    """Four shadows see all of them, the fifth sees none, and nobody can say what ADAM is worth."""
    examples = make_examples()
    child = version(replace(examples, folds=np.full_like(examples.folds, 2)), RECURRENT)
    shipped, *shadows = copies_of(child)
    assert [same(shipped, shadow) for shadow in shadows] == [True, True, False, True, True]
    bias = load(model).network.state_dict()["output.bias"]
    assert torch.equal(shadows[2]["output.bias"], bias)
    card = load(child).card
    assert card.training is not None and card.training["alphas"] == [0] * len(COPIES)


@pytest.mark.parametrize("options", [HEAD, RECURRENT])
def test_a_new_tag_is_one_output_more(
    version: Version, make_examples: MakeExamples, options: TrainOptions
) -> None:
    child = version(with_new_tag(make_examples(answered=30)), options)
    info = read_info(child)
    assert (info.tags[50].name, info.tags[50].group) == ("for running", "my tags")
    new = with_new_tag(fresh(make_examples))
    auc = mean_auc_of_defined_tags(new.targets[:, 50:], logits_of(child, new)[:, 50:])
    assert auc is not None and auc > 0.7
    again = version(
        with_new_tag(make_examples(seed=2)), replace(HEAD, parent="child", name="grandchild")
    )
    assert len(read_info(again).tags) == 51 and read_info(again).parent == "child"


# ---- what changes and what stays


def test_the_output_layer_keeps_the_rows_of_tags_without_answers_bit_for_bit(
    version: Version, model: Path, make_examples: MakeExamples
) -> None:
    child, parent = version(make_examples()), weights_of(model)
    parent["output.weight"] = pad(parent["output.weight"], (0, 8))  # 0 for the mean states
    rest = np.setdiff1d(np.arange(50), TRAINED)
    for copy in copies_of(child):
        for name, weight in parent.items():
            if name.startswith("output."):
                assert torch.equal(weight[rest], copy[name][rest])
                assert not torch.equal(weight[TRAINED], copy[name][TRAINED])
            else:
                assert torch.equal(weight, copy[name])


@pytest.mark.usefixtures("alpha_one")
def test_the_recurrent_depth_does_not_change_the_features(
    version: Version, model: Path, make_examples: MakeExamples
) -> None:
    parent, child = weights_of(model), weights_of(version(make_examples(), RECURRENT))
    changed = {name for name in parent if not torch.equal(parent[name], child[name])}
    assert any(name.startswith("gru1.") for name in changed)
    assert all(name.startswith(("gru1.", "gru2.", "output.")) for name in changed)


def test_of_a_stage_that_harms_nothing_is_kept(
    version: Version, make_examples: MakeExamples, monkeypatch: pytest.MonkeyPatch
) -> None:
    examples = make_examples()
    random = np.random.default_rng(0).random((40, 2)) < 0.5
    examples.targets[:40, TRAINED] = np.where(random, YES, NO)  # nothing to be learned
    monkeypatch.setattr(pipeline, "RECURRENT", Schedule(3, 4, 0.1, 10))
    monkeypatch.setattr(adam_stage.CopyTraining, "keep_best", keep_last)
    recurrent = version(examples, RECURRENT)
    card = load(recurrent).card
    assert card.training is not None and card.training["alphas"] == [0] * len(COPIES)
    head = version(examples, replace(HEAD, name="head"))
    pairs = zip(copies_of(recurrent), copies_of(head), strict=True)
    assert all(same(one, other) for one, other in pairs)


def keep_last(model: adam_stage.CopyTraining) -> None:
    """Keep the weights as they are when the stage ends."""
    model.best = model.tensors()


def test_a_copy_that_kept_nothing_is_not_scored_with_the_layers_of_the_shipped_one(
    version: Version, model: Path, make_examples: MakeExamples, monkeypatch: pytest.MonkeyPatch
) -> None:
    alphas = iter([1.0, 0.0, 0.5, 0.0, 0.0, 0.0])
    monkeypatch.setattr(
        "crnn_tagger.finetuning.learning_copy.choose_alpha", lambda *_: next(alphas)
    )
    child = version(make_examples(), RECURRENT)
    parent = weights_of(model)["gru1.inward.weight"]
    changed = [not torch.equal(copy["gru1.inward.weight"], parent) for copy in copies_of(child)]
    assert changed == [True, False, True, False, False, False]


def test_an_answer_counts_by_its_weight(version: Version, make_examples: MakeExamples) -> None:
    examples = make_examples()
    light = replace(examples, weights=examples.weights * np.float32(0.25))
    fewer = replace(examples, weights=examples.weights.copy())
    fewer.weights[20:] = 0
    away = replace(fewer, targets=fewer.targets.copy())
    away.targets[20:] = UNSEEN
    for options in (HEAD, RECURRENT):
        versions = [copies_of(version(one, options)) for one in (examples, light, fewer, away)]
        shipped = [copies[0]["output.weight"] for copies in versions]
        assert shipped[1][0].norm() != shipped[0][0].norm()
        assert all(same(one, other) for one, other in zip(versions[2], versions[3], strict=True))


def test_the_logits_of_tracks_are_those_of_their_windows_averaged(
    tagger: Tagger, version: Version, tmp_path: Path, make_examples: MakeExamples
) -> None:
    examples = make_examples(windows=3)
    child = version(examples, RECURRENT)
    steps = tagger.score_copies(tmp_path / "examples.npz", "child", "cpu", tmp_path / "l.npy")
    assert finished(steps)[1] == FOLDS  # type: ignore[arg-type]
    found = np.load(tmp_path / "l.npy")[0]
    of_windows = logits_of(child, examples).reshape(60, 3, 50)
    np.testing.assert_allclose(found, of_windows.mean(axis=1), atol=1e-4)
    assert auc_of(child, fresh(make_examples)) > 0.8


def test_tracks_of_one_and_of_several_windows_are_learned_together(
    version: Version, make_examples: MakeExamples
) -> None:
    examples = make_examples(windows=3)
    kept = np.delete(np.arange(180), np.arange(1, 90, 3))  # two of each of the first 30 tracks
    windows = np.repeat([2, 3], 30)
    child = version(replace(examples, windows=windows, features=examples.features[kept]), RECURRENT)
    assert auc_of(child, fresh(make_examples)) > 0.8


# ---- shadows

FOLD = 3


def flipped(examples: Examples) -> Examples:
    """Say the opposite of all answers about tracks of the fold."""
    targets = examples.targets.copy()
    answered = (targets != UNSEEN) & (examples.folds == FOLD)[:, None]
    return replace(examples, targets=np.where(answered, 1 - targets, targets).astype(np.int8))


def unanswered(examples: Examples) -> Examples:
    """Take all answers about tracks of the fold back."""
    targets, weights = examples.targets.copy(), examples.weights.copy()
    targets[examples.folds == FOLD], weights[examples.folds == FOLD] = UNSEEN, 0
    return replace(examples, targets=targets, weights=weights)


def taken_away(examples: Examples) -> Examples:
    """Take the tracks of the fold away that are there for their answers alone."""
    gone = (examples.folds == FOLD) & ~examples.sample
    windows = np.repeat(~gone, examples.windows)
    return replace(
        examples,
        track_ids=examples.track_ids[~gone],
        paths=tuple(
            path for path, is_gone in zip(examples.paths, gone, strict=True) if not is_gone
        ),
        features=examples.features[windows],
        **{
            name: getattr(examples, name)[~gone]
            for name in ("windows", "targets", "weights", "folds", "sample")
        },
    )


def more_tags(examples: Examples) -> Examples:
    """Add answers about other tags, and about tracks of the fold that had none."""
    targets, weights = examples.targets.copy(), examples.weights.copy()
    targets[examples.folds == FOLD, 3:7], weights[examples.folds == FOLD, 3:7] = YES, 0.3
    return replace(examples, targets=targets, weights=weights)


def check_shadow(versions: tuple[Path, Path]) -> None:
    """Check that of two versions the shadow of the fold is the same, and every other copy not."""
    found = [same(*pair) for pair in zip(*map(copies_of, versions), strict=True)]
    assert found == [copy.fold == FOLD for copy in COPIES]


@pytest.mark.parametrize("change", [flipped, unanswered, taken_away, more_tags])
@pytest.mark.parametrize("options", [HEAD, RECURRENT])
@pytest.mark.usefixtures("alpha_one")
def test_the_shadow_of_a_fold_does_not_know_its_answers(
    version: Version, make_examples: MakeExamples, change: Change, options: TrainOptions
) -> None:
    examples = make_examples(answered=41, windows=2)
    other = replace(options, name="other")
    check_shadow((version(examples, options), version(change(examples), other)))


@pytest.mark.parametrize("change", [flipped, unanswered])
def test_nor_in_the_choice_of_what_is_kept(
    version: Version, make_examples: MakeExamples, change: Change
) -> None:
    examples = make_examples(answered=60)
    versions = version(examples, RECURRENT), version(change(examples), replace(RECURRENT, name="o"))
    check_shadow(versions)


@pytest.mark.parametrize("change", [unanswered, taken_away])
@pytest.mark.usefixtures("alpha_one")
def test_nor_in_the_choice_of_the_depth(
    version: Version,
    make_examples: MakeExamples,
    change: Change,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Those answers tell whether the copy to ship is trained by ADAM."""
    monkeypatch.setattr(pipeline, "MAX_TRACKS_FOR_AUTO", 39)
    examples = make_examples()
    one = version(examples, AUTO)
    alphas = [(load(one).card.training or {})["alphas"]]
    other = version(change(examples), replace(AUTO, name="other"))
    alphas.append((load(other).card.training or {})["alphas"])
    assert [of[0] for of in alphas] == [0, 1]
    check_shadow((one, other))


def test_a_shadow_goes_as_deep_as_the_version_that_it_stands_for() -> None:
    assert pipeline.pays(ModelCopy(None), 250) and not pipeline.pays(ModelCopy(None), 251)
    assert pipeline.pays(ModelCopy(1), 200) and not pipeline.pays(ModelCopy(1), 201)


# ---- from audio

FULL = TrainOptions("small", "child", "full", "cpu")


@dataclass(frozen=True)
class FullRun:
    """A whole training at the depth full, and what it left in its folder."""

    tagger: Tagger
    model: Path
    file: Path
    examples: Examples
    seen: list[Epoch | Notice]
    info: ModelInfo

    @property
    def child(self) -> Path:
        return self.model.with_name("child.safetensors")

    @property
    def cache(self) -> Path:
        return self.file.parent / "cache" / FOLDER


@pytest.fixture(scope="module")
def full_run(
    tmp_path_factory: pytest.TempPathFactory,
    small_model: Path,
    make_examples: MakeExamples,
    sound_in: MakeSound,
) -> Iterator[FullRun]:
    """Train on sounds low and high, without features; rock is low, jazz high."""
    folder = tmp_path_factory.mktemp("full")
    model = folder / "models" / small_model.name
    model.parent.mkdir()
    model.write_bytes(small_model.read_bytes())
    examples = make_examples(answered=20, rest=2)
    for row in range(20):
        examples.targets[row, TRAINED] = (NO, YES) if row % 2 else (YES, NO)
    pitches = [200 + 50 * (row // 2) + 3000 * (row % 2) for row in range(22)]
    paths = tuple(sound_in(folder, f"{pitch}.wav", 1, pitch) for pitch in pitches)
    features, windows = np.zeros((0, 0), np.float16), np.zeros(22, np.int64)
    examples = replace(examples, features=features, windows=windows, paths=paths)
    file = folder / "examples.npz"
    examples.save(file)
    tagger = create(PluginContext(model.parent, folder / "cache"))
    with pytest.MonkeyPatch.context() as patch:
        shorten(patch)
        patch.setattr(selection, "ALPHAS", (1.0,))
        seen, info = finished(tagger.train(file, FULL))
    yield FullRun(tagger, model, file, examples, seen, info)


@pytest.fixture
def audible(full_run: FullRun) -> Examples:
    """The examples of `full_run`."""
    return full_run.examples


def test_the_full_depth_trains_all_layers_from_audio(full_run: FullRun) -> None:
    assert not list(full_run.cache.iterdir())
    epochs = [step for step in full_run.seen if isinstance(step, Epoch)]
    assert [step.number for step in epochs] == list(range(1, EPOCHS_OF_FULL + 1))
    child, parent = load(full_run.child), load(full_run.model)
    weights = parent.network.state_dict()
    for name, weight in child.network.state_dict().items():
        kept = name.endswith(("running_mean", "running_var", "num_batches_tracked"))
        assert torch.equal(weight, weights[name]) == kept, name
    digest = feature_digest(parent.network, parent.card.recipe)
    assert full_run.info.feature_digest not in ("", digest)
    assert child.shadows == ()  # their features would be others


@pytest.mark.usefixtures("alpha_one")
def test_a_track_that_cannot_be_decoded_is_left_out(
    tagger: Tagger, model: Path, file: Path, audible: Examples, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "FULL", Schedule(1, 8, 3e-4, 3))
    replace(audible, paths=("/no/such.wav", *audible.paths[1:])).save(file)
    seen, _ = finished(tagger.train(file, FULL))
    left_out = [step.text for step in seen if isinstance(step, Notice) and "Left out" in step.text]
    assert len(left_out) == 1 and "/no/such.wav" in left_out[0]
    card = load(model.with_name("child.safetensors")).card
    assert card.training is not None and card.training["tracks"] == 19


@pytest.mark.parametrize("options", [AUTO, RECURRENT])
def test_where_nothing_can_tell_whether_more_helps_the_output_layer_alone_learns(
    tagger: Tagger, model: Path, file: Path, make_examples: MakeExamples, options: TrainOptions
) -> None:
    examples = make_examples(answered=10)
    for tag in TRAINED:
        examples.targets[:10, tag] = [YES, *[NO] * 9]
    examples.save(file)
    seen, _ = finished(tagger.train(file, options))
    assert not [step for step in seen if isinstance(step, Epoch)]
    said = [step.text for step in seen if isinstance(step, Notice)]
    assert bool(said) == (options is RECURRENT)
    card = load(model.with_name("child.safetensors")).card
    assert card.training is not None and card.training["alphas"] == [0.0] * 6


def test_without_any_audio_the_full_depth_is_refused(
    tagger: Tagger, file: Path, audible: Examples
) -> None:
    replace(audible, paths=("/no/such.wav",) * 22).save(file)
    with pytest.raises(TagStudioError, match="No track with an answer can be decoded"):
        finished(tagger.train(file, FULL))


@pytest.mark.usefixtures("alpha_one")
def test_stopped_while_training_from_audio_it_resumes_to_the_same_version(
    full_run: FullRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adam_stage, "SAVE_SECONDS", 0.0)
    whole = full_run.child.read_bytes()
    full_run.child.unlink()
    steps = full_run.tagger.train(full_run.file, FULL)
    while not (isinstance(step := next(steps), Epoch) and step.number == 3):
        pass
    steps.close()
    decoded = next(full_run.cache.glob("*-mels.npy")).stat().st_mtime_ns
    steps = full_run.tagger.train(full_run.file, FULL)
    seen: list[Epoch | Notice] = [next(steps)]
    assert next(full_run.cache.glob("*-mels.npy")).stat().st_mtime_ns == decoded
    rest, _ = finished(steps)
    seen += rest
    numbers = [step.number for step in seen if isinstance(step, Epoch)]
    assert numbers == list(range(4, EPOCHS_OF_FULL + 1))
    assert not any("Listening to" in step.text for step in seen if isinstance(step, Notice))
    assert full_run.child.read_bytes() == whole


# ---- names


def test_the_same_training_again_is_the_version_that_is_there(
    tagger: Tagger, file: Path, make_examples: MakeExamples
) -> None:
    make_examples().save(file)
    _, info = finished(tagger.train(file, HEAD))
    assert finished(tagger.train(file, HEAD)) == ([], info)


def test_a_name_that_is_taken_is_refused(
    tagger: Tagger, model: Path, file: Path, make_examples: MakeExamples
) -> None:
    make_examples().save(file)
    before = model.read_bytes()
    with pytest.raises(TagStudioError, match="a model 'small' already"):
        finished(tagger.train(file, replace(HEAD, name="small")))
    finished(tagger.train(file, HEAD))
    with pytest.raises(TagStudioError, match="a model 'child' already"):
        finished(tagger.train(file, replace(HEAD, seed=1)))
    assert model.read_bytes() == before


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden", "a\nb", "a" * 101])
def test_a_name_that_is_no_plain_file_name_is_refused(
    tagger: Tagger, file: Path, name: str
) -> None:
    with pytest.raises(TagStudioError, match="cannot be a model's name"):
        finished(tagger.train(file, replace(HEAD, name=name)))


def test_unknown_depths_and_parents_are_refused(
    tagger: Tagger, file: Path, make_examples: MakeExamples
) -> None:
    make_examples().save(file)
    with pytest.raises(TagStudioError, match="no depth 'deep'; use auto, head, recurrent, full"):
        finished(tagger.train(file, replace(HEAD, depth="deep")))
    with pytest.raises(TagStudioError, match="'large' is not installed"):
        finished(tagger.train(file, replace(HEAD, parent="large")))


# ---- kills


@pytest.mark.parametrize("options", [HEAD, AUTO])
def test_the_same_answers_give_the_same_version(
    version: Version, make_examples: MakeExamples, options: TrainOptions
) -> None:
    once = version(make_examples(), options).read_bytes()
    assert version(make_examples(), options).read_bytes() == once


TRAIN_AND_REPORT = """
from crnn_tagger.finetuning import adam_stage, pipeline
from crnn_tagger.plugin import create
adam_stage.SAVE_SECONDS = 0.0
pipeline.RECURRENT = pipeline.Schedule(3, 0, 6e-3, 10)
for step in create(context).train(examples, options):
    report(getattr(step, "number", "-"))
"""


@pytest.mark.usefixtures("alpha_one")
def test_after_kills_it_resumes_to_the_same_version_bit_for_bit(
    context: PluginContext,
    tagger: Tagger,
    file: Path,
    make_examples: MakeExamples,
    start_process: StartProcess,
) -> None:
    make_examples(answered=40).save(file)
    target = context.models / "child.safetensors"
    for kill_at in (2, 8):
        process, reports = start_process(
            TRAIN_AND_REPORT, context=context, examples=file, options=RECURRENT
        )
        while reports.recv() != kill_at:
            pass
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        assert not target.exists()
    seen, _ = finished(tagger.train(file, RECURRENT))
    numbers = [step.number for step in seen if isinstance(step, Epoch)]
    assert numbers == list(range(numbers[0], EPOCHS_OF_RECURRENT + 1)) and numbers[0] in (8, 9, 10)
    resumed = target.read_bytes()
    target.unlink()
    seen, _ = finished(tagger.train(file, RECURRENT))  # no state is left: from the start
    assert len([step for step in seen if isinstance(step, Epoch)]) == EPOCHS_OF_RECURRENT
    assert target.read_bytes() == resumed
    assert list((context.cache / FOLDER).iterdir()) == []


def test_a_cancelled_training_leaves_no_model(
    tagger: Tagger, context: PluginContext, file: Path, make_examples: MakeExamples
) -> None:
    make_examples().save(file)
    threads = torch.get_num_threads()
    steps = tagger.train(file, RECURRENT)
    while not isinstance(next(steps), Epoch):
        pass
    steps.close()
    assert [info.name for info in tagger.models()] == ["small", "starter"]
    assert len(list((context.cache / FOLDER).iterdir())) == 1
    assert adam_stage.SAVE_SECONDS > 0
    assert torch.get_num_threads() == threads


SIZES = {"k1c2": "2,2,3,3/4", "k2c1": "4,4,4,4,4/4", "k2c2": "2,2,2,2,4", "crnn": "2,2,4,4/4"}


@pytest.mark.parametrize("kind", SIZES)
@pytest.mark.usefixtures("alpha_one")
def test_each_network_can_be_trained_behind_its_features(
    tagger: Tagger, model: Path, file: Path, make_examples: MakeExamples, kind: str
) -> None:
    given = make_examples()
    torch.manual_seed(0)
    plan = config(kind, SIZES[kind], tags=50)
    built = build(plan).eval()
    card = load(model).card
    card = replace(card, network=describe(plan), feature_shape=built.feature_shape)
    save(model, built, replace(card, feature_digest=feature_digest(built, card.recipe)))
    maps = np.random.default_rng(0).normal(size=(60, *built.feature_shape)).astype(np.float16)
    replace(given, features=maps).save(file)
    seen, info = finished(tagger.train(file, RECURRENT))
    parent, child = load(model), load(model.with_name("child.safetensors"))
    assert info.feature_digest == parent.card.feature_digest
    before, after = parent.network.state_dict(), child.network.state_dict()
    changed = {name for name in after if not torch.equal(before[name], after[name])}
    assert changed and all(name.startswith(built.behind_features) for name in changed)
    texts = [step.text for step in seen if isinstance(step, Notice)]
    alone = any("no layers between its features and its output" in text for text in texts)
    assert alone == (kind == "k2c2")
    assert alone or any(not name.startswith("output.") for name in changed)
