import os
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from crnn_tagger.finetuning import full, head, pipeline, recurrent, trainer
from crnn_tagger.model.checkpoint import describe, feature_digest, load, save
from crnn_tagger.model.networks import Network, build
from crnn_tagger.model.sizes import config
from crnn_tagger.plugin import create
from crnn_tagger.training.metrics import macro_auc
from crnn_tagger.training.training_state import FOLDER
from torch.nn.functional import pad

from tagstudio.core.errors import TagStudioError
from tagstudio.plugin_api import Epoch, ModelInfo, Notice, PluginContext, Tagger, TrainOptions
from tagstudio.plugin_api.examples import NO, UNSEEN, YES, Examples
from tagstudio.plugin_api.splits import VALIDATION

MakeExamples = Callable[..., Examples]
MakeSound = Callable[..., str]
TAUGHT = [0, 9]
HEAD = TrainOptions("small", "child", "head", "cpu")
RECURRENT = TrainOptions("small", "child", "recurrent", "cpu")


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Few epochs, on one thread: steps this small would only wait for the others."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    monkeypatch.setattr(pipeline, "HEAD_EPOCHS", 6)
    monkeypatch.setattr(pipeline, "EPOCHS", {"head": 0, "recurrent": 3, "full": 2})
    yield
    torch.set_num_threads(threads)


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
def go_all_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (recurrent, full):
        monkeypatch.setattr(module, "ALPHAS", (1.0,))
        monkeypatch.setattr(module, "MAX_DRIFT", 1.0)


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
def test_the_child_is_better_on_tracks_it_never_saw(
    tagger: Tagger, model: Path, file: Path, make_examples: MakeExamples, options: TrainOptions
) -> None:
    make_examples(train=60).save(file)
    fresh = make_examples(train=100, seed=1)
    seen, info = finished(tagger.train(file, options))
    assert info in tagger.models()
    before = macro_auc(fresh.targets, scores_of(model, fresh))
    after = macro_auc(fresh.targets, scores_of(model.with_name("child.safetensors"), fresh))
    assert before is not None and after is not None and after > before + 0.1
    total = 6 if options == HEAD else 9
    epochs = [step for step in seen if isinstance(step, Epoch)]
    assert [step.number for step in epochs] == list(range(1, total + 1))
    assert {step.epochs for step in epochs} == {total}
    first, *_, last = [step.text for step in seen if isinstance(step, Notice)]
    assert "Learning on the processor" in first and "Pull towards the parent" in last


def test_the_card_says_what_it_came_from(
    tagger: Tagger, model: Path, file: Path, make_examples: MakeExamples
) -> None:
    make_examples(train=60, calibrate=60, replay=5).save(file)
    _, info = finished(tagger.train(file, HEAD))
    card = load(model.with_name("child.safetensors")).card
    assert (info.parent, info.feature_shape) == ("small", (15, 8))
    assert info.feature_digest == feature_digest(load(model).network, card.recipe) != ""
    assert card.metrics is not None and card.training is not None
    assert card.metrics["macro_auc_child"] > card.metrics["macro_auc_parent"]
    assert card.training["options"]["depth"] == "head"
    assert len(card.training["examples_sha256"]) == 64
    found = [card.training[name] for name in ("learned_tracks", "replayed_tracks", "yes", "no")]
    assert found[:2] == [60, 5] and found[2] + found[3] == 120


def test_lines_come_from_the_calibrate_side_alone(
    tagger: Tagger, model: Path, file: Path, make_examples: MakeExamples
) -> None:
    examples = make_examples(train=60, calibrate=60)
    examples.targets[60:, 9] = UNSEEN
    examples.save(file)
    _, info = finished(tagger.train(file, HEAD))
    rock, jazz = info.tags[0].threshold, info.tags[9].threshold
    assert rock is not None and jazz is None
    aside = examples.splits == VALIDATION
    scores = scores_of(model.with_name("child.safetensors"), examples)[aside, 0]
    right = examples.targets[aside, 0][scores >= rock] == YES
    assert right.mean() >= 0.9 and len(right) >= 10


