"""What a second pair of ears is worth: one model, the other, and both, taught little by little.

    python benchmarks/two_ears.py ../shared/data [--cache demo/two_ears] [--first msd-crnn]
        [--second musicnn-msd] [--splits 20] [--sets genres moods library weights] [--record]

Takes a folder with manifest.csv, clips/ and library/ (see `manifest_labels.py`). Each file is heard
once, one window, with the published models that are installed in the program's folders; what they
say is kept in the cache. Then everything is numbers: the residual that the kit for taggers fits.

1. *genres*, *moods*, *library*: the sets of `labelled_sets.py`, each after some answered tracks:
   macro ROC-AUC and average precision on recordings (artists) that were not answered, for tags that
   the models have and for own tags, which none has. `agree` is the share of the tracks for which
   one and the other put the same of these tags first, `fit, s` the seconds that a copy takes to be
   fitted, `heard in` the seconds of a processor that one window of a track takes, decoding
   included, with each ear and with a joint model of both.
2. *Own tags* (with genres): ten tags, each taken as one that no model has, taught by 3 yes and
   20 no.
3. *weights*: per tag of both, chosen on one half of the other files of the manifest, by recording,
   and measured on the other half; see `chosen_weights`.

`--record` writes what `plugins/ensemble_tagger/measured.json` holds: weights and reference scores.
Means over random splits by recording.
"""

import argparse
import csv
import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from ensemble_tagger.plugin import EnsembleTagger, joint_digest
from labelled_sets import SETS, LabelledSet, Rows, labelled_sets
from manifest_labels import GENRES, answers, in_half
from numpy.typing import NDArray

from tagstudio.core import paths
from tagstudio.engine.plugins.discovery import usable_plugin
from tagstudio.learning.answers import weight_of_seconds
from tagstudio.learning.log_odds import sigmoid
from tagstudio.learning.residual import fit_residual
from tagstudio.learning.scaling import Scaling
from tagstudio.plugin_api import Member, ModelInfo, Peer, PluginContext, Tagger, TrackRef
from tagstudio.plugin_api.load import load_tagger
from tagstudio.plugin_api.ranking_metrics import average_precision, roc_auc
from tagstudio.plugin_kit.reader_threads import ReaderThreads, in_threads
from tagstudio.plugin_kit.track_windows import TrackWindows, WindowRequest, load_windows

Floats = NDArray[np.float64]

TIMED = 31  # files of each set
OWN_TAGS = (*GENRES,)  # ten labels of the excerpts
OWN_YES, OWN_NO = 3, 20
SHARES = (0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 0.9)
CHOICES = np.linspace(0, 1, 21)  # weights of the first model
PRIOR_PAIRS = 10  # evidence that speaks for equal weights, in n1 n0 / (n1 + n0)
ALIKE = (  # of a file that has one tag of these it is known whether it has the others
    ("sad", "happy", "chill", "party", "Mellow"),
    ("female vocalists", "male vocalists", "instrumental"),
)
WEIGHTS = "weights"
PLUGINS = ("crnn_tagger", "musicnn_tagger")
STARTER = "starter"  # learned from some of these files, which so say nothing of its weight
MEASURED = Path(__file__).parents[1] / "plugins" / "ensemble_tagger" / "measured.json"


@dataclass(frozen=True)
class Ear:
    """What one model says of m files: logits (m, k) and embeddings (m, d), NaN where it failed."""

    info: ModelInfo
    logits: Floats
    embeddings: Floats


def plugin_named(name: str) -> Tagger:
    """Load a plugin into this process."""
    plugin = usable_plugin(name)
    context = PluginContext(paths.models_folder(name), paths.cache_folder() / name)
    return load_tagger(plugin.folder, context)


def ear(data: Path, cache: Path, files: Sequence[str], model: str) -> Ear:
    """Hear all files with a model, or read what it said before."""
    tagger, info = _model(model)
    kept = cache / f"{model}-{info.sha256[:12]}.npz"
    if not kept.exists():
        logits, embeddings = hear(data, tagger, info, files)
        cache.mkdir(parents=True, exist_ok=True)
        np.savez(kept, logits=logits, embeddings=embeddings)
    with np.load(kept) as found:
        return Ear(info, found["logits"], found["embeddings"])


def _model(name: str) -> tuple[Tagger, ModelInfo]:
    taggers = (plugin_named(plugin) for plugin in PLUGINS)
    return next((t, i) for t in taggers for i in t.models() if i.name == name)


