"""Training speed on this machine, beside a plain loop of torch in the same run.

    python benchmarks/training.py [FOLDER] [--clips 16] [--device auto] [--sizes 50 100 200]

The first table trains all layers of the published network (396,786 parameters) on windows of 29 s:
forward, backward and optimizer step, milliseconds a clip and clips a second. `ours` is the step of
`--depth full`; `plain` is the same network with torch's own autograd, ADAM and dropout, in float32
and with autocast in bfloat16. On a graphics card the windows are copied from the processor's memory
in every step.

With FOLDER, which benchmarks/learning_curve.py describes, the second table trains on cached
features: seconds of a whole `train` of the plugin at the depths head and recurrent, with all
shadows, validation and writing, beside 30 plain epochs over the GRUs and the output layer in
batches of 16. One thread, processor time; the best of --repeats.
"""

import argparse
import platform
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from crnn_tagger.audio.mel import BANDS, FRAMES
from crnn_tagger.inference.device import choose_device
from crnn_tagger.model.checkpoint import load
from crnn_tagger.model.layers import GRU, hard_sigmoid
from crnn_tagger.model.networks import CRNNConfig, Network, build
from crnn_tagger.model.tensors import autocast, half_pays
from crnn_tagger.training.adam import Adam
from learning_curve import GENRES, MODEL, Curve, Split, installed, random_split, score_files
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, dropout, elu, max_pool2d, pad

from tagstudio.core.memory import keep_freed_memory
from tagstudio.plugin_api.examples import YES

TAGS = 50
PLAIN_EPOCHS, PLAIN_BATCH, PLAIN_RATE = 30, 16, 1e-3
Step = Callable[[], None]


def main() -> None:
    """Print both tables."""
    options = arguments()
    device, _ = choose_device(options.device)
    print(machine(device))
    print_steps(device, options)
    if options.data is not None:
        torch.set_num_threads(1)
        print_trainings(options)


def arguments() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=lambda text: Path(text).absolute(), nargs="?")
    parser.add_argument("--cache", type=Path, default=Path("demo/learning_curve"))
    parser.add_argument("--clips", type=int, default=16, help="of a step")
    parser.add_argument("--steps", type=int, default=3, help="timed, of which the median counts")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--sizes", type=int, nargs="+", default=[50, 100, 200])
    parser.add_argument("--repeats", type=int, default=2)
    return parser.parse_args()


def machine(device: torch.device) -> str:
    """Return one line that names the processor or graphics card, and the versions."""
    if device.type == "cuda":
        return f"{torch.cuda.get_device_name()}, torch {torch.__version__}"
    cores = f"{torch.get_num_threads()} threads"
    return f"{_processor()}, {cores}, torch {torch.__version__}, Python {platform.python_version()}"


def _processor() -> str:
    found = Path("/proc/cpuinfo")
    lines = found.read_text(encoding="utf-8").splitlines() if found.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


# ---- all layers, from windows


def print_steps(device: torch.device, options: argparse.Namespace) -> None:
    """Print the time per clip, plain and ours; the plain ones first, before memory is kept."""
    network = random_network()
    windows = torch.randn(options.clips, BANDS, FRAMES).half()
    targets = torch.rand(options.clips, TAGS, device=device)
    makers = {
        "plain, float32": lambda: plain_step(network, windows, targets, half=False),
        "plain, bfloat16": lambda: plain_step(network, windows, targets, half=True),
        "ours": lambda: our_step(network, windows, targets),
    }
    print(f"\nAll layers, {options.clips} clips a step")
    print(f"{'':<20}{'ms a clip':>10}{'clips/s':>9}{'ratio':>7}")
    first = None
    for name, make in makers.items():
        if name == "ours":
            keep_freed_memory()
        seconds = median_seconds(make(), options.steps, device) / options.clips
        first = first or seconds
        ratio = seconds / first
        print(f"{name:<20}{1000 * seconds:>10.1f}{1 / seconds:>9.1f}{ratio:>7.2f}", flush=True)


def random_network() -> Network:
    """Return a network of the published size; its weights do not matter for time."""
    torch.manual_seed(0)
    network = build(CRNNConfig())
    for part in network.modules():
        if isinstance(part, nn.modules.batchnorm._BatchNorm):
            part.running_mean.normal_(0, 0.1)
            part.running_var.uniform_(0.5, 2)
    return network


def our_step(network: Network, windows: Tensor, targets: Tensor) -> Step:
    """Return a step of the depth `full`."""
    device = targets.device
    network = evaluating_norms(network.to(device))
    adam = Adam(list(network.parameters()), fused=device.type in ("cpu", "cuda"))
    adam.rate = 1e-4

    def step() -> None:
        with autocast(device, half_pays(device)):
            logits = network(copied_to(windows, device))
        take_step(adam, binary_cross_entropy_with_logits(logits.float(), targets))

    return step


def evaluating_norms(network: Network) -> Network:
    """Switch a network to training, but for the statistics of its batch norms."""
    network.requires_grad_(True).train()
    for part in network.modules():
        if isinstance(part, nn.modules.batchnorm._BatchNorm):
            part.eval()
    return network


def plain_step(network: Network, windows: Tensor, targets: Tensor, half: bool) -> Step:
    """Return a step of the usual kind."""
    device = targets.device
    plain = Plain(network).to(device)
    adam = torch.optim.Adam(plain.parameters(), 1e-4)

    def step() -> None:
        with torch.autocast(device.type, torch.bfloat16, enabled=half):
            logits = plain(copied_to(windows, device))
        take_step(adam, binary_cross_entropy_with_logits(logits.float(), targets))

    return step


