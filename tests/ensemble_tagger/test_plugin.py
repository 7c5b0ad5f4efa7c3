from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ensemble_tagger import recommended
from ensemble_tagger.plugin import EnsembleTagger

from tagstudio.audio.decoding import windows as decoding
from tagstudio.core.errors import TagStudioError
from tagstudio.learning.folds import FOLDS
from tagstudio.learning.log_odds import logit
from tagstudio.plugin_api import (
    Member,
    Notice,
    Peer,
    PluginContext,
    Prediction,
    PredictOptions,
    Tagger,
    TrackRef,
    TrainOptions,
)
from tagstudio.plugin_api.examples import NO, UNSEEN, YES, Examples
from tagstudio.plugin_api.load import load_tagger
from tagstudio.plugin_kit import track_windows

from .conftest import MEMBERS

MakeSound = Callable[..., str]
BUNDLED = Path(__file__).parents[2] / "plugins"


def ended(steps: Any) -> Any:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def predictions(
    tagger: Tagger, tracks: list[TrackRef], model: str, windows: int = 1
) -> dict[int, Prediction]:
    steps = tagger.predict(tracks, PredictOptions(model, "cpu", windows))
    found = [one for step in steps for one in step if not isinstance(one, Notice)]
    assert all(isinstance(one, Prediction) for one in found), found
    return {one.track_id: one for one in found if isinstance(one, Prediction)}


def test_a_joint_model_says_who_its_members_are(ensemble: EnsembleTagger) -> None:
    info = ensemble.combine("pair", MEMBERS)
    assert ensemble.models() == [info]
    assert [(m.plugin, m.name, m.sha256[0]) for m in info.members] == [
        ("ten_line_tagger", "ten-lines", "1"),
        ("other_ear_tagger", "other-ear", "3"),
    ]
    assert [tag.name for tag in info.tags] == ["loud", "high", "bright"]
    assert info.feature_shape == (2 + 4,)
    assert (info.parent, info.title) == (None, "ten-lines + other-ear")


