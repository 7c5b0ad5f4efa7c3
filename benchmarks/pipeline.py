"""From file to tags: how fast, where the time goes, and how near that is to the machine's limit.

    python benchmarks/pipeline.py FOLDER [--model MODEL.safetensors] [--tracks 248] [--growth N]

FOLDER holds music at full length; it is repeated until there are as many tracks as asked for. The
model is the one that comes with the program, unless a file is named. In one run: core milliseconds
per stage, the naive pipeline (librosa decodes the whole file, librosa's mel, torch as it is, one
track after the other), ours, and the floor: all stages' core time over the number of cores. Then
the runtimes with the largest difference of a score from single precision. `--growth` scores N
tracks (a clip of two seconds, again and again) and prints the memory on the way. With a CUDA
card there is a table of its own. musicnn is measured where it can be imported.
"""

import argparse
import os
import platform
import resource
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr
import torch
from crnn_tagger.audio.mel import (
    BANDS,
    FRAMES,
    HZ,
    WINDOW_SAMPLES,
    WINDOW_SECONDS,
    fill_window,
    log_mel,
)
from crnn_tagger.inference.predict import predict
from crnn_tagger.inference.runtime import RuntimeOptions, with_folded_norms
from crnn_tagger.inference.scorer import Scorer, sigmoid
from crnn_tagger.model.checkpoint import Checkpoint, load
from crnn_tagger.plugin import BUNDLED

from tagstudio.audio.decoding.windows import read_windows
from tagstudio.audio.files.formats import is_audio
from tagstudio.plugin_api import TrackRef

CPU = torch.device("cpu")
EXACT = RuntimeOptions("torch", "single")
NAIVE_TRACKS = 8
STAGE_TRACKS = 31
WISHES = {
    "torch, single": EXACT,
    "torch, half": RuntimeOptions("torch"),
    "OpenVINO, single": RuntimeOptions("openvino", "single"),
    "OpenVINO, half": RuntimeOptions("openvino"),
}
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def main() -> None:
    """Print all tables."""
    options = arguments()
    files = sorted(str(p) for p in options.folder.rglob("*") if is_audio(p))
    if not files:
        raise SystemExit(f"{options.folder} holds no music.")
    print_machine()
    print_music(files)
    checkpoint = load(options.model)
    refs = [TrackRef(i, files[i % len(files)]) for i in range(options.tracks)]
    compare(checkpoint, files, refs)
    runtimes(checkpoint, files)
    if find_spec("musicnn"):
        musicnn(files[:4])
    if options.growth:
        growth(checkpoint, options.growth)
    if torch.cuda.is_available():
        card_table(checkpoint, refs, torch.device("cuda"))


def arguments() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", type=Path, default=next(BUNDLED.glob("*.safetensors")))
    parser.add_argument("--tracks", type=int, default=248)
    parser.add_argument("--growth", type=int, default=0)
    return parser.parse_args()


def print_machine() -> None:
    """Print processor and versions."""
    cpu = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        cpu = next((ln.partition(":")[2].strip() for ln in lines if "model name" in ln), cpu)
    names = ["torch", "openvino", "numpy", "soundfile", "soxr", "librosa"]
    found = [f"{name} {version(name)}" for name in names if find_spec(name)]
    print(f"{cpu}, {CORES} cores; {', '.join(found)}")


def print_music(files: list[str]) -> None:
    """Print how much music there is, and warn of clips."""
    seconds = [soundfile.info(file).duration for file in files]
    size = sum(Path(file).stat().st_size for file in files)
    print(
        f"{len(files)} files of {np.mean(seconds):.0f} s on average,"
        f" {size * 8 / sum(seconds) / 1000:.0f} kbit/s"
    )
    if np.mean(seconds) < 2 * WINDOW_SECONDS:
        print("These are clips: whole tracks take longer to decode, above all the naive way.")