def joint_tagger(names: Sequence[str], folder: Path) -> EnsembleTagger:
    """Return a tagger with a joint model "pair" of models, in a folder of its own."""
    peers = {
        name: Peer(
            usable_plugin(name).folder,
            PluginContext(paths.models_folder(name), paths.cache_folder() / name),
        )
        for name in PLUGINS
    }
    tagger = EnsembleTagger(PluginContext(folder, folder, {}, peers))
    members = [
        Member(plugin, info.name, info.sha256)
        for wanted in names
        for plugin in PLUGINS
        for info in plugin_named(plugin).models()
        if info.name == wanted
    ]
    tagger.combine("pair", members)
    return tagger


def seconds_a_track(tagger: Tagger, model: str, files: Sequence[Path]) -> float:
    """Return the seconds of a processor that a model takes for one window of a file."""
    tagger.prepare(model, "cpu")
    tagger.begin_thread()
    listening = tagger.listening(model)
    assert listening is not None
    wanted = WindowRequest(listening.sample_rate, listening.samples)
    started = time.process_time()
    for number, file in enumerate(files):
        found = load_windows(TrackRef(number, str(file)), wanted)
        if isinstance(found, TrackWindows):
            tagger.hear(model, "cpu", found.samples)
    return (time.process_time() - started) / len(files)


def hear(
    data: Path, tagger: Tagger, info: ModelInfo, files: Sequence[str]
) -> tuple[Floats, Floats]:
    """Return logits and embeddings of the centre of each file."""
    tagger.prepare(info.name, "cpu")
    tagger.begin_thread()
    listening = tagger.listening(info.name)
    assert listening is not None
    wanted = WindowRequest(listening.sample_rate, listening.samples)
    tracks = [TrackRef(number, str(data / file)) for number, file in enumerate(files)]
    started, rows = time.process_time(), {}
    for found in in_threads(lambda track: load_windows(track, wanted), tracks, ReaderThreads(1, 2)):
        if isinstance(found, TrackWindows):
            rows[found.track.id] = tagger.hear(info.name, "cpu", found.samples)
            if len(rows) % 50 == 0:
                each = (time.process_time() - started) / len(rows)
                print(f"{info.name}: {len(rows)} heard, {each:.3f} s of processor each", flush=True)
    any_one = next(iter(rows.values()))
    logits = np.full((len(files), any_one.logits.shape[1]), np.nan)
    embeddings = np.full((len(files), any_one.embeddings.shape[1]), np.nan)
    for row, heard in rows.items():
        logits[row], embeddings[row] = heard.logits[0], heard.embeddings[0]
    return logits, embeddings


def files_of(data: Path) -> list[str]:
    """Return the files of the manifest, then those of the library."""
    with (data / "manifest.csv").open(encoding="utf-8", newline="") as manifest:
        named = [row["file"] for row in csv.DictReader(manifest)]
    others = (path.relative_to(data) for path in sorted((data / "library").rglob("*")))
    sounds = (
        str(path) for path in others if path.suffix not in {".csv", ".npy", ".md", ".txt", ""}
    )
    return list(dict.fromkeys([*named, *sounds]))


class World:
    """The files with what is so, and what the models say of them."""

    def __init__(self, data: Path, files: Sequence[str], ears: Sequence[Ear]) -> None:
        with (data / "manifest.csv").open(encoding="utf-8", newline="") as manifest:
            rows = {row["file"]: row for row in csv.DictReader(manifest)}
        named = [rows.get(file, {"track": file, "label": "", "tags": ""}) for file in files]
        self.recordings = np.array([row["track"] for row in named])
        self.labels = np.array([row["label"] for row in named])
        self.said = [answers(row["label"], row["tags"]) for row in named]
        heard = ~np.isnan(ears[0].logits[:, 0]) & ~np.isnan(ears[1].logits[:, 0])
        is_excerpt = np.array([file.startswith("clips/gtzan") for file in files])
        self.heard = np.flatnonzero(heard)
        self.excerpts = np.flatnonzero(heard & is_excerpt)
        self.tags = [tag.name for tag in ears[0].info.tags]
        order = [[tag.name for tag in ears[1].info.tags].index(tag) for tag in self.tags]
        self.logits = np.stack([ears[0].logits, ears[1].logits[:, order]])
        self.embeddings = [ears[0].embeddings, ears[1].embeddings]
        self.genres = [self.tags.index(tag) for tag in dict.fromkeys(GENRES.values()) if tag]
        self.truth = np.array([[said.get(t) == "yes" for t in self.tags] for said in self.said])
        self.given = np.array([[t in said for t in self.tags] for said in self.said])


