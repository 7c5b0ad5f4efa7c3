"""The time until the tag timeline of a track is there, stage by stage.

    python benchmarks/tag_timeline.py MODEL.safetensors TRACK [TRACK ...] [--exact]

`--exact` also scores every window on its own, decoded by itself, in single precision, and prints
the largest difference of a quick score. The stages run one after the other, as in the program.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from crnn_tagger.audio.mel import HOP_SAMPLES, HZ, WINDOW_SAMPLES, log_mel
from crnn_tagger.inference import sliding_window
from crnn_tagger.inference.runtime import RuntimeOptions
from crnn_tagger.inference.scorer import Scorer
from crnn_tagger.model.checkpoint import load

from tagstudio.audio.decoding.stream import stream
from tagstudio.plugin_api import TrackRef


def main() -> None:
    """Print a row per track."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("tracks", type=Path, nargs="+")
    parser.add_argument("--exact", action="store_true")
    options = parser.parse_args()
    checkpoint = load(options.model)
    quick = Scorer(checkpoint, torch.device("cpu"))
    exact = Scorer(checkpoint, quick.device, RuntimeOptions("torch", "single"))
    warm_up(quick)
    print(f"{torch.get_num_threads()} threads. {quick.runtime_message}")
    print("track seconds  windows  decode ms  + mel ms  first scores ms  all ms  ms per window")
    for path in map(str, options.tracks):
        measure(quick, path)
        if options.exact:
            print(f"   off by at most {deviation(quick, exact, path):.4f}")


def warm_up(scorer: Scorer) -> None:
    """Run once, which loads the filterbank and the kernels."""
    scorer(log_mel(np.ones((scorer.batch, WINDOW_SAMPLES), np.float32), scorer.recipe))


def measure(scorer: Scorer, path: str) -> None:
    """Print the times of one track."""
    start = time.perf_counter()
    samples = sum(len(block) for block in stream(path, HZ))
    decoded = time.perf_counter() - start
    start = time.perf_counter()
    made, first, windows = 0.0, 0.0, 0
    for step in sliding_window.predict_windows(scorer, TrackRef(0, path)):
        now = time.perf_counter() - start
        made = made if step else now
        first = first or (now if step else 0.0)
        windows += len(step)
    total = time.perf_counter() - start
    print(
        f"{samples / HZ:13.0f}  {windows:7}  {decoded * 1000:9.0f}  {made * 1000:8.0f}"
        f"  {first * 1000:15.0f}  {total * 1000:6.0f}  {(total - made) * 1000 / windows:13.1f}"
    )


def deviation(quick: Scorer, exact: Scorer, path: str) -> float:
    """Return the greatest difference between a quick score and that of the window by itself."""
    samples = np.concatenate(list(stream(path, HZ)))
    worst = 0.0
    for step in sliding_window.predict_windows(quick, TrackRef(0, path)):
        for window in step:
            start = round(window.start * HZ / HOP_SAMPLES) * HOP_SAMPLES
            filled = np.resize(samples[start : start + WINDOW_SAMPLES], WINDOW_SAMPLES)
            scores, _ = exact(log_mel(filled[None], exact.recipe))
            worst = max(worst, float(np.abs(scores[0] - window.scores).max()))
    return worst


if __name__ == "__main__":
    main()
