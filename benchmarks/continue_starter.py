"""Go on training the bundled starter on more recordings, with its teacher's scores.

    python -m tagstudio models train-new --data FOLDER/manifest.csv --prepare clips.npz
    python benchmarks/continue_starter.py windows clips.npz STORE TEACHER.safetensors FILE --count N
    python benchmarks/continue_starter.py fit clips.npz STORE TEACHER.safetensors FILE OUT
    python benchmarks/continue_starter.py judge clips.npz STORE TEACHER.safetensors OUT [OTHER ...]

The first two blocks stay as they are and each window passes them once, so that a step takes an
eighth of a whole one's time. In training, and only there, a linear output behind the fourth block
predicts the teacher's feature map, averaged over four sections of the window (Romero et al.,
"FitNets", ICLR 2015): fifty scores say little of a window.
"""

import argparse
import math
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from crnn_tagger.audio.mel import FRAMES, RANGE_DB, centre, clip_range
from crnn_tagger.from_scratch.data.mel_store import MelStore, fill
from crnn_tagger.from_scratch.data.windows import Cut, read_mel_windows
from crnn_tagger.from_scratch.spread import spread_factor, widen
from crnn_tagger.from_scratch.targets import (
    Scale,
    Targets,
    distillation_targets,
    loss,
    teacher_scale,
)
from crnn_tagger.from_scratch.validation import rank_correlation
from crnn_tagger.model.checkpoint import Checkpoint, feature_digest, load, round_matrices, save
from crnn_tagger.model.networks import K2C2, Network
from crnn_tagger.model.tensors import autocast, half_pays
from crnn_tagger.plugin import BUNDLED
from starter_windows import (
    BLOCK,
    CPU,
    MAPS,
    STEPS,
    answers_of,
    material,
    part_of,
    record_of,
    write_windows,
)
from torch import Tensor, nn
from torch.nn.functional import dropout, dropout2d, mse_loss

from tagstudio.core.progress import run
from tagstudio.plugin_api.clips import Clips
from tagstudio.plugin_api.ranking_metrics import mean_auc_of_defined_tags

FIXED = 2  # blocks
SECTIONS, SECTION_FRAMES = 4, 320  # of the map behind the fourth block
STEP_FRAMES, PAD = 96, 37  # of a step of the teacher's map; before the first
MAP_WEIGHT = 0.3
BATCH, WARM_UP, DECAY = 32, 40, 0.998
RATE, WEIGHT_DECAY = 1.5e-3, 0.02
SAVE_STEPS = 200
BLEND = 0.5


@dataclass
class Pool:
    """Windows to learn from: maps behind the fixed blocks, bfloat16 (n, 24, 85, 64), and targets.

    `sections` is the teacher's map averaged over the sections, (n, 128, 4).
    """

    maps: Tensor
    targets: Targets
    sections: Tensor


class Upper(nn.Module):
    """The trained part of a k2c2, and the output for the teacher's map."""

    def __init__(self, network: K2C2) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(network.blocks[FIXED:])
        self.output = network.output
        self.map = nn.Linear(4 * network.blocks[3].conv.out_channels, MAPS)
        for block in self.blocks:
            block.pool_first = True

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return outputs, (b, k), and the sections of the teacher's map, (b, 128, 4)."""
        x = self.blocks[1](self.blocks[0](dropout2d(x, 0.05, self.training)))  # (b, C, 4, 4)
        sections = self.map(x.permute(0, 3, 1, 2).flatten(2)).transpose(1, 2)
        x = self.blocks[2](dropout2d(x, 0.1, self.training)).flatten(1)
        return self.output(dropout(x, 0.1, self.training)), sections


def main() -> None:
    """Do one of the stages."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("stage", choices=("windows", "fit", "judge"))
    for name in ("clips", "store", "teacher"):
        parser.add_argument(name, type=Path)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--start", type=Path, default=BUNDLED / "starter.safetensors")
    parser.add_argument("--count", type=int, default=5000, help="windows in the file")
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument(
        "--blend", type=float, default=BLEND, help="of the way from the old weights to the new"
    )
    options = parser.parse_args()
    torch.set_num_threads(1)
    clips, teacher = Clips.load(options.clips), load(options.teacher)
    store = run(fill(options.store, clips))
    if options.stage == "windows":
        write_windows(options.files[0], options.count, material(clips, store, teacher), teacher)
    elif options.stage == "fit":
        fit(load(options.start), teacher, clips, store, options)
    else:
        judge([options.start, *options.files], clips, store, teacher)


def lower(network: K2C2, inputs: Tensor) -> Tensor:
    """Return the maps behind the fixed blocks: (b, 96, 1366) -> bfloat16 (b, 64, 24, 85)."""
    with torch.no_grad(), autocast(CPU, half_pays(CPU)):
        x = network.input_norm(inputs).unsqueeze(1).to(memory_format=torch.channels_last)
        for block in network.blocks[:FIXED]:
            x = block(x)
    return x.bfloat16()


def sections_of(maps: Tensor) -> Tensor:
    """Average the teacher's map over the sections: (b, 15, 128) -> (b, 128, 4)."""
    weights = torch.zeros(SECTIONS, STEPS)
    for section in range(SECTIONS):
        for step in range(STEPS):
            first = max(SECTION_FRAMES * section, STEP_FRAMES * step - PAD)
            last = min(SECTION_FRAMES * (section + 1), STEP_FRAMES * (step + 1) - PAD)
            weights[section, step] = max(0, last - first)
    return torch.einsum("sj,bjc->bcs", weights / weights.sum(1, keepdim=True), maps)