@dataclass(frozen=True)
class Hearing:
    """What is learned on: a prior of the 50 tags, and scaled embeddings."""

    prior: Floats
    scaled: Floats

    @classmethod
    def of(cls, world: World, ears: Sequence[int], rows: Rows) -> "Hearing":
        """Return that of one ear or of both with equal weights, scaled by the files of `rows`."""
        weights = np.full(len(world.tags), 0.5)
        embeddings = np.hstack([world.embeddings[ear] for ear in ears])
        scaling = Scaling.fit(embeddings[rows])
        shares = np.stack([weights, 1 - weights]) if len(ears) > 1 else np.ones((1, 1))
        prior = (world.logits[list(ears)] * shares[:, None]).sum(axis=0)
        return cls(prior, scaling(np.nan_to_num(embeddings)))

    def taught(
        self, columns: Sequence[int], yes: NDArray[np.bool_], rows: Rows, seconds: float
    ) -> Floats:
        """Return the logits of all files after answers to `rows`; no columns: an own tag."""
        prior = self.prior[:, columns] if columns else np.zeros((len(self.prior), yes.shape[1]))
        if not len(rows):
            return prior
        weights = np.full(yes.shape, weight_of_seconds(seconds))
        return fit_residual(prior[rows], self.scaled[rows], yes, weights).logits(prior, self.scaled)


def print_set(world: World, labelled: LabelledSet, models: tuple[str, str], splits: int) -> None:
    """Print the tables of one set: tags that the models have, and tags that none has."""
    ears = {
        models[0]: Hearing.of(world, (0,), labelled.rows),
        models[1]: Hearing.of(world, (1,), labelled.rows),
        "both": Hearing.of(world, (0, 1), labelled.rows),
    }
    groups = len(np.unique(labelled.groups[labelled.rows]))
    print(f"\n{labelled.name}: {len(labelled.rows)} files of {groups} {labelled.grouped_by}")
    for tags in filter(None, (labelled.known, labelled.own)):
        print(f"{'own tags' if tags is labelled.own else 'tags'}: {', '.join(tags)}")
        print_taught(world, labelled, tags, ears, splits)
    print_by_tag(world, labelled, ears)
    if labelled.name == "genres":
        print_own_tags(world, labelled, ears, splits)


def print_taught(
    world: World,
    labelled: LabelledSet,
    tags: Sequence[str],
    ears: dict[str, Hearing],
    splits: int,
) -> None:
    """Print the table of tracks answered; a tag of one's own has no score before the first."""
    columns = [world.tags.index(tag) for tag in tags] if tags == labelled.known else []
    print(f"answered   {'   '.join(f'{name:>20}' for name in ears)}   agree  fit, s")
    for count in labelled.taught if columns else labelled.taught[1:]:
        figures, agree, seconds = [], [], []
        for seed in range(splits):
            pool, judging = labelled.split(seed)
            rows = pool[:count]
            logits = []
            for hearing in ears.values():
                started = time.perf_counter()
                found = hearing.taught(columns, labelled.truth(tags, rows), rows, labelled.seconds)
                seconds.append(time.perf_counter() - started)
                logits.append(found[judging])
            truth = labelled.truth(tags, judging)
            figures.append([_by_tag(truth, of_one) for of_one in logits])
            firsts = [of_one.argmax(axis=1) for of_one in logits]
            agree.append((firsts[0] == firsts[1]).mean())
        auc, ap, deviations = _over_splits(np.array(figures))
        cells = [
            f"{a:.4f} ({sd:.4f}) {p:.3f}" for a, p, sd in zip(auc, ap, deviations, strict=True)
        ]
        print(
            f"{count:8}   {'   '.join(f'{cell:>20}' for cell in cells)}"
            f"   {np.mean(agree):.3f}  {np.mean(seconds):.3f}"
        )


def print_by_tag(world: World, labelled: LabelledSet, ears: dict[str, Hearing]) -> None:
    """Print the ROC-AUC of each tag that the models have, over all files, before any answer."""
    print("before any answer, all files: ROC-AUC " + " / ".join(ears))
    for tag in labelled.known:
        truth = labelled.truth((tag,), labelled.rows)[:, 0]
        column = world.tags.index(tag)
        found = [roc_auc(truth, one.prior[labelled.rows, column]) for one in ears.values()]
        print(f"  {tag}: {' / '.join(f'{auc:.3f}' for auc in found)}, {truth.sum()} yes")


