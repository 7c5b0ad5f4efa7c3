import signal
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import numpy as np
import pytest
import torch
from crnn_tagger.finetuning import fit_ensemble, full, head, pipeline, recurrent
from crnn_tagger.model.checkpoint import describe, feature_digest, load, save
from crnn_tagger.model.networks import Network, build
from crnn_tagger.model.sizes import config
from crnn_tagger.plugin import create
from crnn_tagger.training.training_state import FOLDER
from torch.nn.functional import pad

from tagstudio.core.errors import TagStudioError
from tagstudio.plugin_api import Epoch, ModelInfo, Notice, PluginContext, Tagger, TrainOptions
from tagstudio.plugin_api.examples import NO, UNSEEN, YES, Examples
from tagstudio.plugin_api.ranking_metrics import mean_auc_of_defined_tags
from tagstudio.plugin_api.splits import VALIDATION

MakeExamples = Callable[..., Examples]
MakeSound = Callable[..., str]
StartProcess = Callable[..., tuple[BaseProcess, Connection]]
TRAINED = [0, 9]
HEAD = TrainOptions("small", "child", "head", "cpu")
RECURRENT = TrainOptions("small", "child", "recurrent", "cpu")


def shorten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(pipeline, "HEAD_EPOCHS", 6)
    patch.setattr(pipeline, "EPOCHS", {"head": 0, "recurrent": 3, "full": 2})


