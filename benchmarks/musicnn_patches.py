"""How many patches of 3 s a window needs, and the mean of what: logits or likelihoods.

    python benchmarks/musicnn_patches.py ../shared/data WHEEL [--units FILE.npz]

Takes a folder with manifest.csv, clips/ and library/, and the wheel musicnn==0.1.0. Each window of
29.12 s is cut into ten patches, spread evenly; their penultimate units go into FILE, or are read
from there, and fewer patches are chosen among these. For files of four patches and more, printed
are macro ROC-AUC and average precision over the tags with five yes and five no, on two halves of
the recordings (by their hash), and the rank correlation of a tag's scores with those of the mean
logits of all patches (mean of 50 tags). Labels are what the manifest says of a file in words, so
only roughly right. Last, the processor time of each stage on the library's tracks.
"""

import argparse
import csv
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from manifest_labels import in_half
from musicnn_tagger import mel
from musicnn_tagger.judging import Judge
from musicnn_tagger.network import build_network
from musicnn_tagger.tags import tag_infos
from musicnn_tagger.weights.checkpoint import load_checkpoint
from musicnn_tagger.weights.install import NETWORKS
from musicnn_tagger.weights.wheel import read_checkpoint
from numpy.typing import NDArray
from scipy.stats import spearmanr
from sklearn.metrics import average_precision_score, roc_auc_score

from tagstudio.audio.decoding.windows import read_windows
from tagstudio.learning.log_odds import logit, sigmoid
from tagstudio.plugin_api.vocabulary import LASTFM

MOST = 10
COUNTS = (10, 8, 6, 5, 4, 3, 2, 1)
WORDS = {  # of a label, by tag of MagnaTagATune
    **{tag: tag for tag in ("piano", "violin", "guitar", "classical", "techno", "metal", "rock")},
    **{tag: tag for tag in ("country", "electronic", "ambient", "opera", "choir", "harp", "synth")},
    **{tag: tag for tag in ("cello", "flute", "indian", "dance")},
    "pop": ";pop",
    "drums": "drum",
    "new age": "newage",
    "male vocal": " male singer",
    "female vocal": "female singer",
    "no vocals": "instrumental",
}
Floats = NDArray[np.float64]
Result = TypeVar("Result")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("--units", type=Path, default=Path("musicnn_units.npz"))
    options = parser.parse_args()
    with (options.data / "manifest.csv").open(encoding="utf-8", newline="") as manifest:
        rows = list(csv.DictReader(manifest))
    judges = {network.folder: judge_of(options.wheel, network.folder) for network in NETWORKS}
    if not options.units.exists():
        np.savez(options.units, **units_of_all(options.data, rows, judges))
    with np.load(options.units) as stored:
        units = {name: stored[name] for name in stored.files}
    for network in NETWORKS:
        print_table(network.folder, network.vocabulary, rows, units, judges[network.folder])
    print_times(options.data, judges["MSD_musicnn"])


def judge_of(wheel: Path, folder: str) -> Judge:
    """Return a network of the wheel."""
    checkpoint, network = read_checkpoint(wheel, folder), build_network()
    load_checkpoint(network, checkpoint.index, checkpoint.data)
    return Judge(network.eval(), torch.device("cpu"))


def units_of_all(
    data: Path, rows: list[dict[str, str]], judges: dict[str, Judge]
) -> dict[str, NDArray[np.float32]]:
    """Return the units of the patches of each network, file and window: (patches, 200)."""
    mel.PATCHES = MOST
    found = {}
    for row in rows:
        count = 3 if row["file"].startswith("library") else 1
        windows = read_windows(str(data / row["file"]), mel.HZ, mel.WINDOW_SAMPLES, count).samples
        for number, samples in enumerate(windows):
            patches = mel.window_patches(samples)
            for folder, judge in judges.items():
                found[f"{folder}|{row['file']}|{number}"] = judge.units(patches).numpy()
    return found


