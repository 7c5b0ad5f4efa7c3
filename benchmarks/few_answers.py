"""What few answers are worth: own tags, suggestions, and answers to other kinds of excerpts.

    python benchmarks/few_answers.py ../shared/data [--cache demo/false_promotions] [--seed 0]
        [--splits 20]

Takes a folder with manifest.csv, clips/ and library/ (see `manifest_labels.py`), heard once with
the published model, three windows each. Everything is learned by `tagstudio.learning` alone, as the
program does: the residual on the root, folds by recording, thresholds by the answers out of fold.

1. *Own tags*: the ten genres of the excerpts clips/gtzan*, each as a tag that no model has, taught
   by 3 yes and 20 no, by 5 and 40, and by 15 and 9. AP is the average precision on recordings that
   were not answered, P and R are precision and recall of what is suggested there, `often` is how
   many times as often it is suggested as it is true.
2. *Suggestions*: F1 of the eight genres among the 50 tags, after 0 to 90 answered tracks.
3. *Other kinds of excerpts*: answers to excerpts of two seconds, judged on the other tracks of the
   manifest, and on excerpts that were not answered; changes of the macro ROC-AUC.

Means over random splits by recording; a third of the recordings is never answered.
"""

import argparse
import csv
from pathlib import Path

import numpy as np
from manifest_labels import GENRES
from numpy.typing import NDArray
from promotion_rounds import Music, music
from thresholds import f1_of

from tagstudio.learning.answers import weight_of_seconds
from tagstudio.learning.folds import FOLDS, folds_of
from tagstudio.learning.log_odds import sigmoid
from tagstudio.learning.residual import fit_residual
from tagstudio.learning.thresholds import (
    answered_threshold,
    on_the_scale_of,
    own_tag_threshold,
    top_share_threshold,
)
from tagstudio.library.models.default_thresholds import base_rate_threshold
from tagstudio.plugin_api.ranking_metrics import average_precision, roc_auc
from tagstudio.plugin_kit.training_set import OWN_TAG_PRIOR_ANSWERS

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

UNSEEN_SHARE = 1 / 3
OWN_TAG_ANSWERS = ((3, 20), (5, 40), (15, 9))
SUGGESTED_AFTER = (0, 30, 60, 90)  # tracks
OTHERS_AFTER = (20, 50, 100, 200)
SHORT_SECONDS = 2.0
MIN_OTHERS = 5  # yes to a tag among the other tracks


class World:
    """The excerpts and the other tracks, with what is so."""

    def __init__(self, data: Path, cache: Path) -> None:
        self.music: Music = music(data, cache)
        with (data / "manifest.csv").open(encoding="utf-8", newline="") as manifest:
            rows = list(csv.DictReader(manifest))
        with np.load(cache / "embedded.npz") as kept:
            rows = [rows[row] for row in kept["rows"]]
        self.tags = [tag for tag in dict.fromkeys(GENRES.values()) if tag]
        self.recordings = np.array([row["track"] for row in rows])
        self.genre = np.array([row["label"] for row in rows])
        self.labels = np.array(
            [[tag in row["tags"].split(";") for tag in self.tags] for row in rows]
        )
        self.excerpts = self.music.labelled
        self.others = np.setdiff1d(np.arange(len(rows)), self.excerpts)
        self.folds = folds_of(self.recordings.tolist())
        self.prior = self.music.prior[:, self.music.columns]
        self.rates = self.music.rates[self.music.columns]

    def split(self, seed: int) -> tuple[Rows, Rows]:
        """Return the excerpts that may be answered, in random order, and those never answered."""
        random = np.random.default_rng(seed)
        names = random.permutation(np.unique(self.recordings[self.excerpts]))
        unseen = np.isin(self.recordings[self.excerpts], names[: int(UNSEEN_SHARE * len(names))])
        return random.permutation(self.excerpts[~unseen]), self.excerpts[unseen]

    def fitted(
        self, prior: Floats, yes: NDArray[np.bool_], weights: Floats, rows: Rows
    ) -> tuple[Floats, Floats]:
        """Return the logits of all tracks by the copy to ship, and of `rows` out of fold.

        `prior` (m, k) of all tracks; `yes` and `weights` (n, k) of `rows`.
        """
        scaled, folds = self.music.scaled, self.folds[rows]
        out_of_fold = np.empty((len(rows), prior.shape[1]))
        for fold in range(-1, FOLDS):
            kept = folds != fold
            found = fit_residual(prior[rows[kept]], scaled[rows[kept]], yes[kept], weights[kept])
            if fold < 0:
                shipped = found.logits(prior, scaled)
            else:
                of_fold = rows[~kept]
                out_of_fold[~kept] = found.logits(prior[of_fold], scaled[of_fold])
        return shipped, out_of_fold


