"""Windows to go on training the starter with: drawn from labelled clips, scored by its teacher.

The test split of the clips is halved by a hash of the recording: one half is learned from, the
other stays untouched. A third of the windows are medleys, three to eight sections of clips one
behind the other, mostly of one label: the excerpts are short, and a piece of music changes.
"""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from crnn_tagger.audio.mel import BANDS, FRAMES, RANGE_DB, centre, clip_range
from crnn_tagger.from_scratch.data.augment_mel import at_level, eq_curves, render_windows
from crnn_tagger.from_scratch.data.augment_timbre import transfer_timbre
from crnn_tagger.from_scratch.data.mel_store import MelStore
from crnn_tagger.from_scratch.data.speed import frames_needed
from crnn_tagger.from_scratch.data.windows import (
    MAX_LOG_SPEED,
    Cut,
    draw_windows,
    length_weights,
    read_mel_windows,
)
from crnn_tagger.from_scratch.targets import Targets, output_tags, trainable_tags
from crnn_tagger.inference.runtime import with_folded_norms
from crnn_tagger.model.checkpoint import Checkpoint
from crnn_tagger.model.tensors import autocast, half_pays
from numpy.typing import NDArray

from tagstudio.plugin_api.clips import Clips
from tagstudio.plugin_api.examples import UNSEEN, YES
from tagstudio.plugin_api.splits import TEST, TRAIN, VALIDATION

BLOCK = 16  # windows that are drawn and scored at a time
NEW_WEIGHT = 3.0  # of a recording that the starter has not learned from yet
MEDLEYS, PLAIN, MODES = 3, 1, 8  # of every eight blocks; the others are augmented as in train-new
SECTIONS = (3, 9)  # of a medley, the end excluded
SAME_LABEL = 0.6  # the probability that all its sections have a label in common
MEDLEY_DB = 4.0  # the largest difference of their levels
STEPS, MAPS = 15, 128  # of the teacher's feature map
AUGMENT = frozenset({"crop", "speed", "mixup", "splice", "gain", "eq", "loop", "timbre"})

Rows = NDArray[np.int64]
Mix = tuple[Rows, NDArray[np.float64]]  # the clips of a window, and the fraction of each
CPU = torch.device("cpu")


@dataclass(frozen=True)
class Material:
    """Clips to draw from: rows of the store, their probabilities, their answers by row."""

    store: MelStore
    rows: Rows
    weights: NDArray[np.float64]
    answers: Mapping[int, NDArray[np.int8]]


def part_of(clips: Clips, part: str) -> NDArray[np.int64]:
    """Return the clips of "old", "new" (both to learn from), "validation" or "untouched"."""
    half = np.array([hashlib.sha256(group.encode()).digest()[0] % 2 for group in clips.groups])
    masks = {
        "old": clips.splits == TRAIN,
        "validation": clips.splits == VALIDATION,
        "new": (clips.splits == TEST) & (half == 1),
        "untouched": (clips.splits == TEST) & (half == 0),
    }
    return np.flatnonzero(masks[part])


def answers_of(clips: Clips, teacher: Checkpoint) -> NDArray[np.int8]:
    """Return the answers of all clips to the teacher's tags, (n, t)."""
    names = [tag.name for tag in output_tags(clips, teacher.card.tags)]
    answers = np.full((len(clips.ids), len(teacher.card.tags)), UNSEEN, np.int8)
    for column in np.flatnonzero(trainable_tags(clips)):
        place = names.index(clips.tags[column])
        if place < answers.shape[1]:
            answers[:, place] = clips.answers[:, column]
    return answers


def material(clips: Clips, store: MelStore, teacher: Checkpoint) -> Material:
    """Return the recordings to learn from; those that are new count NEW_WEIGHT times."""
    old, new = part_of(clips, "old"), part_of(clips, "new")
    chosen = [index for index in (*old, *new) if clips.ids[index] in set(store.ids)]
    rows = np.array([store.row(clips.ids[index]) for index in chosen], np.int64)
    weights = length_weights(store, rows) * np.where(np.isin(chosen, new), NEW_WEIGHT, 1.0)
    answers = answers_of(clips, teacher)
    by_row = {int(row): answers[index] for row, index in zip(rows, chosen, strict=True)}
    return Material(store, rows, weights / weights.sum(), by_row)


def record_of(tags: int) -> np.dtype[np.void]:
    """Return the type of a window in the file."""
    return np.dtype(
        [
            ("mel", np.uint8, (BANDS, FRAMES)),
            ("probabilities", np.float16, (tags,)),
            ("weights", np.float16, (tags,)),
            ("logits", np.float16, (tags,)),
            ("map", np.float16, (STEPS, MAPS)),
        ]
    )


