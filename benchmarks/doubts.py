"""How many flipped answers stand in the first tenth of the doubts.

    python benchmarks/doubts.py ../shared/data [--cache demo/false_promotions] [--seeds 8]
        [--flipped 0.05] [--chosen-on] [--taught-by-all]

Takes a folder with manifest.csv, clips/ and library/ (see `manifest_labels.py`), heard once with
the published model, three windows each. The true answers are those to the eight genre tags of the
excerpts clips/gtzan*: a yes or a no to each. A share of them is flipped at random, and
`tagstudio.learning.doubts` ranks all answers, as the program does: folds by recording, the sound
the mean of the feature maps beside the root's logits.

- *all eight tags*: all tags of random tracks are answered.
- *ten highest*: only tags among a track's ten highest are, as in the review: what is flipped there
  is nearly right.

What the ranking is was chosen on every other recording (`manifest_labels.in_half`, --chosen-on
shows these); the figures up to 1,000 answers are of the other half, which chose nothing. More
answers than that need both halves; 5,000 are more than there are, so tracks are repeated, always
in their recording's fold. `found` is the share of the flipped answers in the first tenth, `first`
that of the flipped among as many answers as were flipped, `listed` how many answers the program
lists (their opposite is likelier), `of which` how many of these were flipped; `s` seconds. Each is
the mean over the seeds, with the lowest `found`.

--taught-by-all asks what there is to reach: the tracks are judged by a score that learned from all
true answers to all eight tags of the other recordings, as no library has them.
"""

import argparse
import csv
import math
import time
from pathlib import Path

import numpy as np
from manifest_labels import in_half
from numpy.typing import NDArray
from promotion_rounds import Music, music

from tagstudio.learning.answers import NO, UNSEEN, YES
from tagstudio.learning.doubts import HeardAnswers, compare
from tagstudio.learning.folds import folds_of
from tagstudio.learning.scaling import Scaling
from tagstudio.learning.witnesses import among_highest

COUNTS = (100, 500, 1000, 2900, 5000)
IN_HALF = 1000  # answers at most that one half of the recordings has in each kind


class World:
    """The excerpts: what is so, which tags would be asked about, and how they sound."""

    def __init__(self, data: Path, cache: Path) -> None:
        of: Music = music(data, cache)
        with (data / "manifest.csv").open(encoding="utf-8", newline="") as manifest:
            rows = list(csv.DictReader(manifest))
        with np.load(cache / "heard.npz") as kept:
            rows = [rows[row] for row in kept["rows"]]
        ends = np.cumsum(of.windows)
        means = [
            of.features[end - count : end].astype(np.float64).mean(axis=(0, 1))
            for end, count in zip(ends, of.windows, strict=True)
        ]
        sounds = np.concatenate([np.array(means), of.prior], axis=1)
        self.scaled = Scaling.fit(sounds)(sounds)[of.labelled]
        self.prior = of.prior[np.ix_(of.labelled, of.columns)]
        self.highest = among_highest(of.prior)[np.ix_(of.labelled, of.columns)]
        self.truth = np.where(of.labels, YES, NO).astype(np.int8)
        self.recordings = [rows[row]["track"] for row in of.labelled]
        self.folds = folds_of(self.recordings)
        self.groups = np.unique(self.recordings, return_inverse=True)[1].astype(np.int64)
        self.chosen_on = np.array([in_half(one) for one in self.recordings])

    def teach_all(self) -> None:
        """Let what is known beforehand be what copies say that learned from all true answers."""
        every = np.ones(self.truth.shape)
        tags = np.ones(self.truth.shape[1], np.bool_)
        kinds = np.zeros(self.truth.shape[1], np.int64)
        said = (self.truth, self.truth, every, self.folds, self.groups, kinds)
        self.prior = compare(HeardAnswers(self.prior, tags, self.scaled, *said)).heard
        self.scaled = self.scaled[:, :0]  # the sound tells no more


def answered(
    world: World, rows: NDArray[np.intp], count: int, highest: bool, random: np.random.Generator
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return tracks (n,), repeated where there are too few, and which tags are answered (n, 8)."""
    found: list[int] = []
    asked: list[NDArray[np.bool_]] = []
    left = count
    while left > 0:
        for row in random.permutation(rows).tolist():
            tags = world.highest[row] if highest else np.ones(world.truth.shape[1], np.bool_)
            tags = tags & (np.cumsum(tags) <= left)
            left -= int(tags.sum())
            found.append(row)
            asked.append(tags)
            if left == 0:
                break
    return np.array(found), np.array(asked)


def measure(  # noqa: PLR0917 - each names a thing of its own
    world: World, rows: NDArray[np.intp], count: int, highest: bool, share: float, seed: int
) -> tuple[float, float, int, int, float]:
    """Flip a share of so many answers; return what the columns say."""
    random = np.random.default_rng(seed)
    tracks, asked = answered(world, rows, count, highest, random)
    explicit = np.where(asked, world.truth[tracks], UNSEEN).astype(np.int8)
    places = np.argwhere(asked)
    flipped = np.zeros(asked.shape, np.bool_)
    chosen = places[random.permutation(len(places))[: max(1, round(share * len(places)))]]
    flipped[chosen[:, 0], chosen[:, 1]] = True
    explicit = np.where(flipped, np.where(explicit == YES, NO, YES), explicit).astype(np.int8)
    evidence = HeardAnswers(
        world.prior[tracks],
        np.ones(asked.shape[1], np.bool_),
        world.scaled[tracks],
        explicit,
        explicit,
        asked.astype(np.float64),
        world.folds[tracks],
        world.groups[tracks],
        np.zeros(asked.shape[1], np.int64),
    )
    began = time.perf_counter()
    compared = compare(evidence)
    hits = flipped[compared.ranked()]
    listed = flipped[compared.doubtful()]
    seconds = time.perf_counter() - began
    tenth, total = math.ceil(len(hits) / 10), int(flipped.sum())
    return hits[:tenth].sum() / total, hits[:total].mean(), len(listed), int(listed.sum()), seconds


def main() -> None:
    """Print a line for each kind and number of answers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=lambda text: Path(text).absolute())
    parser.add_argument("--cache", type=Path, default=Path("demo/false_promotions"))
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--flipped", type=float, default=0.05, help="share of the answers")
    parser.add_argument("--chosen-on", action="store_true", help="the half that chose the ranking")
    parser.add_argument("--taught-by-all", action="store_true", help="the best there is to reach")
    options = parser.parse_args()
    world = World(options.data, options.cache)
    if options.taught_by_all:
        world.teach_all()
    print("answers about   number  found  lowest  first  listed  of which      s")
    for highest in (False, True):
        for count in COUNTS:
            in_half = world.chosen_on == options.chosen_on
            if count > IN_HALF:
                if options.chosen_on:
                    continue
                in_half = np.ones(len(in_half), np.bool_)
            rows = np.flatnonzero(in_half)
            lines = [
                measure(world, rows, count, highest, options.flipped, seed)
                for seed in range(options.seeds)
            ]
            found, first, listed, right, seconds = np.mean(lines, axis=0)
            name = "ten highest" if highest else "all eight"
            lowest = min(line[0] for line in lines)
            print(
                f"{name:13}{count:9}{found:7.2f}{lowest:8.2f}{first:7.2f}{listed:8.1f}"
                f"{right:10.1f}{seconds:7.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