def print_table(
    folder: str,
    vocabulary: str,
    rows: list[dict[str, str]],
    units: dict[str, NDArray[np.float32]],
    judge: Judge,
) -> None:
    """Print a line per number of patches and kind of mean."""
    names = [tag.name for tag in tag_infos(vocabulary)]
    by_file: dict[str, list[NDArray[np.float32]]] = defaultdict(list)
    for key, of_window in units.items():
        if key.startswith(folder):
            by_file[key.split("|")[1]].append(judge.embed(of_window).logits)
    kept = [row for row in rows if len(by_file[row["file"]][0]) >= 4]
    windows = [by_file[row["file"]] for row in kept]
    halves = np.array([in_half(row["track"]) for row in kept])
    answers = np.array([labels_of(row, names, vocabulary) for row in kept])
    every = scores_of(windows, MOST, of_logits=True)
    print(f"\n{folder}: {len(kept)} files\n patches  mean of      half A          half B     rank")
    for count in COUNTS:
        for of_logits in (True, False):
            scores = scores_of(windows, count, of_logits)
            ranks = [spearmanr(scores[:, k], every[:, k])[0] for k in range(len(names))]
            figures = [figures_of(scores[half], answers[half]) for half in (halves, ~halves)]
            text = "  ".join(f"{a:.4f} / {p:.4f} ({n})" for a, p, n in figures)
            kind = "logits     " if of_logits else "likelihoods"
            print(f"{count:8}  {kind}  {text}  {np.mean(ranks):.3f}")


def scores_of(windows: list[list[NDArray[np.float32]]], count: int, of_logits: bool) -> Floats:
    """Return the logits of files, (n, 50), by some of the patches of each of their windows."""
    found = []
    for of_file in windows:
        means = []
        for logits in of_file:
            last = len(logits) - 1
            chosen = np.linspace(0, last, min(count, last + 1)).round().astype(int)
            some = logits[chosen if count > 1 else [(last + 1) // 2]].astype(np.float64)
            means.append(some.mean(0) if of_logits else logit(sigmoid(some).mean(0)))
        found.append(np.mean(means, axis=0))
    return np.array(found)


def labels_of(row: dict[str, str], names: list[str], vocabulary: str) -> list[int]:
    """Return 1, 0 or -1 for unknown, by tag."""
    tags = [tag for tag in row["tags"].split(";") if tag]
    if vocabulary == LASTFM:
        return [int(name in tags) if tags else -1 for name in names]
    text = f" {row['label']};{row['tags']};{row['file']}".lower()
    return [int(WORDS[name] in text) if name in WORDS else -1 for name in names]


def figures_of(scores: Floats, answers: NDArray[np.int64]) -> tuple[float, float, int]:
    """Return macro ROC-AUC, macro average precision and the number of tags."""
    found = []
    for of_tag, said in zip(scores.T, answers.T, strict=True):
        known = said >= 0
        if min((said == 1).sum(), (said == 0).sum()) >= 5:
            truth, scored = said[known], of_tag[known]
            found.append((roc_auc_score(truth, scored), average_precision_score(truth, scored)))
    areas, precisions = np.mean(found, axis=0)
    return float(areas), float(precisions), len(found)


def print_times(data: Path, judge: Judge) -> None:
    """Print the median processor time of each stage for one window."""
    mel.PATCHES = 5
    torch.set_num_threads(1)
    seconds: dict[str, list[float]] = defaultdict(list)

    def timed(stage: str, work: Callable[[], Result]) -> Result:
        begin = time.process_time()
        result = work()
        seconds[stage].append(time.process_time() - begin)
        return result

    for path in sorted((data / "library").glob("*.mp3")):
        windows = timed("decoding", lambda: read_windows(str(path), mel.HZ, mel.WINDOW_SAMPLES))  # noqa: B023
        patches = timed("mels", lambda: mel.window_patches(windows.samples[0]))  # noqa: B023
        timed("network", lambda: judge.units(patches))  # noqa: B023
    for stage, found in seconds.items():
        print(f"{stage}: {1000 * np.median(found):.1f} ms")


if __name__ == "__main__":
    main()