def read_pool(file: Path, network: K2C2, tags: int) -> Pool:
    """Pass all windows of a file through the fixed blocks."""
    record = record_of(tags)
    count = file.stat().st_size // record.itemsize
    records = np.memmap(file, record, "r", shape=(count,))
    maps = torch.empty(
        count, 24, 85, network.blocks[FIXED - 1].conv.out_channels, dtype=torch.bfloat16
    )
    for first in range(0, count, BLOCK):
        rows = slice(first, first + BLOCK)
        decibels = torch.from_numpy(records["mel"][rows].copy()).float() * (RANGE_DB / 255)
        maps[rows] = lower(network, centre(decibels)).permute(0, 2, 3, 1)
    probabilities, weights, logits, teacher = (
        torch.from_numpy(records[name].astype(np.float32))
        for name in ("probabilities", "weights", "logits", "map")
    )
    labels = Targets(probabilities, weights)
    return Pool(maps, distillation_targets(labels, logits), sections_of(teacher))


def batches(pool: Pool, steps: int, done: int) -> Iterator[tuple[Tensor, Targets, Tensor]]:
    """Yield random windows, half of them turned in time by sections, half with masks."""
    for step in range(done, steps):
        numbers = np.random.default_rng([0, step])
        torch.manual_seed(step)
        rows = torch.from_numpy(numbers.integers(0, len(pool.maps), BATCH))
        maps, sections = pool.maps[rows].permute(0, 3, 1, 2), pool.sections[rows].clone()
        for window, map_ in zip(maps, sections, strict=True):
            if numbers.random() < 0.5:
                turned, steps_each = int(numbers.integers(1, SECTIONS)), SECTION_FRAMES // 16
                whole = window[:, :, : SECTIONS * steps_each]
                whole.copy_(whole.roll(turned * steps_each, 2))
                map_.copy_(map_.roll(turned, 1))
            if numbers.random() < 0.5:
                mean = window.mean((1, 2), keepdim=True)
                for axis, widest in ((1, 3), (2, 11)):
                    width = int(numbers.integers(1, widest + 1))
                    start = int(numbers.integers(window.shape[axis] - width + 1))
                    window.narrow(axis, start, width).copy_(mean.expand(-1, 1, 1))
        t = pool.targets
        assert t.logits is not None
        yield maps, Targets(t.probabilities[rows], t.weights[rows], t.logits[rows]), sections


def fit(
    start: Checkpoint,
    teacher: Checkpoint,
    clips: Clips,
    store: MelStore,
    options: argparse.Namespace,
) -> None:
    """Train on the windows of the first file; write the averaged network to the second.

    The weights are then taken back part of the way to those of the start: both networks err in
    other ways, and with the same first weights their mean follows the teacher better than each of
    them (Wortsman et al., "Robust fine-tuning of zero-shot models", CVPR 2022). The state
    of the training is in a file beside the second; the same command goes on where it was.
    """
    file, out = options.files
    network = start.network
    assert isinstance(network, K2C2)
    before = deepcopy(network.state_dict())
    pool = read_pool(file, network, len(start.card.tags))
    assert pool.targets.logits is not None
    scale = teacher_scale(start.card.tags, pool.targets.logits)
    with torch.no_grad():
        network.output.weight.div_(scale.spread[:, None])
        network.output.bias.sub_(scale.middle).div_(scale.spread)
    torch.manual_seed(0)
    mean = train(Upper(network), pool, scale, options.steps, out.with_suffix(".state"))
    with torch.no_grad():
        mean.output.weight.mul_(scale.spread[:, None])
        mean.output.bias.mul_(scale.spread).add_(scale.middle)
    for name, weight in network.eval().state_dict().items():  # the trained parts are its own
        if weight.is_floating_point():
            weight.copy_(torch.lerp(before[name], weight, options.blend))
    rows = [store.row(clips.ids[index]) for index in part_of(clips, "validation")]
    own, other = (scores(one, store, rows) for one in (network, teacher.network))
    widen(network, scale.middle, spread_factor(own, other))
    round_matrices(network)
    card = replace(start.card, feature_digest=feature_digest(network, start.card.recipe))
    save(out, network, card, new=True)