@pytest.mark.parametrize("windows", [1, 3])
def test_members_hear_as_they_do_alone_and_the_file_is_decoded_once(
    ensemble: EnsembleTagger,
    peers: dict[str, Peer],
    sound: MakeSound,
    windows: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ensemble.combine("pair", MEMBERS)
    tracks = [TrackRef(i, sound(f"{i}.wav", 40, 150 + 90 * i, 0.1 + 0.1 * i)) for i in range(4)]
    alone = [
        predictions(
            load_tagger(peers[m.plugin].folder, peers[m.plugin].context), tracks, m.name, windows
        )
        for m in MEMBERS
    ]
    decoded: list[str] = []

    def counting(path: str, *rest: Any, **how: Any) -> decoding.Windows:
        decoded.append(path)
        return decoding.read_windows(path, *rest, **how)

    monkeypatch.setattr(track_windows, "read_windows", counting)
    both = predictions(ensemble, tracks, "pair", windows)
    assert sorted(decoded) == sorted(track.path for track in tracks)
    for track in tracks:
        first, second = (of[track.id] for of in alone)
        np.testing.assert_allclose(both[track.id].opinions[0], first.scores, atol=1e-3)
        np.testing.assert_allclose(both[track.id].opinions[1], second.scores, atol=1e-3)
        loud, high, bright = both[track.id].scores
        mean = (logit(first.scores[0]) + logit(second.scores[1])) / 2
        assert logit(loud) == pytest.approx(float(mean), abs=0.01)
        assert (high, bright) == pytest.approx((first.scores[1], second.scores[0]), abs=1e-3)
        assert len(both[track.id].features) == 2 * 6 * windows


def test_the_notices_of_all_members_are_passed_on(
    ensemble: EnsembleTagger, sound: MakeSound
) -> None:
    ensemble.combine("pair", MEMBERS)
    first = next(ensemble.predict([TrackRef(1, sound("a.wav"))], PredictOptions("pair", "cpu")))
    assert first == [Notice("other-ear hears on cpu.")]


def test_a_known_centre_is_not_heard_again(ensemble: EnsembleTagger, sound: MakeSound) -> None:
    ensemble.combine("pair", MEMBERS)
    path = sound("a.wav", 60)
    one = predictions(ensemble, [TrackRef(1, path)], "pair")[1]
    whole = predictions(ensemble, [TrackRef(1, path)], "pair", 3)[1]
    again = predictions(ensemble, [TrackRef(1, path, features=one.features)], "pair", 3)[1]
    assert again.features == whole.features
    np.testing.assert_allclose(again.scores, whole.scores, atol=2e-3)


def test_it_learns_from_the_features_of_both(ensemble: EnsembleTagger, tmp_path: Path) -> None:
    """A tag that the first member's embedding does not tell, and the second one's does."""
    ensemble.combine("pair", MEMBERS)
    numbers = np.random.default_rng(0)
    features = numbers.uniform(0, 0.3, (60, 6)).astype(np.float16)
    bright = features[:, [3, 5]].mean(axis=1) > 0.15
    targets = np.full((60, 4), UNSEEN, np.int8)
    targets[:40, 3] = np.where(bright[:40], YES, NO)
    examples = Examples(
        tags=("loud", "high", "bright", "mine"),
        track_ids=np.arange(60),
        paths=tuple(map(str, range(60))),
        features=features,
        windows=np.ones(60, np.int64),
        targets=targets,
        weights=(targets != UNSEEN).astype(np.float32),
        folds=(np.arange(60) % FOLDS).astype(np.int8),
        sample=np.ones(60, np.bool_),
    )
    examples.save(tmp_path / "examples.npz")
    info = ended(ensemble.train(tmp_path / "examples.npz", TrainOptions("pair", "pair-v2")))
    assert (info.parent, len(info.members)) == ("pair", 2)
    copies = ended(
        ensemble.score_copies(tmp_path / "examples.npz", "pair-v2", "auto", tmp_path / "l.npy")
    )
    assert copies == FOLDS
    assert ((np.load(tmp_path / "l.npy")[0, 40:, 3] > 0) == bright[40:]).mean() > 0.9


def test_members_that_cannot_be_are_refused(ensemble: EnsembleTagger) -> None:
    ensemble.combine("pair", MEMBERS)
    for members, reason in (
        (MEMBERS[:1], "2 to 8 different members"),
        (MEMBERS[:1] * 2, "2 to 8 different members"),
        ((MEMBERS[0], Member("x", "gone", "")), r"no published model 'gone'.*ten-lines, other-ear"),
        ((MEMBERS[0], Member("x", "pair", "")), "no published model 'pair'"),
    ):
        with pytest.raises(TagStudioError, match=reason):
            ensemble.combine("other", members)
    with pytest.raises(TagStudioError, match="There is a model 'Pair' already"):
        ensemble.combine("Pair", MEMBERS)
    with pytest.raises(TagStudioError, match="cannot be a model's name"):
        ensemble.combine("../pair", MEMBERS)
    assert [one.name for one in ensemble.models()] == ["pair"]


def test_a_member_that_is_gone_is_named_as_the_damage(
    ensemble: EnsembleTagger, peers: dict[str, Peer], tmp_path: Path
) -> None:
    ensemble.combine("pair", MEMBERS)
    alone = {"ten_line_tagger": peers["ten_line_tagger"]}
    left = EnsembleTagger(PluginContext(tmp_path / "joint", tmp_path / "cache", {}, alone))
    assert left.models() == []
    [damage] = left.damaged()
    assert damage.name == "pair"
    assert "its member other-ear is not installed" in str(damage.reason)
    with pytest.raises(TagStudioError, match="other-ear is not installed"):
        list(left.predict([], PredictOptions("pair")))


def test_a_member_that_was_changed_is_named_as_the_damage(ensemble: EnsembleTagger) -> None:
    ensemble.combine("pair", MEMBERS)
    file = ensemble.context.models / "pair.json"
    file.write_text(file.read_text().replace("3" * 64, "4" * 64))
    [damage] = ensemble.damaged()
    assert "its member other-ear is another model now" in str(damage.reason)
    file.write_text("nothing")
    assert "describes no joint model" in str(ensemble.damaged()[0].reason)


def test_a_peer_that_cannot_be_loaded_has_no_models(peers: dict[str, Peer], tmp_path: Path) -> None:
    broken = tmp_path / "plugins" / "broken_ear_tagger"
    broken.mkdir(parents=True)
    (broken / "MANIFEST.toml").write_text(
        'name = "broken_ear_tagger"\ntitle = "B"\nversion = "1"\napi = 3\n'
    )
    (broken / "plugin.py").write_text("import a_library_that_nobody_has\n")
    all_peers = peers | {"broken_ear_tagger": Peer(broken, peers["ten_line_tagger"].context)}
    ensemble = EnsembleTagger(PluginContext(tmp_path / "joint", tmp_path / "cache", {}, all_peers))
    assert ensemble.combine("pair", MEMBERS).name == "pair"


def test_both_is_installed_where_its_members_are(
    ensemble: EnsembleTagger, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ensemble.installable() == []
    with pytest.raises(TagStudioError, match="Install musicnn-msd"):
        ended(ensemble.install("both", None))
    monkeypatch.setattr(recommended, "FIRST", ("gone", "ten-lines"))
    monkeypatch.setattr(recommended, "SECOND", "other-ear")
    assert ensemble.installable() == ["both"]
    assert ended(ensemble.install("both", None)).name == "both"
    assert ended(ensemble.install("both", None)).name == "both"  # again, of what is there now
    assert [one.name for one in ensemble.models()] == ["both"]


@pytest.mark.parametrize("windows", [1, 3])
def test_networks_of_the_crnn_plugin_hear_as_they_do_alone(
    tmp_path: Path, sound: MakeSound, windows: int
) -> None:
    (tmp_path / "crnn").mkdir()
    starter = BUNDLED / "crnn_tagger" / "models" / "starter.safetensors"
    (tmp_path / "crnn" / "twin.safetensors").write_bytes(starter.read_bytes())
    options = {"precision": "single"}
    peer = Peer(BUNDLED / "crnn_tagger", PluginContext(tmp_path / "crnn", tmp_path / "c", options))
    context = PluginContext(tmp_path / "joint", tmp_path / "c", {}, {"crnn_tagger": peer})
    ensemble = EnsembleTagger(context)
    ensemble.combine("pair", [Member("", "starter", ""), Member("", "twin", "")])
    tracks = [TrackRef(1, sound("a.wav", 70, 300)), TrackRef(2, sound("b.wav", 5, 200))]
    alone = predictions(load_tagger(peer.folder, peer.context), tracks, "starter", windows)
    both = predictions(ensemble, tracks, "pair", windows)
    for track in tracks:
        np.testing.assert_allclose(both[track.id].scores, alone[track.id].scores, atol=1e-3)
        np.testing.assert_allclose(both[track.id].opinions[1], alone[track.id].scores, atol=1e-3)
