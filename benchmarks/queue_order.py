"""Is the review queue's order worth it: macro ROC-AUC by the number of answered tracks, by order.

    python benchmarks/queue_order.py ../shared/data [--splits 16] [--seed 0]

The labelled tracks are the excerpts clips/gtzan*; a third of them is never answered and measures.
The others are answered in the order of the queue, 10 to 140 of them, all eight genres of each;
after each step the linear residual is fitted anew and the queue is asked again, as in the program.
The orders are those of `engine.active_learning.acquisition`: `random`; `uncertain`, by the
uncertainty of all tags; `diverse`, k-center greedy; `mixed`, the program's cycle. Disagreement with
the file's own genre is left out: these files name none.
"""

import argparse
from itertools import cycle, islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from promotion_rounds import Music, Rows, music, roc_aucs

from tagstudio.engine.active_learning import acquisition
from tagstudio.learning.residual import fit_residual

STEPS = (10, 20, 30, 40, 60, 80, 100, 140)  # answered tracks
MIX = ("uncertain", "uncertain", "uncertain", "diverse", "random")  # the disagreeing fall to it
ORDERS = ("random", "uncertain", "diverse", "mixed")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=lambda text: Path(text).absolute())
    parser.add_argument("--cache", type=Path, default=Path("demo/false_promotions"))
    parser.add_argument("--splits", type=int, default=16)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    of = music(options.data, options.cache)
    seeds = range(options.seed, options.seed + options.splits)
    print("answered  " + "  ".join(f"{step:6}" for step in STEPS))
    at_random: NDArray[np.float64] | None = None
    for order in ORDERS:
        found = np.array([curve(of, order, seed) for seed in seeds])
        print(f"{order:9} " + "  ".join(f"{auc:.4f}" for auc in found.mean(axis=0)), flush=True)
        at_random = found if at_random is None else at_random
        error = (found - at_random).std(axis=0, ddof=1) / np.sqrt(len(found))
        print("+-        " + "  ".join(f"{one:6.4f}" for one in error))


def curve(of: Music, order: str, seed: int) -> list[float]:
    """Return the macro ROC-AUC on the unanswered third after each of STEPS."""
    random = np.random.default_rng(seed)
    shuffled = random.permutation(len(of.labelled))
    unseen, pool = shuffled[: len(shuffled) // 3], shuffled[len(shuffled) // 3 :]
    answered: list[int] = []
    logits = of.prior
    aucs = []
    for step in STEPS:
        left = np.setdiff1d(pool, answered)
        left = left[random.permutation(len(left))]
        count = step - len(answered)
        places = chosen(orders(of, logits, left, answered, count), order, count)
        answered += left[places].tolist()
        rows, labels = of.labelled[answered], of.labels[answered]
        prior = of.prior[:, of.columns]
        found = fit_residual(prior[rows], of.scaled[rows], labels, np.ones(labels.shape))
        logits = of.prior.copy()
        logits[:, of.columns] = found.logits(prior, of.scaled)
        scores = logits[of.labelled[unseen]][:, of.columns]
        aucs.append(float(roc_aucs(of.labels[unseen], scores).mean()))
    return aucs


def orders(
    of: Music, logits: NDArray[np.float64], left: Rows, answered: list[int], count: int
) -> dict[str, list[int]]:
    """Return the places of the labelled tracks `left`, which are in random order, by each order."""
    rows = of.labelled[left]
    scores = (1 / (1 + np.exp(-logits[rows]))).astype(np.float32)
    thresholds = 1 / (1 + np.exp(-np.log(of.rates / (1 - of.rates)) / 2))
    margin = acquisition.margins(scores, thresholds.astype(np.float32))
    uncertain = np.argsort(-acquisition.uncertainty(margin).sum(axis=1), kind="stable")
    points = of.scaled.astype(np.float32)
    covered = points[of.labelled[answered]] if answered else points[:0]
    at_random = list(range(len(left)))
    diverse = acquisition.k_center_greedy(points[rows], covered, count)
    return {
        "random": at_random,
        "uncertain": uncertain.tolist(),
        "diverse": [*diverse, *at_random],
    }


def chosen(found: dict[str, list[int]], order: str, count: int) -> list[int]:
    """Return the first `count` places of an order; of the mixed one, of all in turn."""
    if order != "mixed":
        return found[order][:count]
    taken: list[int] = []
    for name in islice(cycle(MIX), count):
        taken.append(next(place for place in found[name] if place not in taken))
    return taken


if __name__ == "__main__":
    main()