def _by_tag(truth: NDArray[np.bool_], logits: Floats) -> list[list[float]]:
    """Return ROC-AUC and average precision of each tag, NaN where one has no yes or no no."""
    columns = range(truth.shape[1])
    return [
        [roc_auc(truth[:, column], logits[:, column]) for column in columns],
        [average_precision(truth[:, column], logits[:, column]) for column in columns],
    ]


def _over_splits(figures: Floats) -> tuple[Floats, Floats, Floats]:
    """Return macro ROC-AUC and average precision by ear, and the former's standard deviation.

    `figures` is (splits, ears, 2, tags). Each tag has its mean over the splits that judge it.
    """
    means = np.nanmean(figures, axis=0).mean(axis=-1)
    judged = figures[~np.isnan(figures).all(axis=(1, 2, 3))]
    deviations = np.nanmean(judged[:, :, 0], axis=-1).std(axis=0)
    return means[:, 0], means[:, 1], deviations


def print_times(files: Sequence[Path], models: tuple[str, str]) -> None:
    """Print the seconds of a processor that a track takes with each ear, and with both at once."""
    timed = [files[row] for row in np.linspace(0, len(files) - 1, TIMED).round().astype(int)]
    with tempfile.TemporaryDirectory() as folder:
        found = [seconds_a_track(_model(name)[0], name, timed) for name in models]
        found.append(seconds_a_track(joint_tagger(models, Path(folder)), "pair", timed))
    each = ", ".join(
        f"{name} {seconds:.3f}" for name, seconds in zip((*models, "both"), found, strict=True)
    )
    print(f"heard in: {each} s of processor a track")


def print_own_tags(
    world: World, labelled: LabelledSet, ears: dict[str, Hearing], splits: int
) -> None:
    """Print the average precision of each genre as a tag of one's own."""
    print(f"\nown tag     {'  '.join(f'{name:>12}' for name in ears)}   (AP; 3 yes, 20 no)")
    every = []
    for label in OWN_TAGS:
        found = []
        for seed in range(splits):
            pool, judging = labelled.split(seed)
            has = world.labels == label
            rows = np.concatenate([pool[has[pool]][:OWN_YES], pool[~has[pool]][:OWN_NO]])
            yes = has[rows][:, None]
            found.append(
                [
                    average_precision(
                        has[judging], hearing.taught((), yes, rows, labelled.seconds)[judging, 0]
                    )
                    for hearing in ears.values()
                ]
            )
        every.append(np.nanmean(found, axis=0))
        print(f"{label:<11} {'  '.join(f'{ap:12.3f}' for ap in every[-1])}")
    print(f"{'mean':<11} {'  '.join(f'{ap:12.3f}' for ap in np.mean(every, axis=0))}")


def chosen_weights(world: World, rows: Rows) -> Floats:
    """Return the weight of the first model for each tag, chosen on some files: (50,).

    The best of CHOICES by ROC-AUC, moved towards equal weights as if PRIOR_PAIRS had spoken for
    these: w = 1/2 + (best - 1/2) n / (n + PRIOR_PAIRS), where n = n1 n0 / (n1 + n0) of n1 yes and
    n0 no. A tag with fewer than three of either keeps equal weights. Excerpts of two seconds have
    no say: a weight is for whole tracks, and a model that hears 29 s at a time hears such an
    excerpt fourteen times over, where one that hears 3 s hears it as it is.
    """
    weights = np.full(len(world.tags), 0.5)
    for tag in range(len(world.tags)):
        told = rows[world.given[rows, tag]]
        told = np.union1d(told, rows[_is_told(world, tag, rows)])
        truth = world.truth[told, tag]
        yes, no = int(truth.sum()), int((~truth).sum())
        if min(yes, no) < 3:
            continue
        first, second = world.logits[:, told, tag]
        worth = [roc_auc(truth, w * first + (1 - w) * second) for w in CHOICES]
        best = np.flatnonzero(np.isclose(worth, max(worth), atol=1e-3))
        nearest = CHOICES[best[np.abs(CHOICES[best] - 0.5).argmin()]]
        pairs = yes * no / (yes + no)
        weights[tag] = 0.5 + (nearest - 0.5) * pairs / (pairs + PRIOR_PAIRS)
    return weights.round(3)