def write_windows(file: Path, count: int, source: Material, teacher: Checkpoint) -> None:
    """Add windows to the file until it has `count`; block i depends on i alone."""
    record = record_of(len(teacher.card.tags))
    network = with_folded_norms(teacher.network).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    file.touch()
    done = file.stat().st_size // (record.itemsize * BLOCK)
    with file.open("rb+") as written, torch.no_grad():
        written.truncate(done * record.itemsize * BLOCK)
        written.seek(0, 2)
        for block in range(done, math.ceil(count / BLOCK)):
            decibels, labels = draw(source, block)
            with autocast(CPU, half_pays(CPU)):
                features = network.features(centre(decibels)).float()
            records = np.empty(BLOCK, record)
            lowest = decibels.amax(dim=(1, 2), keepdim=True) - RANGE_DB
            records["mel"] = ((decibels - lowest) * (255 / RANGE_DB)).round().byte().numpy()
            records["probabilities"] = labels.probabilities.numpy()
            records["weights"] = labels.weights.numpy()
            records["logits"] = network.head(features).numpy()
            records["map"] = features.numpy()
            written.write(records.tobytes())
            written.flush()


def draw(source: Material, block: int) -> tuple[torch.Tensor, Targets]:
    """Draw the windows of a block: decibels whose range is clipped, and their labels."""
    seed, mode = [7, block], block % MODES
    numbers = np.random.default_rng([*seed, 9])
    chosen = source.rows[numbers.choice(len(source.rows), BLOCK, p=source.weights)]
    if mode < MEDLEYS:
        medleys = [medley(source, int(row), numbers) for row in chosen]
        decibels, mixes = torch.stack([one for one, _ in medleys]), [mix for _, mix in medleys]
        if mode < MEDLEYS - 1:
            decibels = transfer_timbre(decibels, numbers) + eq_curves(BLOCK, seed)[:, :, None]
    else:
        augment = AUGMENT & {"crop"} if mode >= MODES - PLAIN else AUGMENT
        drawn = draw_windows(source.store, chosen, source.rows, augment, seed)
        decibels, lambdas = render_windows(source.store, drawn, augment, seed)
        pairs = np.stack([drawn.first.rows, drawn.second.rows], 1)
        mixes = [
            (pair, np.array([first, 1 - first]))
            for pair, first in zip(pairs, lambdas.tolist(), strict=True)
        ]
    return clip_range(decibels), labels_of(mixes, source)


def medley(source: Material, row: int, numbers: np.random.Generator) -> tuple[torch.Tensor, Mix]:
    """Put sections of some clips, the first of them `row`, one behind the other: (96, 1366)."""
    count = int(numbers.integers(*SECTIONS))
    edges = np.round(np.cumsum(numbers.dirichlet(np.full(count, 2.0))) * FRAMES).astype(np.int64)
    edges = np.concatenate([[0], edges[:-1], [FRAMES]])
    candidates = source.rows
    yes = source.answers[row] == YES
    if numbers.random() < SAME_LABEL and yes.any():
        alike = [one for one in candidates if (source.answers[int(one)][yes] == YES).any()]
        candidates = np.array(alike) if len(alike) >= SECTIONS[0] else candidates
    rows = np.concatenate([[row], numbers.choice(candidates, count - 1)])
    windows = read_mel_windows(source.store, _sections(source.store, rows, numbers))
    levels = numbers.uniform(-MEDLEY_DB, MEDLEY_DB, count).astype(np.float32)
    windows = at_level(windows, windows[:1], torch.from_numpy(levels))
    parts = [windows[i][:, edges[i] : edges[i + 1]] for i in range(count)]
    return torch.cat(parts, 1), (rows, np.diff(edges) / FRAMES)


def _sections(store: MelStore, rows: Rows, numbers: np.random.Generator) -> Cut:
    speeds = np.exp(numbers.uniform(-MAX_LOG_SPEED, MAX_LOG_SPEED, len(rows)))
    speeds[numbers.random(len(rows)) < 0.5] = 1
    held = np.array([store.frames(int(row)) for row in rows], np.int64)
    needed = [FRAMES if speed == 1 else frames_needed(speed) for speed in speeds]
    return Cut(rows, numbers.integers(np.maximum(held - needed, 0) + 1), speeds)


def labels_of(mixes: list[Mix], source: Material) -> Targets:
    """Return the labels of windows of several clips: of each clip by its fraction."""
    probabilities, weights = [], []
    for rows, fractions in mixes:
        answers = np.stack([source.answers[int(row)] for row in rows])
        seen = ((answers != UNSEEN) * fractions[:, None]).sum(0)
        yes = ((answers == YES) * fractions[:, None]).sum(0)
        probabilities.append(yes / np.maximum(seen, 1e-6))
        weights.append(np.minimum(seen, 1))
    return Targets(*(torch.from_numpy(np.stack(x)).float() for x in (probabilities, weights)))
