"""What a second pair of ears is worth: one model, the other, and both, taught little by little.

    python benchmarks/two_ears.py ../shared/data [--cache demo/two_ears] [--first msd-crnn]
        [--second musicnn-msd] [--splits 20] [--record]

Takes a folder with manifest.csv, clips/ and library/ (see `manifest_labels.py`). Each file is heard
once, one window, with the published models that are installed in the program's folders; what they
say is kept in the cache. Then everything is numbers: the residual that the kit for taggers fits.

1. *Taught*: the 373 excerpts clips/gtzan*, after 0 to 90 answered tracks: macro ROC-AUC and average
   precision over eight genres, on recordings that were not answered. Half of the recordings are
   answered from, the other half is judged by; `agree` is the share of pairs of excerpt and tag
   whose suggestions, by thresholds at the base rate's rank, are the same.
2. *Own tags*: ten tags, each taken as one that no model has, taught by 3 yes and 20 no.
3. *Weights*: per tag of both, chosen on one half of the recordings of the manifest and measured on
   the other; see `chosen_weights`.

`--record` writes what `plugins/ensemble_tagger/measured.json` holds: weights and reference scores.
"""

import argparse
import csv
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tagstudio.core import paths
from tagstudio.engine.plugins.discovery import usable_plugin
from tagstudio.plugin_api import ModelInfo, PluginContext, Tagger
from tagstudio.plugin_api.load import load_tagger
from tagstudio.plugin_kit.reader_threads import ReaderThreads, in_threads
from tagstudio.plugin_kit.track_windows import TrackWindows, WindowRequest, load_windows

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

TAUGHT = (0, 10, 30, 60, 90)  # tracks
OWN_TAGS = (
    "blues",
    "classical",
    "country",
    "disco",
    "hiphop",
    "jazz",
    "metal",
    "pop",
    "reggae",
    "rock",
)
OWN_YES, OWN_NO = 3, 20
SHARES = (0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 0.9)
CHOICES = (0.0, 0.25, 0.5, 0.75, 1.0)  # weights of the first member
PRIOR_TRACKS = 20  # that speak for equal weights


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
    taggers = [plugin_named(name) for name in ("crnn_tagger", "musicnn_tagger")]
    tagger, info = next((t, i) for t in taggers for i in t.models() if i.name == model)
    kept = cache / f"{model}-{info.sha256[:12]}.npz"
    if not kept.exists():
        logits, embeddings = hear(data, tagger, info, files)
        cache.mkdir(parents=True, exist_ok=True)
        np.savez(kept, logits=logits, embeddings=embeddings)
    with np.load(kept) as found:
        return Ear(info, found["logits"], found["embeddings"])


def hear(
    data: Path, tagger: Tagger, info: ModelInfo, files: Sequence[str]
) -> tuple[Floats, Floats]:
    """Return logits and embeddings of the centre of each file."""
    from tagstudio.plugin_api import TrackRef

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


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=lambda text: Path(text).absolute())
    parser.add_argument("--cache", type=Path, default=Path("demo/two_ears"))
    options = parser.parse_args()
    names = files_of(options.data)
    print(len(names))
    for model in ("msd-crnn", "musicnn-msd", "starter"):
        ear(options.data, options.cache, names, model)