def copied_to(windows: Tensor, device: torch.device) -> Tensor:
    """Return windows, kept in half precision, in float32 on the device."""
    if device.type == "cuda":
        windows = windows.pin_memory().to(device, non_blocking=True)
    return windows.to(device, torch.float32)


def take_step(adam: Adam | torch.optim.Adam, loss: Tensor) -> None:
    """Take one step."""
    adam.zero_grad()
    loss.backward()
    adam.step()


def median_seconds(step: Step, steps: int, device: torch.device) -> float:
    """Return the median time of a step, after a first one that does not count."""
    found = []
    for _ in range(steps + 1):
        started = time.perf_counter()
        step()
        if device.type == "cuda":
            torch.cuda.synchronize()
        found.append(time.perf_counter() - started)
    return float(np.median(found[1:]))


class Plain(nn.Module):
    """The CRNN without optimizations but pooling before the ELU."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.parts = network
        self.grus = nn.ModuleList([PlainGRU(network.gru1), PlainGRU(network.gru2)])
        evaluating_norms(network)

    def forward(self, x: Tensor) -> Tensor:
        """Map (batch, 96, 1366) to logits, (batch, tags)."""
        x = self.parts.input_norm(pad(x, (37, 37))).unsqueeze(1)
        for block in self.parts.blocks:
            x = elu(max_pool2d(block.norm(block.conv(x)), block.pool))
            x = dropout(x, 0.1)
        return self.head(x.squeeze(2).transpose(1, 2))

    def head(self, features: Tensor) -> Tensor:
        """Map (batch, 15, maps) to logits."""
        last = self.grus[1](self.grus[0](features))[:, -1]
        return self.parts.output(dropout(last, 0.3))


class PlainGRU(nn.Module):
    """The GRU written by its formulas, differentiated by torch."""

    def __init__(self, gru: GRU) -> None:
        super().__init__()
        self.gru = gru

    def forward(self, x: Tensor) -> Tensor:
        """Return the state after each step: (batch, steps, inputs) -> (batch, steps, units)."""
        gru, units = self.gru, self.gru.units
        state, states = x.new_zeros(len(x), units), []
        for inward in gru.inward(x).unbind(dim=1):
            both = hard_sigmoid(inward[:, : 2 * units] + gru.gates(state))
            update, reset = both.chunk(2, dim=1)
            tried = torch.tanh(inward[:, 2 * units :] + gru.candidate(reset * state))
            state = update * state + (1 - update) * tried
            states.append(state)
        return torch.stack(states, dim=1)


# ---- the layers behind cached features


def print_trainings(options: argparse.Namespace) -> None:
    """Print seconds of whole trainings, for one split."""
    with tempfile.TemporaryDirectory() as scratch:
        tagger = installed(options.data, Path(scratch))
        scored = score_files(tagger, options)
        curve = Curve(tagger, scored, Path(scratch))
        gtzan = np.array([file.startswith("clips/gtzan") for file in scored.files])
        split = random_split(scored, gtzan, ~gtzan, 0)
        print("\nFrom cached features, one thread, seconds of processor time")
        print(f"{'corrected':<12}{'plain':>8}{'head':>8}{'ratio':>7}{'recurrent':>11}{'ratio':>7}")
        for size in options.sizes:
            plain, head, recurrent = training_seconds(curve, split, size, options.repeats)
            figures = f"{head:>8.2f}{head / plain:>7.2f}{recurrent:>11.2f}{recurrent / plain:>7.2f}"
            print(f"{size:<12}{plain:>8.2f}{figures}", flush=True)


def training_seconds(curve: Curve, split: Split, size: int, repeats: int) -> list[float]:
    """Return the shortest of some repeats: plain, head, recurrent, one after the other."""
    scored, rows, columns = curve.scored, split.corrected[:size], curve.scored.columns(GENRES)
    targets = scored.scores[rows]
    targets[:, columns] = scored.labels[np.ix_(rows, columns)] == YES
    features = torch.from_numpy(scored.features[rows].astype(np.float32))
    model = curve.scratch / "models" / f"{MODEL}.safetensors"
    examples = curve.examples(rows, split.sample, columns)
    found = [
        [
            plain_training(model, features, torch.from_numpy(targets)),
            curve.train(examples, "head", 0)[2],
            curve.train(examples, "recurrent", 0)[2],
        ]
        for _ in range(repeats)
    ]
    shortest: list[float] = np.min(found, axis=0).tolist()
    return shortest


def plain_training(model: Path, features: Tensor, targets: Tensor) -> float:
    """Return the seconds of 30 epochs over the layers behind the features."""
    network = load(model).network
    plain = Plain(network)
    behind = [w for n, w in network.named_parameters() if n.startswith(network.behind_features)]
    adam = torch.optim.Adam(behind, PLAIN_RATE)
    started = time.process_time()
    for _ in range(PLAIN_EPOCHS):
        for rows in torch.randperm(len(features)).split(PLAIN_BATCH):
            logits = plain.head(features[rows])
            take_step(adam, binary_cross_entropy_with_logits(logits, targets[rows]))
    return time.process_time() - started


if __name__ == "__main__":
    main()