def test_in_the_head_untaught_tags_keep_their_rows_to_the_last_bit(
    tagger: Tagger, model: Path, file: Path, make_examples: MakeExamples
) -> None:
    make_examples().save(file)
    finished(tagger.train(file, HEAD))
    parent, child = (
        load(model.with_name(f"{name}.safetensors")).network.state_dict()
        for name in ("small", "child")
    )
    rest = np.setdiff1d(np.arange(50), TAUGHT)
    parent["output.weight"] = pad(parent["output.weight"], (0, 8))  # it made nothing of the means
    for name, weight in parent.items():
        if name.startswith("output."):
            assert torch.equal(weight[rest], child[name][rest])
            assert not torch.equal(weight[TAUGHT], child[name][TAUGHT])
        else:
            assert torch.equal(weight, child[name])


def test_the_recurrent_depth_leaves_the_features_as_they_are(
    tagger: Tagger,
    model: Path,
    file: Path,
    make_examples: MakeExamples,
    go_all_the_way: None,
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


def test_gone_no_way_at_all_the_recurrent_depth_is_the_head(
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
    assert "0% of the way beyond the output layer" in texts[-1]
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
    auc = macro_auc(fresh.targets[:, 50:], scores[:, 50:])
    assert auc is not None and auc > 0.7
    with_new_tag(make_examples(train=30, seed=2)).save(file)
    child = TrainOptions("child", "grandchild", "head", "cpu")
    _, again = finished(tagger.train(file, child))
    assert len(again.tags) == 51 and again.parent == "child"


def test_before_it_is_taught_a_new_output_says_its_base_rate(network: Network) -> None:
    wider = head.widened(network, [0.25])
    features = torch.randn(4, 15, 8)
    with torch.no_grad():
        torch.testing.assert_close(wider.head(features)[:, :50], network.head(features))
        torch.testing.assert_close(wider.head(features)[:, 50].sigmoid(), torch.full((4,), 0.25))


def test_answers_for_one_artist_alone_are_learned_from_unjudged(
    tagger: Tagger, file: Path, make_examples: MakeExamples
) -> None:
    examples = make_examples(replay=0)
    replace(examples, groups=np.zeros_like(examples.groups)).save(file)
    seen, info = finished(tagger.train(file, RECURRENT))
    epochs = [step for step in seen if isinstance(step, Epoch)]
    assert {(step.validation_loss, step.validation_auc) for step in epochs} == {(None, None)}
    assert info in tagger.models()


# ---- from audio

FULL = TrainOptions("small", "child", "full", "cpu")


@pytest.fixture
def audible(make_examples: MakeExamples, sound: MakeSound) -> Examples:
    """Examples of sounds high and low, without features; rock is low, jazz high."""
    examples = make_examples(train=12, replay=2)
    pitches = [200 + 50 * (row // 2) + 3000 * (row % 2) for row in range(14)]
    for row in range(12):
        examples.targets[row, TAUGHT] = (NO, YES) if row % 2 else (YES, NO)
    return replace(
        examples,
        features=np.zeros((14, 0), np.float16),
        paths=tuple(sound(f"{pitch}.wav", seconds=1, pitch=pitch) for pitch in pitches),
    )


def test_the_full_depth_learns_from_audio_alone(
    tagger: Tagger, model: Path, file: Path, audible: Examples, go_all_the_way: None
) -> None:
    audible.save(file)
    seen, info = finished(tagger.train(file, FULL))
    assert not list((file.parent / "cache" / FOLDER).iterdir())
    epochs = [step for step in seen if isinstance(step, Epoch)]
    assert [step.number for step in epochs] == list(range(1, 12))
    child, parent = load(model.with_name("child.safetensors")), load(model)
    weights = parent.network.state_dict()
    for name, weight in child.network.state_dict().items():
        kept = name.endswith(("running_mean", "running_var", "num_batches_tracked"))
        assert torch.equal(weight, weights[name]) == kept, name
    assert info.feature_digest not in ("", feature_digest(parent.network, parent.card.recipe))


def test_what_does_not_hold_is_not_taken_from_audio(
    tagger: Tagger, model: Path, file: Path, audible: Examples, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(full, "MAX_DRIFT", -1.0)
    audible.save(file)
    seen, _ = finished(tagger.train(file, FULL))
    texts = [step.text for step in seen if isinstance(step, Notice)]
    assert "beyond the output layer, 0% of what audio added" in texts[-1]
    parent = load(model).network.state_dict()
    child = load(model.with_name("child.safetensors"))
    changed = {k for k, v in child.network.state_dict().items() if not torch.equal(v, parent[k])}
    assert changed <= {k for k in parent if k.startswith(("gru1.", "gru2.", "output."))}
    assert child.card.training is not None and child.card.training["audio_share"] == 0


def test_a_track_that_cannot_be_heard_is_left_out(
    tagger: Tagger, model: Path, file: Path, audible: Examples
) -> None:
    replace(audible, paths=("/no/such.wav", *audible.paths[1:])).save(file)
    seen, _ = finished(tagger.train(file, FULL))
    left_out = [step.text for step in seen if isinstance(step, Notice) and "Left out" in step.text]
    assert len(left_out) == 1 and "/no/such.wav" in left_out[0]
    card = load(model.with_name("child.safetensors")).card
    assert card.training is not None and card.training["learned_tracks"] == 11


def test_without_any_sound_the_full_depth_is_refused(
    tagger: Tagger, file: Path, audible: Examples
) -> None:
    replace(audible, paths=("/no/such.wav",) * 14).save(file)
    with pytest.raises(TagStudioError, match="No track with an answer can be heard"):
        finished(tagger.train(file, FULL))


def test_stopped_while_learning_from_audio_it_goes_on_to_the_same_version(
    tagger: Tagger, model: Path, file: Path, audible: Examples, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trainer, "SAVE_SECONDS", 0.0)
    audible.save(file)
    steps = tagger.train(file, FULL)
    while not (isinstance(step := next(steps), Epoch) and step.number == 10):
        pass
    steps.close()
    seen, _ = finished(tagger.train(file, FULL))
    assert [step.number for step in seen if isinstance(step, Epoch)] == [11]
    assert not any("Listening to" in step.text for step in seen if isinstance(step, Notice))
    child = model.with_name("child.safetensors")
    resumed = child.read_bytes()
    child.unlink()
    finished(tagger.train(file, FULL))
    assert child.read_bytes() == resumed


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

TRAIN_AND_TELL = """
import sys
from pathlib import Path
import torch
torch.set_num_threads(1)
from crnn_tagger.finetuning import pipeline, trainer
from crnn_tagger.plugin import create
from tagstudio.plugin_api import PluginContext, TrainOptions
trainer.SAVE_SECONDS = 0.0
pipeline.HEAD_EPOCHS, pipeline.EPOCHS = 6, {"head": 0, "recurrent": 3, "full": 2}
models, cache, examples = map(Path, sys.argv[1:])
options = TrainOptions("small", "child", "recurrent", "cpu")
for step in create(PluginContext(models, cache)).train(examples, options):
    print(getattr(step, "number", "-"), flush=True)
"""


def train_in_a_child(context: PluginContext, file: Path, kill_at: str = "") -> list[str]:
    """Train in a process of its own; kill it when it reports the epoch `kill_at`."""
    command = [sys.executable, "-c", TRAIN_AND_TELL, context.models, context.cache, file]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    told: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as child:
        assert child.stdout is not None
        for line in child.stdout:
            told.append(line.strip())
            if told[-1] == kill_at:
                child.kill()
                break
    return told


def test_after_a_kill_it_goes_on_to_the_same_version_bit_for_bit(
    tmp_path: Path, context: PluginContext, file: Path, make_examples: MakeExamples
) -> None:
    make_examples(train=24).save(file)
    target = context.models / "child.safetensors"
    for kill_at in ("3", "8"):
        assert train_in_a_child(context, file, kill_at)[-1] == kill_at
        assert not target.exists()
    told = train_in_a_child(context, file)
    assert "3" not in told and told[-2] == "9"
    resumed = target.read_bytes()
    target.unlink()
    assert "1" in train_in_a_child(context, file)  # no state is left: from the start
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
    assert trainer.SAVE_SECONDS > 0


SIZES = {"k1c2": "2,2,3,3/4", "k2c1": "4,4,4,4,4/4", "k2c2": "2,2,2,2,4", "crnn": "2,2,4,4/4"}


@pytest.mark.parametrize("kind", SIZES)
@pytest.mark.usefixtures("go_all_the_way")
def test_each_network_can_be_taught_behind_its_features(
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
    said = [step.text for step in seen if isinstance(step, Notice)]
    alone = any("Nothing lies between this network's features and its output" in s for s in said)
    assert alone == (kind == "k2c2")
    assert alone or any(not name.startswith("output.") for name in changed)