def compare(checkpoint: Checkpoint, files: list[str], refs: list[TrackRef]) -> None:
    """Print the stages, the naive pipeline and ours."""
    scorer = Scorer(checkpoint, CPU)
    before = stages(scorer, files[:STAGE_TRACKS])
    slow = 1000 * naive(checkpoint, files[:NAIVE_TRACKS])
    began, used = time.perf_counter(), time.process_time()
    scored = sum(len(batch) for batch in predict(scorer, refs))
    seconds, used = time.perf_counter() - began, time.process_time() - used
    ours = 1000 * seconds / scored
    after = stages(scorer, files[:STAGE_TRACKS])  # a machine's pace changes: the mean of both
    print(f"\n{checkpoint.card.title}. {scorer.runtime_message}\n")
    print("stage               core ms a track")
    core = {name: (before[name] + after[name]) / 2 for name in before}
    for name, milliseconds in core.items():
        print(f"{name:20}{milliseconds:15.1f}")
    floor = sum(core.values()) / CORES
    print(f"{'sum':20}{sum(core.values()):15.1f}\nfloor, on {CORES} cores {floor:15.1f}")
    print("\npipeline   ms a track   tracks/s")
    print(f"naive      {slow:10.1f} {1000 / slow:10.1f}")
    print(f"ours       {ours:10.1f} {1000 / ours:10.1f}   {slow / ours:.1f} times the naive one,")
    print(f"{ours / floor:.2f} of the floor; {used / seconds:.2f} of {CORES} cores busy")


def stages(scorer: Scorer, files: list[str]) -> dict[str, float]:
    """Return core milliseconds per track of each stage, one after the other."""
    torch.set_num_threads(1)
    spent = dict.fromkeys(("decode", "resample", "mel", "network"), 0.0)
    for number, file in enumerate([files[0], *files]):  # the first time does not count
        took, found = core_seconds(lambda file=file: read_windows(file, HZ, WINDOW_SAMPLES))
        samples = fill_window(found.samples[0])[np.newaxis]
        hz = soundfile.info(file).samplerate
        native = np.resize(samples[0], int(WINDOW_SECONDS * hz))
        resampling, _ = core_seconds(lambda hz=hz, x=native: soxr.resample(x, hz, HZ, "HQ"))
        mel, mels = core_seconds(lambda x=samples: log_mel(x, scorer.recipe))
        network, _ = core_seconds(lambda x=mels: scorer.one_by_one(x))
        if number:
            for name, part in zip(
                spent, (took - resampling, resampling, mel, network), strict=True
            ):
                spent[name] += 1000 * part / len(files)
    torch.set_num_threads(CORES)
    return spent


def core_seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return the processor time, of all threads, that `work` took, and what it gave."""
    began = time.process_time()
    found = work()
    return time.process_time() - began, found


def naive(checkpoint: Checkpoint, files: list[str]) -> float:
    """Return the seconds a track takes as published tools do it; the first does not count."""
    import librosa

    network = checkpoint.network.eval()
    began = 0.0
    for number, file in enumerate([files[0], *files]):
        began = time.perf_counter() if number == 1 else began
        samples, _ = librosa.load(file, sr=HZ)
        start = max(0, (len(samples) - WINDOW_SAMPLES) // 2)
        window = np.resize(samples[start : start + WINDOW_SAMPLES], WINDOW_SAMPLES)
        power = librosa.feature.melspectrogram(
            y=window, sr=HZ, n_fft=512, hop_length=256, n_mels=BANDS
        )
        mel = librosa.power_to_db(power**2, ref=1.0, top_db=80)
        with torch.no_grad():
            network(torch.from_numpy((mel - mel.mean()) / 15.87).float()[None]).sigmoid()
    return (time.perf_counter() - began) / len(files)


def runtimes(checkpoint: Checkpoint, files: list[str]) -> None:
    """Print what each runtime takes for the network, and how far it is from single precision."""
    tracks = [TrackRef(i, file) for i, file in enumerate(files)]
    mels = torch.cat([log_mel_of(ref.path, checkpoint) for ref in tracks])
    wanted = _scored(*Scorer(checkpoint, CPU, EXACT)(mels))
    print("\nnetwork            core ms  ms, all cores   a score differs by  a feature by")
    for name, wish in WISHES.items():
        if wish.runtime == "openvino" and not find_spec("openvino"):
            print(f"{name:18} not installed")
            continue
        scorer = Scorer(checkpoint, CPU, wish)
        scorer(mels[:CORES])
        torch.set_num_threads(1)
        core, found = core_seconds(lambda scorer=scorer: scorer.one_by_one(mels))
        torch.set_num_threads(CORES)
        began = time.perf_counter()
        scorer(mels)
        wall = time.perf_counter() - began
        apart = [np.abs(a - b).max() for a, b in zip(_scored(*found), wanted, strict=True)]
        print(
            f"{name:18}{1000 * core / len(mels):8.1f}{1000 * wall / len(mels):15.1f}"
            f"{apart[0]:21.5f}{apart[1]:14.5f}"
        )


def _scored(logits: np.ndarray, features: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return sigmoid(logits), features


def log_mel_of(path: str, checkpoint: Checkpoint) -> torch.Tensor:
    """Return the network's input for one file."""
    samples = fill_window(read_windows(path, HZ, WINDOW_SAMPLES).samples[0])
    return log_mel(samples[np.newaxis], checkpoint.card.recipe)


