import itertools
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from crnn_tagger.audio.loading import readers
from crnn_tagger.audio.mel import HZ, WINDOW_SAMPLES, MelRecipe, fill_window, log_mel
from crnn_tagger.inference.predict import predict
from crnn_tagger.inference.runtime import RuntimeOptions
from crnn_tagger.inference.scorer import Scorer
from crnn_tagger.model.checkpoint import load
from crnn_tagger.model.networks import Network

from tagstudio.audio.decoding.windows import read_windows
from tagstudio.core.errors import TagStudioError
from tagstudio.plugin_api import Failure, Prediction, TrackRef
from tagstudio.plugin_kit import reader_threads, track_windows
from tagstudio.plugin_kit.reader_threads import THREAD_NAME, THREADS, in_threads

CPU = torch.device("cpu")
EXACT = RuntimeOptions(precision="single")
MakeSound = Callable[..., str]


@pytest.fixture
def scorer(model: Path) -> Scorer:
    return Scorer(load(model), CPU, EXACT)


def results(scorer: Scorer, paths: list[str], windows: int = 1) -> dict[int, Prediction | Failure]:
    found: dict[int, Prediction | Failure] = {}
    for batch in predict(scorer, [TrackRef(i, path) for i, path in enumerate(paths)], windows):
        for one in batch:
            assert one.track_id not in found
            found[one.track_id] = one
    return found


def prediction(found: Prediction | Failure) -> Prediction:
    assert isinstance(found, Prediction), found
    return found


def by_hand(network: Network, path: str, windows: int = 1) -> tuple[torch.Tensor, torch.Tensor]:
    """Decode, mel and network of one file without any of predict's machinery."""
    found = read_windows(path, HZ, WINDOW_SAMPLES, windows)
    mel = log_mel(np.stack([fill_window(s) for s in found.samples]), MelRecipe())
    with torch.no_grad():
        return network(mel).mean(0).sigmoid(), network.features(mel)


def test_each_track_gets_the_scores_of_the_network(
    scorer: Scorer, network: Network, sound: MakeSound
) -> None:
    paths = [sound("a.wav", pitch=220), sound("b.wav", pitch=3000), sound("short.wav", seconds=2)]
    found = results(scorer, paths)
    assert set(found) == {0, 1, 2}
    for index, path in enumerate(paths):
        of_track = prediction(found[index])
        scores, features = by_hand(network, path)
        np.testing.assert_allclose(of_track.scores, scores, atol=1e-5)
        stored = np.frombuffer(of_track.features, "<f2").reshape(1, 15, 8)
        np.testing.assert_allclose(stored, features, rtol=2e-3, atol=1e-3)
        assert not of_track.partial
    assert prediction(found[0]).scores != prediction(found[1]).scores


def test_the_logits_of_windows_are_averaged_and_all_their_features_kept(
    scorer: Scorer, network: Network, sound: MakeSound
) -> None:
    path = sound("long.wav", seconds=70, hz=12_000)
    found = prediction(results(scorer, [path], windows=3)[0])
    scores, features = by_hand(network, path, windows=3)
    np.testing.assert_allclose(found.scores, scores, atol=1e-5)
    stored = np.frombuffer(found.features, "<f2").reshape(3, 15, 8)
    np.testing.assert_allclose(stored, features, rtol=2e-3, atol=1e-3)
    assert not np.allclose(stored[0], stored[1])


def test_a_track_too_short_for_two_windows_has_one(scorer: Scorer, sound: MakeSound) -> None:
    path = sound("short.wav", seconds=57, hz=12_000)
    one, three = (prediction(results(scorer, [path], windows=n)[0]) for n in (1, 3))
    assert (three.scores, three.features) == (one.scores, one.features)