def keep_alpha_one(patch: pytest.MonkeyPatch) -> None:
    """Keep all of each change, however far the untrained tags drift."""
    for module in (recurrent, full):
        patch.setattr(module, "ALPHAS", (1.0,))
        patch.setattr(module, "MAX_DRIFT", 1.0)


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    """Compute on one thread: steps this small would only wait for other threads."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


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
    keep_alpha_one(monkeypatch)


def finished(
    steps: Generator[Epoch | Notice, None, ModelInfo],
) -> tuple[list[Epoch | Notice], ModelInfo]:
    seen: list[Epoch | Notice] = []
    while True:
        try:
            seen.append(next(steps))
        except StopIteration as end:
            return seen, end.value


def scores_of(path: Path, examples: Examples) -> np.ndarray:
    with torch.no_grad():
        features = torch.from_numpy(examples.features.astype(np.float32))
        return load(path).network.head(features).sigmoid().numpy()


def with_new_tag(examples: Examples) -> Examples:
    """Add a tag that is yes where rock is no."""
    rock = examples.targets[:, :1]
    none = np.full(rock.shape, np.nan, np.float32)
    return replace(
        examples,
        tags=(*examples.tags, "for running"),
        targets=np.hstack([examples.targets, np.where(rock == UNSEEN, UNSEEN, 1 - rock)]).astype(
            np.int8
        ),
        weights=np.hstack([examples.weights, np.ones_like(none)]),
        parent_scores=np.hstack([examples.parent_scores, none]),
    )


@pytest.mark.parametrize("options", [HEAD, RECURRENT])
def test_the_child_is_better_on_new_tracks(
    tagger: Tagger, model: Path, file: Path, make_examples: MakeExamples, options: TrainOptions
) -> None:
    make_examples(train=60).save(file)
    fresh = make_examples(train=100, seed=1)
    seen, info = finished(tagger.train(file, options))
    assert info in tagger.models()
    before = mean_auc_of_defined_tags(fresh.targets, scores_of(model, fresh))
    after = mean_auc_of_defined_tags(
        fresh.targets, scores_of(model.with_name("child.safetensors"), fresh)
    )
    assert before is not None and after is not None and after > before + 0.1
    total = 6 if options == HEAD else 9
    epochs = [step for step in seen if isinstance(step, Epoch)]
    assert [step.number for step in epochs] == list(range(1, total + 1))
    assert {step.epochs for step in epochs} == {total}
    first, *_, last = [step.text for step in seen if isinstance(step, Notice)]
    assert "on the processor" in first and "L2-SP penalty" in last


def test_the_card_records_the_origin(
    tagger: Tagger, model: Path, file: Path, make_examples: MakeExamples
) -> None:
    make_examples(train=60, validation=60, rehearsal=5).save(file)
    _, info = finished(tagger.train(file, HEAD))
    card = load(model.with_name("child.safetensors")).card
    assert (info.parent, info.feature_shape) == ("small", (15, 8))
    assert info.feature_digest == feature_digest(load(model).network, card.recipe) != ""
    assert card.metrics is not None and card.training is not None
    assert card.metrics["macro_auc_child"] > card.metrics["macro_auc_parent"]
    assert card.training["options"]["depth"] == "head"
    assert len(card.training["examples_sha256"]) == 64
    names = ("training_tracks", "rehearsal_tracks", "yes", "no")
    training, rehearsal, yes, no = (card.training[name] for name in names)
    assert (training, rehearsal) == (60, 5) and yes + no == 120
    assert set(card.training["l2sp_penalty"]) == {"rock", "jazz"}
    assert (card.training["alpha"], card.training["audio_alpha"]) == (0.0, None)
    assert card.metrics["measured_on"] == "validation rows"


def test_thresholds_come_from_the_validation_rows_alone(
    tagger: Tagger, model: Path, file: Path, make_examples: MakeExamples
) -> None:
    examples = make_examples(train=60, validation=60)
    examples.targets[60:, 9] = UNSEEN
    examples.save(file)
    _, info = finished(tagger.train(file, HEAD))
    rock, jazz = info.tags[0].threshold, info.tags[9].threshold
    assert rock is not None and jazz is None
    validation = examples.splits == VALIDATION
    scores = scores_of(model.with_name("child.safetensors"), examples)[validation, 0]
    right = examples.targets[validation, 0][scores >= rock] == YES
    assert right.mean() >= 0.9 and len(right) >= 10


def test_the_head_keeps_the_rows_of_untrained_tags_bit_for_bit(
    tagger: Tagger, model: Path, file: Path, make_examples: MakeExamples
) -> None:
    make_examples().save(file)
    finished(tagger.train(file, HEAD))
    parent, child = (
        load(model.with_name(f"{name}.safetensors")).network.state_dict()
        for name in ("small", "child")
    )
    rest = np.setdiff1d(np.arange(50), TRAINED)
    parent["output.weight"] = pad(
        parent["output.weight"], (0, 8)
    )  # its weights on mean states are 0
    for name, weight in parent.items():
        if name.startswith("output."):
            assert torch.equal(weight[rest], child[name][rest])
            assert not torch.equal(weight[TRAINED], child[name][TRAINED])
        else:
            assert torch.equal(weight, child[name])


def test_the_recurrent_depth_does_not_change_the_features(
    tagger: Tagger,
    model: Path,
    file: Path,
    make_examples: MakeExamples,
    alpha_one: None,
) -> None:
    make_examples().save(file)
    finished(tagger.train(file, RECURRENT))
    parent, child = (
        load(model.with_name(f"{name}.safetensors")).network.state_dict()
        for name in ("small", "child")
    )
    changed = {name for name in parent if not torch.equal(parent[name], child[name])}
    assert any(name.startswith("gru1.") for name in changed)
    assert all(name.startswith(("gru1.", "gru2.", "output.")) for name in changed)


def test_at_alpha_0_the_recurrent_depth_is_the_head(
    tagger: Tagger,
    model: Path,
    file: Path,
    make_examples: MakeExamples,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(recurrent, "MAX_DRIFT", 0.0)
    monkeypatch.setattr(pipeline, "RECURRENT_RATE", 0.3)
    examples = make_examples()
    examples.save(file)
    seen, _ = finished(tagger.train(file, RECURRENT))
    finished(tagger.train(file, replace(HEAD, name="head")))
    texts = [step.text for step in seen if isinstance(step, Notice)]
    assert " and 0% of what the recurrent layers learned" in texts[-1]
    child, head = (
        scores_of(model.with_name(f"{n}.safetensors"), examples) for n in ("child", "head")
    )
    np.testing.assert_array_equal(child, head)


# ---- new tags


def test_a_new_tag_is_one_output_more(
    tagger: Tagger, model: Path, file: Path, make_examples: MakeExamples
) -> None:
    with_new_tag(make_examples(train=20)).save(file)
    fresh = with_new_tag(make_examples(train=100, seed=1))
    _, info = finished(tagger.train(file, HEAD))
    assert (info.tags[50].name, info.tags[50].group) == ("for running", "my tags")
    assert info.tags[:50] == tuple(replace(tag, threshold=None) for tag in info.tags[:50])
    scores = scores_of(model.with_name("child.safetensors"), fresh)
    auc = mean_auc_of_defined_tags(fresh.targets[:, 50:], scores[:, 50:])
    assert auc is not None and auc > 0.7
    with_new_tag(make_examples(train=30, seed=2)).save(file)
    child = TrainOptions("child", "grandchild", "head", "cpu")
    _, again = finished(tagger.train(file, child))
    assert len(again.tags) == 51 and again.parent == "child"


def test_before_training_a_new_output_gives_its_base_rate(network: Network) -> None:
    wider = head.widened(network, [0.25])
    features = torch.randn(4, 15, 8)
    with torch.no_grad():
        torch.testing.assert_close(wider.head(features)[:, :50], network.head(features))
        torch.testing.assert_close(wider.head(features)[:, 50].sigmoid(), torch.full((4,), 0.25))


def test_answers_for_a_single_artist_are_trained_on_without_validation(
    tagger: Tagger, file: Path, make_examples: MakeExamples
) -> None:
    examples = make_examples(rehearsal=0)
    replace(examples, groups=np.zeros_like(examples.groups)).save(file)
    seen, info = finished(tagger.train(file, RECURRENT))
    epochs = [step for step in seen if isinstance(step, Epoch)]
    assert {(step.validation_loss, step.validation_auc) for step in epochs} == {(None, None)}
    assert info in tagger.models()


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
) -> FullRun:
    """Train on sounds low and high, without features; rock is low, jazz high."""
    folder = tmp_path_factory.mktemp("full")
    model = folder / "models" / small_model.name
    model.parent.mkdir()
    model.write_bytes(small_model.read_bytes())
    examples = make_examples(train=8, rehearsal=2)
    for row in range(8):
        examples.targets[row, TRAINED] = (NO, YES) if row % 2 else (YES, NO)
    pitches = [200 + 50 * (row // 2) + 3000 * (row % 2) for row in range(10)]
    paths = tuple(sound_in(folder, f"{pitch}.wav", 1, pitch) for pitch in pitches)
    examples = replace(examples, features=np.zeros((10, 0), np.float16), paths=paths)
    file = folder / "examples.npz"
    examples.save(file)
    tagger = create(PluginContext(model.parent, folder / "cache"))
    with pytest.MonkeyPatch.context() as patch:
        shorten(patch)
        keep_alpha_one(patch)
        seen, info = finished(tagger.train(file, FULL))
    return FullRun(tagger, model, file, examples, seen, info)


@pytest.fixture
def audible(full_run: FullRun) -> Examples:
    """The examples of `full_run`."""
    return full_run.examples


def test_the_full_depth_trains_all_layers_from_audio(full_run: FullRun) -> None:
    assert not list(full_run.cache.iterdir())
    epochs = [step for step in full_run.seen if isinstance(step, Epoch)]
    assert [step.number for step in epochs] == list(range(1, 12))
    child, parent = load(full_run.child), load(full_run.model)
    weights = parent.network.state_dict()
    for name, weight in child.network.state_dict().items():
        kept = name.endswith(("running_mean", "running_var", "num_batches_tracked"))
        assert torch.equal(weight, weights[name]) == kept, name
    assert full_run.info.feature_digest not in (
        "",
        feature_digest(parent.network, parent.card.recipe),
    )


def test_a_change_from_audio_with_too_much_drift_is_not_kept(
    tagger: Tagger, model: Path, file: Path, audible: Examples, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(full, "MAX_DRIFT", -1.0)
    monkeypatch.setattr(full, "ALPHAS", (0.0, 1.0))
    monkeypatch.setattr(pipeline, "EPOCHS", {"head": 0, "recurrent": 1, "full": 1})
    audible.save(file)
    seen, _ = finished(tagger.train(file, FULL))
    texts = [step.text for step in seen if isinstance(step, Notice)]
    assert "and 0% of what all layers learned from audio" in texts[-1]
    parent = load(model).network.state_dict()
    child = load(model.with_name("child.safetensors"))
    changed = {k for k, v in child.network.state_dict().items() if not torch.equal(v, parent[k])}
    assert changed <= {k for k in parent if k.startswith(("gru1.", "gru2.", "output."))}
    assert child.card.training is not None and child.card.training["audio_alpha"] == 0


@pytest.mark.usefixtures("alpha_one")
def test_a_track_that_cannot_be_decoded_is_left_out(
    tagger: Tagger, model: Path, file: Path, audible: Examples, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "EPOCHS", {"head": 0, "recurrent": 1, "full": 1})
    replace(audible, paths=("/no/such.wav", *audible.paths[1:])).save(file)
    seen, _ = finished(tagger.train(file, FULL))
    left_out = [step.text for step in seen if isinstance(step, Notice) and "Left out" in step.text]
    assert len(left_out) == 1 and "/no/such.wav" in left_out[0]
    card = load(model.with_name("child.safetensors")).card
    assert card.training is not None and card.training["training_tracks"] == 7


def test_without_any_audio_the_full_depth_is_refused(
    tagger: Tagger, file: Path, audible: Examples
) -> None:
    replace(audible, paths=("/no/such.wav",) * 10).save(file)
    with pytest.raises(TagStudioError, match="No track with an answer can be decoded"):
        finished(tagger.train(file, FULL))


@pytest.mark.usefixtures("alpha_one")
def test_stopped_while_training_from_audio_it_resumes_to_the_same_version(
    full_run: FullRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fit_ensemble, "SAVE_SECONDS", 0.0)
    whole = full_run.child.read_bytes()
    full_run.child.unlink()
    steps = full_run.tagger.train(full_run.file, FULL)
    while not (isinstance(step := next(steps), Epoch) and step.number == 10):
        pass
    steps.close()
    decoded = next(full_run.cache.glob("*-mels.npy")).stat().st_mtime_ns
    steps = full_run.tagger.train(full_run.file, FULL)
    seen: list[Epoch | Notice] = [next(steps)]
    assert next(full_run.cache.glob("*-mels.npy")).stat().st_mtime_ns == decoded
    rest, _ = finished(steps)
    seen += rest
    assert [step.number for step in seen if isinstance(step, Epoch)] == [11]
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
    with pytest.raises(TagStudioError, match="no depth 'deep'; use head, recurrent, full"):
        finished(tagger.train(file, replace(HEAD, depth="deep")))
    with pytest.raises(TagStudioError, match="'large' is not installed"):
        finished(tagger.train(file, replace(HEAD, parent="large")))


# ---- kills

TRAIN_AND_REPORT = """
import torch
torch.set_num_threads(1)
from crnn_tagger.finetuning import fit_ensemble, pipeline
from crnn_tagger.plugin import create
fit_ensemble.SAVE_SECONDS = 0.0
pipeline.HEAD_EPOCHS, pipeline.EPOCHS = 6, {"head": 0, "recurrent": 3, "full": 2}
for step in create(context).train(examples, options):
    report(getattr(step, "number", "-"))