def musicnn(files: list[str]) -> None:
    """Print how long musicnn takes for the whole of each track, as it does by default."""
    from musicnn.extractor import extractor

    began = time.perf_counter()
    for file in files:
        extractor(file, model="MSD_musicnn", extract_features=False)
    print(f"\nmusicnn, whole track {(time.perf_counter() - began) / len(files) * 1000:9.0f} ms")


def growth(checkpoint: Checkpoint, tracks: int) -> None:
    """Print the memory of this process while it scores more and more tracks."""
    scorer = Scorer(checkpoint, CPU)
    print("\ntracks   MiB resident   tracks/s")
    with tempfile.TemporaryDirectory() as scratch:
        path = str(Path(scratch) / "clip.wav")
        noise = 0.1 * np.random.default_rng(0).standard_normal(2 * HZ)
        soundfile.write(path, noise, HZ)
        scored, began = 0, time.perf_counter()
        for batch in predict(scorer, (TrackRef(i, path) for i in range(tracks))):
            scored += len(batch)
            if scored in {1_000, 3_000, 10_000, 30_000, 100_000}:
                rate = scored / (time.perf_counter() - began)
                print(f"{scored:7,}{resident_mebibytes():13.0f}{rate:12.1f}", flush=True)


def resident_mebibytes() -> float:
    """Return what this process holds now; where the system does not say, the most it held."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text().split()[1]) * resource.getpagesize() / (1 << 20)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 10)


# ---- a graphics card


def card_table(checkpoint: Checkpoint, refs: list[TrackRef], device: torch.device) -> None:
    """Print clips a second from the card's memory, its share of the matrix rate, and end to end."""
    rate = matrix_rate(device)
    print(f"\n{torch.cuda.get_device_name()}: bf16 matrices {rate / 1e12:.0f} TFLOP/s")
    work = flops(checkpoint)
    scorer = Scorer(checkpoint, device)
    print(f"{work / 1e9:.1f} GFLOP a clip\nvariant                batch   clips/s   share of rate")
    for name, half, layout in (
        ("float32", None, torch.contiguous_format),
        ("float16", torch.float16, torch.contiguous_format),
        ("bfloat16, channels last", torch.bfloat16, torch.channels_last),
        ("float16, channels last", torch.float16, torch.channels_last),
    ):
        network = with_folded_norms(checkpoint.network).to(device).to(memory_format=layout)
        for batch in (32, 128, 512):
            speed = clips_per_second(network, half, batch, device)
            print(f"{name:23}{batch:5}{speed:10.0f}{speed * work / rate:16.3f}")
    began = time.perf_counter()
    scored = sum(len(group) for group in predict(scorer, refs, threads=CORES))
    seconds = time.perf_counter() - began
    print(f"end to end {scored / seconds:.1f} tracks/s in batches of {scorer.batch}:")
    print(scorer.runtime_message)


@torch.inference_mode()
def clips_per_second(
    network: Any, half: torch.dtype | None, batch: int, device: torch.device
) -> float:
    """Return how many windows a second the network takes that are on the device already."""
    mels = torch.randn(batch, BANDS, FRAMES, device=device)

    def run() -> None:
        with torch.autocast(device.type, half or torch.bfloat16, enabled=half is not None):
            network(mels)

    return batch / seconds_on(device, run)


def matrix_rate(device: torch.device, size: int = 8192) -> float:
    """Return the measured rate of a square bfloat16 product, in FLOP/s."""
    a = torch.randn(size, size, device=device, dtype=torch.bfloat16)
    return 2 * size**3 / seconds_on(device, lambda: a @ a)


def seconds_on(device: torch.device, run: Callable[[], Any], times: int = 10) -> float:
    """Return the seconds one `run` takes, the best of `times`."""
    wait = torch.cuda.synchronize if device.type == "cuda" else lambda: None
    best = float("inf")
    for _ in range(times + 2):
        wait()
        began = time.perf_counter()
        run()
        wait()
        best = min(best, time.perf_counter() - began)
    return best


def flops(checkpoint: Checkpoint) -> float:
    """Return the floating-point operations of one window."""
    from torch.utils.flop_counter import FlopCounterMode

    with FlopCounterMode(display=False) as counter, torch.no_grad():
        with_folded_norms(checkpoint.network)(torch.zeros(1, BANDS, FRAMES))
    return float(counter.get_total_flops())


if __name__ == "__main__":
    main()
