"""What more windows of a track cost, and what they are worth.

    python benchmarks/windows.py ../shared/data --model MODEL.safetensors [--windows 1 3 5]

Takes a folder with manifest.csv (file, tags), of which the tracks of two windows and more count.
Every track is taken with each number of windows in turn, from its file to its scores, and in two
passes as `tagstudio suggest` does: one window, then the others, with the map of the first. Printed
are processor seconds, as a busy machine stretches all others, for one core; what the library keeps
of a track; the rank correlation of each voice tag's scores with those of REFERENCE windows, which
overlap several times; and where the manifest has labels of such a tag, its ROC-AUC.
"""

import argparse
import csv
import platform
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from crnn_tagger.inference.predict import predict
from crnn_tagger.inference.scorer import Scorer
from crnn_tagger.model.checkpoint import load
from scipy.stats import spearmanr
from sklearn.metrics import roc_auc_score

from tagstudio.audio.metadata.facts import read_facts
from tagstudio.library.search.pending import TWO_WINDOWS_SECONDS
from tagstudio.plugin_api import Prediction, TrackRef

VOICE_TAGS = ("instrumental", "male vocalists", "female vocalists")
REFERENCE = 25
LEAST = 5  # tracks with a tag, and without it, for a ROC-AUC


class Measured:
    """The scores of the tracks, and the processor seconds that they took."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.scores: list[tuple[float, ...]] = []
        self.bytes = 0

    def take(self, scorer: Scorer, track: TrackRef, windows: int) -> Prediction:
        """Score a track, and count it."""
        began = time.process_time()
        [found] = [one for step in predict(scorer, [track], windows, threads=1) for one in step]
        self.seconds += time.process_time() - began
        assert isinstance(found, Prediction), found
        self.scores.append(found.scores)
        self.bytes += len(found.features)
        return found


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=lambda text: Path(text).absolute())
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--windows", type=int, nargs="+", default=[1, 3, 5])
    options = parser.parse_args()
    torch.set_num_threads(1)
    checkpoint = load(options.model)
    scorer = Scorer(checkpoint, torch.device("cpu"))
    tags = [tag.name for tag in checkpoint.card.tags]
    rows = long_tracks(options.data)
    tracks = [TrackRef(n, str(options.data / row["file"])) for n, row in enumerate(rows)]
    print(f"{len(tracks)} tracks, {options.model.stem}, {platform.processor()}")
    print(scorer.runtime_message)
    measured, second = measure(scorer, tracks, options.windows)
    print_costs(measured, second, len(tracks))
    print_agreement(measured, tags)
    print_auc(measured, tags, rows)


def long_tracks(data: Path) -> list[dict[str, str]]:
    """Return the rows of the manifest whose files have two windows or more."""
    with (data / "manifest.csv").open(encoding="utf-8", newline="") as manifest:
        rows = list(csv.DictReader(manifest))
    found = [(read_facts(str(data / row["file"])).seconds or 0, row) for row in rows]
    return [row for seconds, row in found if seconds >= TWO_WINDOWS_SECONDS]


def measure(
    scorer: Scorer, tracks: Sequence[TrackRef], counts: Sequence[int]
) -> tuple[dict[int, Measured], dict[int, Measured]]:
    """Return what each number of windows takes, and what the second pass up to it does."""
    measured = {count: Measured() for count in [*counts, REFERENCE]}
    second = {count: Measured() for count in counts if count > 1}
    Measured().take(scorer, tracks[0], 1)  # loads the kernels
    for track in tracks:
        centre = Measured().take(scorer, track, 1).features
        for count, one in measured.items():
            one.take(scorer, track, count)
        for count, one in second.items():
            one.take(scorer, replace(track, features=centre), count)
    return measured, second


def print_costs(measured: dict[int, Measured], second: dict[int, Measured], tracks: int) -> None:
    """Print processor time and space by number of windows."""
    first = measured[1].seconds if 1 in measured else 0.0
    print("\nwindows  core ms a track  tracks/s of a core  ratio  in two passes  kB of features")
    for count, one in measured.items():
        if count == REFERENCE:
            continue
        ratio = f"{one.seconds / first:.2f}" if first else ""
        both = f"{(first + second[count].seconds) / first:.2f}" if first and count > 1 else ""
        print(
            f"{count:7}{1000 * one.seconds / tracks:17.1f}{tracks / one.seconds:20.1f}"
            f"{ratio:>7}{both:>15}{one.bytes / tracks / 1000:16.1f}"
        )


def print_agreement(measured: dict[int, Measured], tags: Sequence[str]) -> None:
    """Print how the scores of few windows rank the tracks beside those of many."""
    whole = np.array(measured[REFERENCE].scores)
    print(f"\nrank correlation with {REFERENCE} windows")
    print("windows  " + "  ".join(f"{tag:>16}" for tag in VOICE_TAGS) + "   mean of all tags")
    for count, one in measured.items():
        if count == REFERENCE:
            continue
        scores = np.array(one.scores)
        by_tag = [spearmanr(scores[:, n], whole[:, n]).statistic for n in range(len(tags))]
        voice = [by_tag[tags.index(tag)] for tag in VOICE_TAGS]
        print(f"{count:7}  " + "  ".join(f"{one:16.3f}" for one in [*voice, np.mean(by_tag)]))


def print_auc(
    measured: dict[int, Measured], tags: Sequence[str], rows: Sequence[dict[str, str]]
) -> None:
    """Print the ROC-AUC of the voice tags that the manifest has labels of."""
    named = [set(row["tags"].split(";")) for row in rows]
    print("\nROC-AUC")
    for tag in VOICE_TAGS:
        # Whoever says nothing of voices may have any: only tracks with one of these tags count.
        told = [n for n, names in enumerate(named) if names & set(VOICE_TAGS)]
        answers = [tag in named[n] for n in told]
        if not LEAST <= sum(answers) <= len(answers) - LEAST:
            print(f"{tag:>16}: {sum(answers)} of {len(answers)} labelled tracks, too few")
            continue
        found = [
            f"{count}: {roc_auc_score(answers, np.array(one.scores)[told, tags.index(tag)]):.3f}"
            for count, one in measured.items()
        ]
        print(f"{tag:>16} by windows  " + "  ".join(found))


if __name__ == "__main__":
    main()