"""


def test_after_kills_it_resumes_to_the_same_version_bit_for_bit(
    context: PluginContext,
    tagger: Tagger,
    file: Path,
    make_examples: MakeExamples,
    start_process: StartProcess,
) -> None:
    make_examples(train=24).save(file)
    target = context.models / "child.safetensors"
    for kill_at in (3, 8):
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
    assert [step.number for step in seen if isinstance(step, Epoch)] == [9]
    resumed = target.read_bytes()
    target.unlink()
    seen, _ = finished(tagger.train(file, RECURRENT))  # no state is left: from the start
    assert [step.number for step in seen if isinstance(step, Epoch)] == list(range(1, 10))
    assert target.read_bytes() == resumed
    assert list((context.cache / FOLDER).iterdir()) == []


def test_a_cancelled_training_leaves_no_model(
    tagger: Tagger, context: PluginContext, file: Path, make_examples: MakeExamples
) -> None:
    make_examples().save(file)
    steps = tagger.train(file, HEAD)
    while not isinstance(next(steps), Epoch):
        pass
    steps.close()
    assert [info.name for info in tagger.models()] == ["small", "starter"]
    assert len(list((context.cache / FOLDER).iterdir())) == 1
    assert fit_ensemble.SAVE_SECONDS > 0


SIZES = {"k1c2": "2,2,3,3/4", "k2c1": "4,4,4,4,4/4", "k2c2": "2,2,2,2,4", "crnn": "2,2,4,4/4"}


@pytest.mark.parametrize("kind", SIZES)
@pytest.mark.usefixtures("alpha_one")
def test_each_network_can_be_trained_behind_its_features(
    tagger: Tagger, model: Path, file: Path, make_examples: MakeExamples, kind: str
) -> None:
    given = make_examples(train=40)
    torch.manual_seed(0)
    plan = config(kind, SIZES[kind], tags=50)
    built = build(plan).eval()
    card = load(model).card
    card = replace(card, network=describe(plan), feature_shape=built.feature_shape)
    save(model, built, replace(card, feature_digest=feature_digest(built, card.recipe)))
    maps = np.random.default_rng(0).normal(size=(50, *built.feature_shape)).astype(np.float16)
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
