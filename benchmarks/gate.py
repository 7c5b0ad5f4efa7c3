"""Error rates of the gate: simulated rounds of training with random and with true labels.

    python benchmarks/gate.py ../shared/data [--random 200] [--true 50] [--depth recurrent]

Each round takes 35 % of the recordings of clips/gtzan* as the test set, trains a candidate on 200
corrected tracks with the plugin's own `train`, and asks the program's own gate. With random labels
at most 5 % of the candidates may pass; with true labels at least 80 % should.
"""

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from learning_curve import GENRES, Curve, Scored, Split, installed, random_split, score_files
from numpy.typing import NDArray

from tagstudio.engine.evaluation.bootstrap import auc_difference
from tagstudio.plugin_api import TrainOptions
from tagstudio.plugin_api.examples import NO, UNSEEN, YES

CORRECTED = 200


def main() -> None:
    """Print the number of candidates that pass."""
    options = arguments()
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as scratch:
        tagger = installed(options.data, Path(scratch))
        scored = score_files(tagger, options)
        curve = Curve(tagger, scored, Path(scratch))
        gtzan = np.array([file.startswith("clips/gtzan") for file in scored.files])
        for kind, rounds in (("true", options.true), ("random", options.random)):
            passed = 0
            for seed in range(rounds):
                split = random_split(scored, gtzan, ~gtzan, seed)
                passed += passes(curve, split, options.depth, kind == "random", seed)
                done = seed + 1
                print(f"{kind} labels: {passed} of {done} pass ({passed / done:.1%})", flush=True)


def arguments() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=lambda text: Path(text).absolute())
    parser.add_argument("--cache", type=Path, default=Path("demo/learning_curve"))
    parser.add_argument("--random", type=int, default=200)
    parser.add_argument("--true", type=int, default=50)
    parser.add_argument("--depth", default="head")
    return parser.parse_args()


def passes(curve: Curve, split: Split, depth: str, shuffled: bool, seed: int) -> bool:
    """Train one candidate and ask the gate."""
    scored, columns = curve.scored, curve.scored.columns(GENRES)
    examples = curve.examples(split.corrected[:CORRECTED], split.rehearsal, columns)
    if shuffled:
        examples = replace(examples, targets=random_answers(examples.targets, columns, seed))
    path = curve.scratch / "gate.npz"
    examples.save(path)
    name = f"gate {seed} {shuffled}"
    for _ in curve.tagger.train(path, TrainOptions("msd-crnn", name, depth, "cpu", seed)):
        pass
    scores = curve.scores(name)
    labels = test_labels(scored, split, columns)
    rows = np.ix_(split.test, columns)
    groups = [str(recording) for recording in scored.recordings[split.test]]
    return auc_difference(labels, scored.scores[rows], scores[rows], groups, seed).proven


def random_answers(targets: NDArray[np.int8], columns: list[int], seed: int) -> NDArray[np.int8]:
    """Return answers that are independent of the tracks: each track has another one's."""
    shuffled = targets.copy()
    answered = np.flatnonzero((targets[:, columns] != UNSEEN).any(axis=1))
    order = np.random.default_rng(seed).permutation(answered)
    shuffled[answered] = targets[order]
    return shuffled


def test_labels(scored: Scored, split: Split, columns: list[int]) -> NDArray[np.int8]:
    """Return YES and NO of the test set, (tracks, columns)."""
    labels = scored.labels[np.ix_(split.test, columns)]
    return np.where(labels == YES, YES, NO).astype(np.int8)


if __name__ == "__main__":
    main()
