from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.learning.folds import FOLDS
from tagstudio.learning.log_odds import logit, sigmoid
from tagstudio.plugin_api import (
    Failure,
    Heard,
    LearnedFrom,
    ModelInfo,
    Notice,
    Prediction,
    PredictOptions,
    TrackRef,
    TrainOptions,
    WindowScores,
)
from tagstudio.plugin_api.examples import NO, UNSEEN, YES, Examples
from tagstudio.plugin_kit.linear_tagger import LinearTagger

ROOT = "ten-lines"
MakeSound = Callable[..., str]
MakeExamples = Callable[..., Examples]


def ended(steps: Any) -> Any:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def predict(
    tagger: LinearTagger, tracks: Iterable[TrackRef], model: str = ROOT, windows: int = 1
) -> dict[int, Prediction | Failure]:
    steps = tagger.predict(list(tracks), PredictOptions(model, windows=windows))
    found = [one for step in steps for one in step]
    assert len({one.track_id for one in found if not isinstance(one, Notice)}) == len(found)
    return {one.track_id: one for one in found if not isinstance(one, Notice)}


def prediction(found: Prediction | Failure) -> Prediction:
    assert isinstance(found, Prediction), found
    return found


def train(
    tagger: LinearTagger, examples: Examples, name: str = "mine", **options: Any
) -> ModelInfo:
    file = tagger.context.models.parent / "examples.npz"
    examples.save(file)
    info: ModelInfo = ended(tagger.train(file, TrainOptions(ROOT, name, **options)))
    return info


def copies(tagger: LinearTagger, examples: Examples, model: str) -> np.ndarray:
    folder = tagger.context.models.parent
    examples.save(folder / "score.npz")
    count = ended(tagger.score_copies(folder / "score.npz", model, "auto", folder / "logits.npy"))
    found: np.ndarray = np.load(folder / "logits.npy")
    assert len(found) == 1 + count
    return found


# ---- scores


def test_tracks_are_scored_in_batches_and_in_order(tagger: LinearTagger, sound: MakeSound) -> None:
    tracks = [TrackRef(i, sound(f"{i}.wav", level=0.01 + 0.04 * i)) for i in range(20)]
    steps = list(tagger.predict(tracks, PredictOptions(ROOT)))
    assert [one.track_id for step in steps for one in step] == list(range(20))
    assert max(map(len, steps)) == tagger.windows_at_once
    loud = [one.scores[0] for step in steps for one in step]
    assert loud == sorted(loud)
    assert loud[-1] - loud[0] > 0.3


def test_hearing_in_the_threads_that_decode_gives_the_same(
    tagger: LinearTagger, sound: MakeSound
) -> None:
    tracks = [TrackRef(i, sound(f"{i}.wav", pitch=200 + 50 * i)) for i in range(5)]
    (tagger.context.models.parent / "empty.wav").touch()
    tracks.append(TrackRef(5, str(tagger.context.models.parent / "empty.wav")))
    before = predict(tagger, tracks)
    tagger.hears_in_threads = True
    assert predict(tagger, tracks) == before
    assert isinstance(before[5], Failure)


def test_the_score_of_several_windows_is_that_of_their_mean_logit(
    tagger: LinearTagger, sound: MakeSound
) -> None:
    track = TrackRef(1, sound("a.wav", seconds=60))
    found = prediction(predict(tagger, [track], windows=3)[1])
    features = np.frombuffer(found.features, "<f2").reshape(3, 2)
    logits = tagger.embed(ROOT, "cpu", features).logits
    np.testing.assert_allclose(logit(found.scores), logits.mean(axis=0), atol=2e-3)
    assert found.seconds == pytest.approx(60)