def _is_told(world: World, tag: int, rows: Rows) -> NDArray[np.bool_]:
    """Tell of which files it is known whether they have a tag.

    A mood is known of files that were labelled by their mood; whether voices are instrumental or
    not, of files that have another tag of a voice.
    """
    alike = next((group for group in ALIKE if world.tags[tag] in group), ())
    columns = [world.tags.index(name) for name in alike]
    told: NDArray[np.bool_] = world.truth[np.ix_(rows, columns)].any(axis=1)
    return told


def print_weights(world: World) -> Floats:
    """Print what chosen weights are worth on the half that did not choose them; return them."""
    in_first = np.array([in_half(recording) for recording in world.recordings[world.heard]])
    longer = ~np.isin(world.heard, world.excerpts)
    chosen = chosen_weights(world, world.heard[in_first & longer])
    rest = world.heard[~in_first & longer]
    print("\nweights of the first model, chosen on one half; ROC-AUC / AP on the other")
    print("tag                  weight  yes      first          second         equal        chosen")
    every = []
    for tag in np.flatnonzero(chosen != 0.5):
        told = rest[world.given[rest, tag] | _is_told(world, tag, rest)]
        truth = world.truth[told, tag]
        if min(truth.sum(), (~truth).sum()) < 3:
            continue
        first, second = world.logits[:, told, tag]
        mixed = [w * first + (1 - w) * second for w in (1.0, 0.0, 0.5, chosen[tag])]
        figures = [(roc_auc(truth, one), average_precision(truth, one)) for one in mixed]
        every.append(figures)
        cells = "  ".join(f"{auc:.3f} / {ap:.3f}" for auc, ap in figures)
        print(f"{world.tags[tag]:<20} {chosen[tag]:6.2f} {truth.sum():4}  {cells}")
    cells = "  ".join(f"{auc:.3f} / {ap:.3f}" for auc, ap in np.mean(every, axis=0))
    print(f"{'mean':<33} {cells}")
    return chosen


def record(world: World, ears: Sequence[Ear], weights: Floats) -> None:
    """Add weights and reference scores of the pair to what the plugin of joint models knows."""
    shares = np.stack([weights, 1 - weights])
    scores = sigmoid((world.logits * shares[:, None]).sum(axis=0))[world.heard]
    names = [one.info.name for one in ears]
    unheard = [{tag.name for tag in one.info.tags if not tag.heard} for one in ears]
    reached = {
        tag: [float(f"{np.quantile(scores[:, place], 1 - share):.4g}") for share in SHARES]
        for place, tag in enumerate(world.tags)
    }
    entry = {
        "name": " + ".join(names),
        "members": names,
        "feature_digest": joint_digest([one.info.feature_digest for one in ears]),
        "tracks": len(world.heard),
        "shares": SHARES,
        "scores": reached,
        "unheard": sorted(set.intersection(*unheard)),
        "weights": {
            tag: [float(weight), round(float(1 - weight), 3)]
            for tag, weight in zip(world.tags, weights, strict=True)
            if weight != 0.5
        },
    }
    known = json.loads(MEASURED.read_text("utf-8"))["models"]
    kept = [one for one in known if one["members"] != names]
    models = sorted([*kept, entry], key=lambda one: str(one["name"]))
    lines = json.dumps({"models": models}, indent=1).replace(",\n     ", ", ")
    MEASURED.write_text(lines.replace("[\n     ", "[").replace("\n    ]", "]") + "\n", "utf-8")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=lambda text: Path(text).absolute())
    parser.add_argument("--cache", type=Path, default=Path("demo/two_ears"))
    parser.add_argument("--first", default="msd-crnn")
    parser.add_argument("--second", default="musicnn-msd")
    parser.add_argument("--splits", type=int, default=20)
    parser.add_argument("--sets", nargs="+", choices=(*SETS, WEIGHTS), default=(*SETS, WEIGHTS))
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    files = files_of(options.data)
    ears = [ear(options.data, options.cache, files, m) for m in (options.first, options.second)]
    world = World(options.data, files, ears)
    print(f"{len(world.heard)} files, {len(world.excerpts)} excerpts of two seconds")
    models = (options.first, options.second)
    for labelled in labelled_sets(files, world.labels, world.recordings, world.heard):
        if labelled.name in options.sets:
            print_set(world, labelled, models, options.splits)
            print_times([options.data / files[row] for row in labelled.rows], models)
    if options.record or WEIGHTS in options.sets:
        weights = print_weights(world)
    if options.record:
        equal = np.full(len(world.tags), 0.5)
        record(world, ears, weights if options.first != STARTER else equal)


if __name__ == "__main__":
    main()