def main() -> None:
    """Print the three tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=lambda text: Path(text).absolute())
    parser.add_argument("--cache", type=Path, default=Path("demo/false_promotions"))
    parser.add_argument("--seed", type=int, default=0, help="of the first split")
    parser.add_argument("--splits", type=int, default=20)
    options = parser.parse_args()
    world = World(options.data, options.cache)
    seeds = range(options.seed, options.seed + options.splits)
    print_own_tags(world, seeds)
    print_suggestions(world, seeds)
    print_others(world, seeds)


def print_own_tags(world: World, seeds: range) -> None:
    """Print what is learned of each genre as a tag of the librarian's own."""
    print(
        "own tag          "
        + "".join(f"   {y} yes, {n:2} no: AP  P    R   often" for y, n in OWN_TAG_ANSWERS)
    )
    every = []
    for genre in GENRES:
        cells = [
            np.nanmean([own_tag(world, genre, given, seed) for seed in seeds], axis=0)
            for given in OWN_TAG_ANSWERS
        ]
        if np.isnan(cells).all():
            continue
        every.append(cells)
        print(f"{genre:17}" + "".join(own_tag_cell(cell) for cell in cells))
    print(f"{'mean':17}" + "".join(own_tag_cell(cell) for cell in np.mean(every, axis=0)))


def own_tag_cell(cell: Floats) -> str:
    """Return AP, precision, recall, and how often it is suggested."""
    return f"{cell[0]:19.2f} {cell[1]:.2f} {cell[2]:.2f} {cell[3]:6.1f}"


def own_tag(world: World, genre: str, given: tuple[int, int], seed: int) -> list[float]:
    """Teach one genre; return AP, precision, recall, suggested per true; nan for too few."""
    order, unseen = world.split(seed)
    is_so = world.genre == genre
    yes, no = order[is_so[order]][: given[0]], order[~is_so[order]][: given[1]]
    if len(yes) < given[0] or is_so[unseen].sum() < MIN_OTHERS:
        return [np.nan] * 4
    rows = np.concatenate([yes, no])
    said, weights = is_so[rows][:, None], np.ones((len(rows), 1))
    nothing_known = np.zeros((len(is_so), 1))
    shipped, out_of_fold = world.fitted(nothing_known, said, weights, rows)
    rate = (len(yes) + 1) / (len(rows) + OWN_TAG_PRIOR_ANSWERS)
    every = sigmoid(shipped[:, 0])
    of_yes = out_of_fold[said[:, 0], 0]
    line = own_tag_threshold(base_rate_threshold(rate), rate, of_yes, every)
    scores = every[unseen]
    _, precision, recall = f1_of(scores >= line, is_so[unseen])
    often = float((scores >= line).sum() / is_so[unseen].sum())
    return [average_precision(is_so[unseen], scores), precision, recall, often]


def print_suggestions(world: World, seeds: range) -> None:
    """Print F1 of what is suggested of the eight genres, by the thresholds of the library."""
    print("\nanswered tracks     F1  precision  recall")
    for count in SUGGESTED_AFTER:
        found = np.mean([suggestions(world, count, seed) for seed in seeds], axis=0)
        print(f"{count:15}  {found[0]:.3f}  {found[1]:9.2f}  {found[2]:6.2f}")


def suggestions(world: World, count: int, seed: int) -> Floats:
    """Answer so many tracks; return F1, precision and recall of the rest, means over the tags."""
    order, unseen = world.split(seed)
    rows = order[:count]
    yes = world.labels[rows]
    shipped, out_of_fold = world.prior, world.prior[rows]
    if count:
        shipped, out_of_fold = world.fitted(world.prior, yes, np.ones(yes.shape), rows)
    figures = []
    for k, rate in enumerate(world.rates.tolist()):
        before, scores = sigmoid(world.prior[:, k]), sigmoid(shipped[:, k])
        line = top_share_threshold(base_rate_threshold(rate), rate, before, np.empty(0))
        line = float(on_the_scale_of(before, scores, np.array([line]))[0])
        line = answered_threshold(line, out_of_fold[:, k], yes[:, k])
        figures.append(f1_of(scores[unseen] >= line, world.labels[unseen, k]))
    return np.mean(figures, axis=0)


def print_others(world: World, seeds: range) -> None:
    """Print what answers to short excerpts do to the others, and to excerpts."""
    print("\nanswered excerpts  others, by seconds  wholly  unseen excerpts, by seconds  wholly")
    for count in OTHERS_AFTER:
        by_seconds = weight_of_seconds(SHORT_SECONDS)
        cells = [
            np.mean([change(world, count, weight, seed) for seed in seeds], axis=0)
            for weight in (by_seconds, 1.0)
        ]
        (others, excerpts), (others_wholly, excerpts_wholly) = cells
        print(
            f"{count:17}  {others:+18.4f}  {others_wholly:+.3f}"
            f"  {excerpts:+27.4f}  {excerpts_wholly:+.3f}"
        )


def change(world: World, count: int, weight: float, seed: int) -> tuple[float, float]:
    """Return the changes of the macro ROC-AUC on the other tracks and on unseen excerpts."""
    order, unseen = world.split(seed)
    rows = order[:count]
    weights = np.full(world.labels[rows].shape, weight)
    shipped, _ = world.fitted(world.prior, world.labels[rows], weights, rows)
    return tuple(
        macro_auc(world.labels[of], shipped[of]) - macro_auc(world.labels[of], world.prior[of])
        for of in (world.others, unseen)
    )


def macro_auc(labels: NDArray[np.bool_], logits: Floats) -> float:
    """Return the mean ROC-AUC over the tags with MIN_OTHERS yes or more."""
    known = np.flatnonzero(labels.sum(axis=0) >= MIN_OTHERS)
    return float(np.mean([roc_auc(labels[:, k], logits[:, k]) for k in known]))


if __name__ == "__main__":
    main()