def test_a_centre_that_is_known_is_not_heard_again(
    tagger: LinearTagger, sound: MakeSound, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sound("a.wav", seconds=60)
    one = prediction(predict(tagger, [TrackRef(1, path)])[1])
    whole = prediction(predict(tagger, [TrackRef(1, path)], windows=3)[1])
    heard: list[int] = []
    hear = tagger.hear

    def counting(model: str, device: str, windows: Any) -> Heard:
        heard.append(len(windows))
        return hear(model, device, windows)

    monkeypatch.setattr(tagger, "hear", counting)
    again = predict(tagger, [TrackRef(1, path, features=one.features)], windows=3)
    found = prediction(again[1])
    assert heard == [2]
    assert found.features == whole.features
    np.testing.assert_allclose(found.scores, whole.scores, atol=1e-6)


def test_what_cannot_be_heard_is_named(tagger: LinearTagger, sound: MakeSound) -> None:
    folder = tagger.context.models.parent
    (folder / "empty.wav").touch()
    (folder / "noise.mp3").write_bytes(b"\x00\x01" * 5000)
    paths = [sound("short.wav", seconds=0.5), str(folder / "empty.wav"), str(folder / "gone.wav")]
    tracks = [TrackRef(i, path) for i, path in enumerate([*paths, str(folder / "noise.mp3")])]
    found = predict(tagger, tracks)
    assert all(isinstance(one, Failure) for one in found.values())
    assert found[0].code == "too_short"
    assert "0.5 s long" in str(found[0].message)
    assert found[2].code == "missing"


def test_scores_that_are_no_numbers_are_a_failure(
    tagger: LinearTagger, sound: MakeSound, monkeypatch: pytest.MonkeyPatch
) -> None:
    embed = tagger.embed

    def broken(model: str, device: str, features: Any) -> Heard:
        heard = embed(model, device, features)
        heard.logits[0] = np.nan
        return heard

    monkeypatch.setattr(tagger, "embed", broken)
    found = predict(tagger, [TrackRef(1, sound("a.wav"))])[1]
    assert isinstance(found, Failure)
    assert found.code == "not_finite"


def test_a_tagger_whose_shapes_do_not_fit_is_told_which(
    tagger: LinearTagger, sound: MakeSound, monkeypatch: pytest.MonkeyPatch
) -> None:
    embed = tagger.embed

    def narrow(model: str, device: str, features: Any) -> Heard:
        return replace(embed(model, device, features), logits=np.zeros((1, 5), np.float32))

    monkeypatch.setattr(tagger, "embed", narrow)
    with pytest.raises(ValueError, match=r"logits \(1, 5\).*2 tags"):
        predict(tagger, [TrackRef(1, sound("a.wav"))])


def test_a_model_that_is_not_there_and_no_windows_are_refused(tagger: LinearTagger) -> None:
    with pytest.raises(TagStudioError, match=r"'gone' is not installed \(installed: ten-lines\)"):
        predict(tagger, [], "gone")
    with pytest.raises(TagStudioError, match="Windows must be 1 or more"):
        predict(tagger, [], windows=0)


def test_windows_slide_over_a_track(tagger: LinearTagger, sound: MakeSound) -> None:
    track = TrackRef(1, sound("a.wav", seconds=30))
    steps = list(tagger.predict_windows(track, PredictOptions(ROOT)))
    found = [one for step in steps for one in step]
    assert all(isinstance(one, WindowScores) for one in found)
    assert sorted(one.start for one in found) == [i * 1.25 for i in range(17)]
    assert [] in steps


# ---- learning


def test_the_first_answer_teaches(tagger: LinearTagger, answered: MakeExamples) -> None:
    examples = answered()
    first = int(np.flatnonzero(examples.targets[:, 2] == YES)[0])
    weights = np.zeros_like(examples.weights)
    weights[first, 2] = 1
    info = train(tagger, replace(examples, weights=weights))
    assert [tag.name for tag in info.tags] == ["loud", "high", "for running"]
    logits = copies(tagger, examples, "mine")[0]
    assert logits[first, 2] > 0.5
    np.testing.assert_allclose(logits[:, :2], copies(tagger, examples, ROOT)[0], atol=1e-5)


def test_what_is_learned_holds_on_other_tracks(
    tagger: LinearTagger, answered: MakeExamples
) -> None:
    train(tagger, answered())
    other = answered(seed=1)
    before, after = copies(tagger, other, ROOT)[0], copies(tagger, other, "mine")[0]
    truth = other.features[:, 1] > -1
    assert ((after[:, 2] > 0) == truth).mean() > 0.9
    answers = other.targets[:, 0]
    given = answers != UNSEEN
    right = [((of[:, 0] > 0) == (answers == YES))[given].mean() for of in (before, after)]
    assert right[1] > right[0]


def test_no_shadow_depends_on_its_fold_in_a_single_bit(
    tagger: LinearTagger, answered: MakeExamples
) -> None:
    examples = answered(windows=3)
    train(tagger, examples)
    before = copies(tagger, examples, "mine")
    assert len(before) == 1 + FOLDS
    for fold in range(FOLDS):
        other = replace(examples, targets=examples.targets.copy(), weights=examples.weights.copy())
        mine = other.folds == fold
        other.targets[mine] = np.where(other.targets[mine] == YES, NO, YES)
        other.weights[mine] = 1
        train(tagger, other, f"fold {fold}")
        after = copies(tagger, examples, f"fold {fold}")
        same = [np.array_equal(*pair) for pair in zip(after, before, strict=True)]
        assert same == [number == 1 + fold for number in range(1 + FOLDS)]


def test_the_same_answers_make_the_same_file(tagger: LinearTagger, answered: MakeExamples) -> None:
    first = train(tagger, answered())
    content = (tagger.context.models / "mine.version").read_bytes()
    assert train(tagger, answered()) == first  # there already
    (tagger.context.models / "mine.version").unlink()
    assert train(tagger, answered()) == first
    assert (tagger.context.models / "mine.version").read_bytes() == content


def test_a_version_says_whose_it_is_and_what_it_stands_on(
    tagger: LinearTagger, answered: MakeExamples
) -> None:
    library = LearnedFrom("an id", "/home/me/library.db", 17)
    info = train(tagger, answered(), library=library)
    [root, listed] = tagger.models()
    assert listed == info
    assert (info.parent, info.library) == (ROOT, library)
    assert info.feature_digest == root.feature_digest != ""
    assert info.title == "ten-lines, fine-tuned by you"
    assert info.tags[2].group == "my tags"
    assert info.parameters == 3 * 4


def test_a_version_suggests_and_scores_from_features_alike(
    tagger: LinearTagger, answered: MakeExamples, sound: MakeSound
) -> None:
    train(tagger, answered())
    path = sound("a.wav", pitch=1500)
    found = prediction(predict(tagger, [TrackRef(1, path)], "mine")[1])
    assert len(found.scores) == 3
    assert found.scores[2] > 0.5
    features = np.frombuffer(found.features, "<f2").reshape(1, 2)
    examples = replace(answered(tracks=2), features=features, windows=np.array([1, 0]))
    examples.save(tagger.context.models.parent / "one.npz")
    steps = tagger.score(tagger.context.models.parent / "one.npz", "mine", "auto")
    scored, missing = (one for step in steps for one in step)
    np.testing.assert_allclose(prediction(scored).scores, found.scores, atol=1e-3)
    assert isinstance(missing, Failure)
    assert missing.code == "no_features"


def test_a_version_of_a_version_learns_from_the_root(
    tagger: LinearTagger, answered: MakeExamples
) -> None:
    train(tagger, answered(), "first")
    file = tagger.context.models.parent / "examples.npz"
    answered(seed=2).save(file)
    second = ended(tagger.train(file, TrainOptions("first", "second")))
    direct = ended(tagger.train(file, TrainOptions(ROOT, "direct")))
    assert second.parent == direct.parent == ROOT
    both = [copies(tagger, answered(), name) for name in ("second", "direct")]
    np.testing.assert_array_equal(*both)


@pytest.mark.parametrize("depth", ["recurrent", "full", "deeper"])
def test_no_other_depth_is_learned(
    tagger: LinearTagger, answered: MakeExamples, depth: str
) -> None:
    with pytest.raises(TagStudioError, match=f"choose the depth auto or head, not {depth}"):
        train(tagger, answered(), depth=depth)


def test_names_are_taken_once(tagger: LinearTagger, answered: MakeExamples) -> None:
    train(tagger, answered())
    with pytest.raises(TagStudioError, match="There is a model 'mine' already"):
        train(tagger, answered(seed=3))
    with pytest.raises(TagStudioError, match="There is a model 'Ten-Lines' already"):
        train(tagger, answered(), "Ten-Lines")
    with pytest.raises(TagStudioError, match="cannot be a model's name"):
        train(tagger, answered(), "../x")


def test_a_damaged_version_and_one_without_its_root_are_named(
    tagger: LinearTagger, answered: MakeExamples, monkeypatch: pytest.MonkeyPatch
) -> None:
    train(tagger, answered())
    (tagger.context.models / "broken.version").write_bytes(b"nothing")
    assert [one.name for one in tagger.damaged()] == ["broken"]
    assert [one.name for one in tagger.models()] == [ROOT, "mine"]
    [root] = tagger.roots()
    monkeypatch.setattr(tagger, "roots", lambda: [replace(root, sha256="2" * 64)])
    assert [one.name for one in tagger.damaged()] == ["broken", "mine"]
    assert "stands on the model ten-lines" in str(tagger.damaged()[1].reason)
    with pytest.raises(TagStudioError, match="Install it again"):
        predict(tagger, [], "mine")


def test_it_is_verified_by_noise_and_by_its_files(
    tagger: LinearTagger, answered: MakeExamples
) -> None:
    train(tagger, answered())
    content = (tagger.context.models / "mine.version").read_bytes()
    (tagger.context.models / "broken.version").write_bytes(content[:-4] + b"\x00\x00\xc0\x7f")
    found = {check.name: check.passed for check in tagger.verify(None)}
    assert found == {ROOT: True, "broken": False, "mine": True}


def test_unfit_features_are_refused(
    tagger: LinearTagger, answered: MakeExamples, tmp_path: Path
) -> None:
    examples = answered()
    wide = replace(examples, features=np.zeros((60, 3), np.float16))
    for refused in (
        lambda: train(tagger, wide),
        lambda: copies(tagger, wide, ROOT),
    ):
        with pytest.raises(TagStudioError, match="features of 2, but those here are 3"):
            refused()
    assert not list(tagger.context.models.iterdir())


def test_the_residual_is_written_down_exactly(tagger: LinearTagger, answered: MakeExamples) -> None:
    from tagstudio.learning.residual import fit_residual
    from tagstudio.learning.scaling import Scaling

    examples = answered()
    train(tagger, examples)
    embeddings = examples.features.astype(np.float64)
    prior = np.zeros((60, 3))
    prior[:, :2] = 4 * embeddings + 4
    scaling = Scaling.fit(embeddings[examples.sample])
    rows = np.flatnonzero((examples.weights > 0).any(axis=1))
    found = fit_residual(
        prior[rows],
        scaling(embeddings[rows]),
        examples.targets[rows] == YES,
        examples.weights[rows],
    )
    expected = found.logits(prior, scaling(embeddings))
    np.testing.assert_allclose(
        sigmoid(copies(tagger, examples, "mine")[0]), sigmoid(expected), atol=1e-5
    )


# ---- versions for other computers


def test_a_version_goes_to_another_computer_without_its_shadows(
    tagger: LinearTagger, answered: MakeExamples, tmp_path: Path
) -> None:
    library = LearnedFrom("ab" * 16, "/home/anna/secret/music.db", 7)
    train(tagger, answered(), library=library)
    tagger.export_version("mine", tmp_path / "handed")
    assert b"secret" not in (tmp_path / "handed").read_bytes()
    theirs = tagger.import_version("theirs", ROOT, tmp_path / "handed")
    assert theirs.library == replace(library, path="music.db")
    assert theirs.title.endswith(", fine-tuned elsewhere")
    ours, there = (copies(tagger, answered(), name) for name in ("mine", "theirs"))
    assert (len(ours), len(there)) == (1 + FOLDS, 1)
    assert np.array_equal(ours[0], there[0])
    tagger.export_version("theirs", tmp_path / "on")  # and goes on from there
    assert (tmp_path / "on").read_bytes() == (tmp_path / "handed").read_bytes()


def test_a_version_is_taken_onto_its_own_root_only(
    tagger: LinearTagger, answered: MakeExamples, tmp_path: Path
) -> None:
    train(tagger, answered())
    tagger.export_version("mine", tmp_path / "handed")
    (root,) = tagger.roots()
    tagger.roots = lambda: [replace(root, sha256="0" * 64)]  # type: ignore[method-assign]
    with pytest.raises(TagStudioError, match="stands on the model ten-lines as it was"):
        tagger.import_version("theirs", ROOT, tmp_path / "handed")
    assert not (tagger.context.models / "theirs.version").exists()