def train(upper: Upper, pool: Pool, scale: Scale, steps: int, state: Path) -> Upper:
    """Return the averaged weights after `steps` steps."""
    deviation, middle = pool.sections.std((0, 2)).clamp(min=0.05), pool.sections.mean((0, 2))
    upper.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    matrices = [p for p in upper.parameters() if p.ndim > 1]
    others = [p for p in upper.parameters() if p.ndim <= 1]
    groups = [{"params": matrices}, {"params": others, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, RATE, weight_decay=WEIGHT_DECAY)
    mean, done = {name: one.clone() for name, one in upper.state_dict().items()}, 0
    if state.exists():
        kept = torch.load(state)
        upper.load_state_dict(kept["upper"])
        optimizer.load_state_dict(kept["optimizer"])
        mean, done = kept["mean"], kept["done"]
    upper.train()
    for step, (maps, targets, sections) in enumerate(batches(pool, steps, done), done + 1):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1, step / WARM_UP) * (1 + math.cos(math.pi * step / steps)) / 2
        with autocast(CPU, half_pays(CPU)):
            outputs, predicted = upper(maps)
        wanted = (sections - middle[:, None]) / deviation[:, None]
        total = loss(outputs.float(), targets, scale)
        optimizer.zero_grad()
        (total + MAP_WEIGHT * mse_loss(predicted.float(), wanted)).backward()
        optimizer.step()
        average(upper, mean, step)
        if step % SAVE_STEPS == 0 or step == steps:
            kept = {"upper": upper.state_dict(), "mean": mean, "done": step}
            torch.save(kept | {"optimizer": optimizer.state_dict()}, state)
            print(f"step {step} of {steps}: loss {float(total.detach()):.4f}", flush=True)
    upper.load_state_dict(mean)
    return upper


@torch.no_grad()
def average(upper: Upper, mean: dict[str, Tensor], step: int) -> None:
    """Keep the gains of the batch norms above 0, and move the averaged weights."""
    for block in upper.blocks:
        block.norm.weight.clamp_(min=1e-3)
    for name, one in upper.state_dict().items():
        if one.is_floating_point():
            mean[name].lerp_(one, max(1 - DECAY, 9 / (10 + step)))
        else:
            mean[name].copy_(one)


def scores(network: Network, store: MelStore, rows: list[int]) -> np.ndarray:
    """Return the scores of the middle window of some clips, (n, tags)."""
    found = []
    with torch.inference_mode():
        for first in range(0, len(rows), BLOCK):
            some = np.array(rows[first : first + BLOCK], np.int64)
            starts = np.array([(store.frames(int(row)) - FRAMES) // 2 for row in some], np.int64)
            decibels = clip_range(read_mel_windows(store, Cut(some, starts, np.ones(len(some)))))
            found.append(network.eval()(centre(decibels)).sigmoid())
    return torch.cat(found).numpy()


def judge(files: list[Path], clips: Clips, store: MelStore, teacher: Checkpoint) -> None:
    """Print the figures of networks on the untouched recordings, and differences to the first."""
    part = part_of(clips, "untouched")
    answers = answers_of(clips, teacher)[part]
    rows = [store.row(clips.ids[index]) for index in part]
    wanted = scores(teacher.network, store, rows)
    found = {file.stem: scores(load(file).network, store, rows) for file in files}
    first = found[files[0].stem]
    numbers = np.random.default_rng(0)
    draws = [numbers.integers(0, len(part), len(part)) for _ in range(1000)]
    for name, own in {**found, "teacher": wanted}.items():
        print(f"{name}: rank correlation {rank_correlation(own, wanted):.3f}", end=", ")
        print(f"ROC-AUC {mean_auc_of_defined_tags(answers, own):.3f}", end="; less the first:")
        for differ in (
            [
                rank_correlation(own[d], wanted[d]) - rank_correlation(first[d], wanted[d])
                for d in draws
            ],
            [
                mean_auc_of_defined_tags(answers[d], own[d])
                - mean_auc_of_defined_tags(answers[d], first[d])
                for d in draws
            ],
        ):
            print(" {:+.3f} to {:+.3f}".format(*np.percentile(differ, [2.5, 97.5])), end=";")
        print()


if __name__ == "__main__":
    main()