def test_a_centre_that_is_known_is_neither_decoded_nor_computed_again(
    scorer: Scorer, sound: MakeSound, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sound("long.wav", seconds=70, hz=12_000)
    whole = prediction(results(scorer, [path], windows=3)[0])
    known = prediction(results(scorer, [path])[0]).features
    seen = []

    def counted(*asked: Any, **how: Any) -> object:
        seen.append(read_windows(*asked, **how))
        return seen[-1]

    monkeypatch.setattr(track_windows, "read_windows", counted)
    track = TrackRef(0, path, features=known)
    [[found]] = predict(scorer, [track], 3)
    assert len(seen[0].samples) == 2
    np.testing.assert_array_equal(
        np.frombuffer(prediction(found).features, "<f2"), np.frombuffer(whole.features, "<f2")
    )
    np.testing.assert_allclose(prediction(found).scores, whole.scores, atol=1e-4)
    foreign = TrackRef(0, path, features=known[:-2])
    [[found]] = predict(scorer, [foreign], 3)
    assert prediction(found).scores == whole.scores


def test_more_windows_than_a_batch_are_scored_in_parts(scorer: Scorer, sound: MakeSound) -> None:
    path = sound("long.wav", seconds=70, hz=12_000)
    whole = prediction(results(scorer, [path], windows=5)[0])
    scorer.batch = 2
    in_parts = prediction(results(scorer, [path], windows=5)[0])
    np.testing.assert_allclose(in_parts.scores, whole.scores, atol=1e-6)


def test_a_bad_file_fails_alone(scorer: Scorer, sound: MakeSound, tmp_path: Path) -> None:
    good = [sound(f"{pitch}.wav", seconds=3, pitch=pitch) for pitch in range(100, 1000, 100)]
    (tmp_path / "empty.wav").touch()
    (tmp_path / "text.wav").write_text("no music")
    bad = [str(tmp_path / name) for name in ("empty.wav", "text.wav", "missing.wav")]
    paths = [*good[:4], bad[0], *good[4:8], bad[1], bad[2], good[8]]
    found = results(scorer, paths)
    assert len(found) == len(paths)
    failures = {paths[i]: one for i, one in found.items() if isinstance(one, Failure)}
    assert set(failures) == set(bad)
    assert failures[bad[0]].code == "empty"
    assert failures[bad[2]].code == "missing"
    assert "missing.wav" in str(failures[bad[2]].message)


def test_whatever_a_decoder_raises_is_a_damaged_file(
    scorer: Scorer, sound: MakeSound, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(path: str, *rest: int, **options: Any) -> object:
        if "b.wav" in path:
            raise ZeroDivisionError("of a decoder")
        return read_windows(path, *rest)

    monkeypatch.setattr(track_windows, "read_windows", explode)
    found = results(scorer, [sound("a.wav", seconds=2), sound("b.wav", seconds=2)])
    assert isinstance(found[0], Prediction)
    failure = found[1]
    assert isinstance(failure, Failure)
    assert failure.code == "damaged"
    assert "ZeroDivisionError" in str(failure.message) and "b.wav" in str(failure.message)


def test_samples_that_are_no_numbers_never_reach_the_network(
    scorer: Scorer, sound: MakeSound, monkeypatch: pytest.MonkeyPatch
) -> None:
    def poisoned(path: str, *rest: int, **options: Any) -> object:
        found = read_windows(path, *rest)
        found.samples[0][1000] = np.nan
        return found

    monkeypatch.setattr(track_windows, "read_windows", poisoned)
    failure = results(scorer, [sound("a.wav", seconds=2)])[0]
    assert isinstance(failure, Failure)
    assert failure.code == "not_finite"


def test_scores_that_are_no_numbers_are_a_failure(
    model: Path, network: Network, sound: MakeSound
) -> None:
    checkpoint = load(model)
    with torch.no_grad():
        next(checkpoint.network.parameters()).fill_(3e38)  # finite, but not what comes of it
    failure = results(Scorer(checkpoint, CPU, EXACT), [sound("a.wav", seconds=2)])[0]
    assert isinstance(failure, Failure)
    assert failure.code == "not_finite"
    assert "another model" in str(failure.message)


def test_features_beyond_half_precision_are_stored_as_its_largest(
    model: Path, sound: MakeSound
) -> None:
    checkpoint = load(model)
    with torch.no_grad():
        checkpoint.network.blocks[-1].norm.weight.mul_(1e6)  # type: ignore[union-attr,index]
    found = prediction(results(Scorer(checkpoint, CPU, EXACT), [sound("a.wav", seconds=2)])[0])
    assert np.abs(np.frombuffer(found.features, "<f2")).max() == 65504


def test_a_file_that_breaks_off_is_marked(
    scorer: Scorer, sound: MakeSound, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken_off(path: str, *rest: int, **options: Any) -> object:
        return replace(read_windows(path, *rest, **options), partial=True)

    monkeypatch.setattr(track_windows, "read_windows", broken_off)
    assert prediction(results(scorer, [sound("a.wav", seconds=4)])[0]).partial


def test_too_little_of_a_track_is_a_failure_with_a_sentence(
    scorer: Scorer, sound: MakeSound, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = results(scorer, [sound("a.wav", seconds=0.9)])[0]
    assert isinstance(short, Failure)
    assert short.code == "too_short"
    assert "0.9 s" in str(short.message)

    def broken_off(path: str, *rest: int, **options: Any) -> object:
        return replace(read_windows(path, *rest, **options), partial=True)

    monkeypatch.setattr(track_windows, "read_windows", broken_off)
    cut = results(scorer, [sound("b.wav", seconds=2.5)])[0]
    assert isinstance(cut, Failure)
    assert cut.code == "too_short"
    assert "damaged" in str(cut.message)


def test_a_prediction_says_how_long_the_track_is(scorer: Scorer, sound: MakeSound) -> None:
    assert prediction(results(scorer, [sound("a.wav", seconds=40)])[0]).seconds == 40.0


def test_windows_are_scored_in_threads_as_they_are_in_one(scorer: Scorer) -> None:
    mels = torch.randn(5, 96, 1366)
    for found, alone in zip(scorer(mels), scorer.one_by_one(mels), strict=True):
        np.testing.assert_array_equal(found, alone)
    assert not [t for t in threading.enumerate() if t.name.startswith(THREAD_NAME)]


def test_a_batch_is_given_as_soon_as_it_is_scored(scorer: Scorer, sound: MakeSound) -> None:
    scorer.batch = 2
    path = sound("a.wav", seconds=2)
    sizes = [len(batch) for batch in predict(scorer, [TrackRef(i, path) for i in range(5)])]
    assert sizes == [2, 2, 1]


def test_closing_leaves_no_thread_and_loads_no_more(
    scorer: Scorer, sound: MakeSound, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = []

    def counted(path: str, *rest: int, **options: Any) -> object:
        loaded.append(path)
        return read_windows(path, *rest, **options)

    monkeypatch.setattr(track_windows, "read_windows", counted)
    scorer.batch = 2
    path = sound("a.wav", seconds=2)
    steps = predict(scorer, [TrackRef(i, path) for i in range(100)])
    assert len(next(steps)) == 2
    steps.close()
    assert not [t for t in threading.enumerate() if t.name.startswith(THREAD_NAME)]
    assert len(loaded) <= 2 * 2 + 2 + THREADS  # what was ahead when it was closed


def test_tracks_are_taken_as_they_are_needed(scorer: Scorer, sound: MakeSound) -> None:
    path, taken = sound("a.wav", seconds=2), []

    def endless() -> Iterator[TrackRef]:
        for number in itertools.count():
            taken.append(number)
            yield TrackRef(number, path)

    scorer.batch = 2
    steps = predict(scorer, endless(), threads=3)
    for batches in range(1, 4):
        next(steps)
        assert len(taken) <= 2 * batches + 2 * scorer.batch
    steps.close()


def test_a_loading_thread_starts_no_further_ones() -> None:
    before = torch.get_num_threads()
    asked = in_threads(lambda _: torch.get_num_threads(), range(3), readers(2, 2))
    assert list(asked) == [1, 1, 1]
    assert torch.get_num_threads() == before


def test_a_file_that_takes_long_and_gets_on_gives_signs_of_life(
    scorer: Scorer, sound: MakeSound, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = threading.Event()

    def slowly(path: str, *rest: int, gets_on: Callable[[], None], **how: bool) -> object:
        while path.endswith("slow.wav") and not told.wait(0.01):
            gets_on()
        return read_windows(path, *rest, gets_on=gets_on, **how)

    monkeypatch.setattr(track_windows, "read_windows", slowly)
    monkeypatch.setattr(reader_threads, "SIGN_SECONDS", 0.05)
    paths = [sound("a.wav", seconds=2), sound("slow.wav", seconds=2)]
    batches = []
    for batch in predict(scorer, [TrackRef(i, path) for i, path in enumerate(paths)]):
        batches.append([one.track_id for one in batch])
        if batches[-1] == [] and [0] in batches:  # what is there comes before the batch is full
            told.set()
    assert [one for batch in batches for one in batch] == [0, 1]
    assert told.is_set()


def test_no_tracks_give_no_batches(scorer: Scorer) -> None:
    assert list(predict(scorer, [])) == []


# ---- memory


def short_of_memory(scorer: Scorer, most: int, words: str) -> list[int]:
    """Make the scorer's device hold `most` windows; return the list of batch sizes it sees."""
    sizes: list[int] = []
    score = scorer.score

    def limited(mels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        sizes.append(len(mels))
        if len(mels) > most:
            raise RuntimeError(words)
        return score(mels)

    scorer.score = limited  # type: ignore[method-assign]
    return sizes


@pytest.mark.parametrize(
    "words", ["CUDA out of memory. Tried to allocate 2 GiB", "MPS backend out of memory"]
)
def test_out_of_memory_halves_the_batch_and_remembers(scorer: Scorer, words: str) -> None:
    mels = torch.randn(9, 96, 1366)
    expected, _ = scorer(mels)
    sizes = short_of_memory(scorer, most=3, words=words)
    scores, features = scorer.in_batches(mels)
    np.testing.assert_allclose(scores, expected, atol=1e-6)
    assert features.shape == (9, 15, 8)
    assert sizes == [8, 4, 2, 2, 2, 2, 1]
    scorer.in_batches(mels)
    assert sizes[7:] == [2, 2, 2, 2, 1]


def test_no_memory_for_one_window_is_the_users_to_mend(scorer: Scorer) -> None:
    short_of_memory(scorer, most=0, words="DefaultCPUAllocator: can't allocate memory")
    with pytest.raises(TagStudioError, match="not enough memory"):
        scorer(torch.randn(2, 96, 1366))


def test_other_errors_of_the_network_are_not_hidden(scorer: Scorer) -> None:
    short_of_memory(scorer, most=0, words="device-side assert triggered")
    with pytest.raises(RuntimeError, match="device-side assert"):
        scorer(torch.randn(2, 96, 1366))
    assert scorer.batch == 8
