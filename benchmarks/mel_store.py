"""How the store of a dataset's sound bears 2,000, 20,000 and 214,285 clips.

    python benchmarks/mel_store.py [--folder FOLDER] [--frames 256] [--clips 2000 20000 214285]

Makes stores through the store's own writer, of noise instead of music, so that nothing is decoded.
A clip is 256 frames by default, not the 1,366 of 29 s: 214,285 clips then take 10.5 GB instead of
58. What is held in memory does not depend on that; the time for a window does, so give --frames
1366 for as many clips as the disk bears. Each store is read by a process of its own: windows in
shuffled order, first from the disk (the system's cache of the files is dropped before), then again
the same ones. Memory is the process's peak, beside what it took before it opened the store.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from crnn_tagger.audio.mel import BANDS
from crnn_tagger.from_scratch.data.mel_index import NAME, IndexEntry, entry_row
from crnn_tagger.from_scratch.data.mel_shards import ShardWriter, to_blocks
from crnn_tagger.from_scratch.data.mel_store import MelStore, fill

from tagstudio.core.progress import run
from tagstudio.plugin_api.clips import Clips

NOISES = 64


def main() -> None:
    """Make each store, let a process read it, print a row, remove it."""
    options = arguments()
    if options.read:
        print(json.dumps(measure(options.read, options.frames, options.windows)))
        return
    heads = ["clips", "GB", "made/s", "open s", "before MiB", "peak MiB", "disk/s", "again/s"]
    print(f"windows of {options.frames} frames, {options.windows} in shuffled order")
    print("".join(f"{head:>12}" for head in heads))
    for clips in options.clips:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            started = time.perf_counter()
            make(Path(folder), clips, options.frames)
            made = clips / (time.perf_counter() - started)
            size = sum(file.stat().st_size for file in Path(folder).iterdir()) / 1e9
            command = [sys.executable, __file__, "--read", folder, "--frames", str(options.frames)]
            command += ["--windows", str(options.windows)]
            found = json.loads(subprocess.check_output(command))
            row = [clips, round(size, 2), round(made), *found]
            print("".join(f"{value:>12,}" for value in row), flush=True)


def arguments() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, help="where the stores are made and removed")
    parser.add_argument("--clips", type=int, nargs="+", default=[2_000, 20_000, 214_285])
    parser.add_argument("--frames", type=int, default=256)
    parser.add_argument("--windows", type=int, default=10_000)
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def make(folder: Path, clips: int, frames: int) -> None:
    """Write a complete store of noise."""
    numbers = np.random.default_rng(0)
    noises = numbers.normal(-40, 15, (NOISES, frames, BANDS)).astype(np.float16)
    ids = tuple(f"TR{number:016}" for number in range(clips))
    with ShardWriter(folder, 0) as shards, (folder / NAME).open("ab") as lines:
        for number, clip_id in enumerate(ids):
            shard, block = shards.append(to_blocks(clip_id, noises[number % NOISES]))
            lines.write(entry_row(IndexEntry(clip_id, 0, 0, shard, block, frames)))
    answers, splits = np.zeros((clips, 1), np.int8), np.zeros(clips, np.uint8)
    paths = tuple(str(folder / "gone" / clip_id) for clip_id in ids)
    run(fill(folder, Clips(("rock",), ids, paths, ids, answers, splits)))


def measure(folder: Path, frames: int, windows: int) -> list[float]:
    """Return seconds to open, MiB before and at the peak, and windows a second: cold, warm."""
    before = peak_mebibytes()
    started = time.perf_counter()
    store = MelStore.open(folder)
    store.row(store.ids[0])
    opened = time.perf_counter() - started
    rows = np.random.default_rng(1).permutation(len(store))[:windows]
    for shard in folder.glob("shard-*.bin"):
        forget(shard)
    rates = []
    for _ in ("from the disk", "again"):
        started = time.perf_counter()
        for row in rows.tolist():
            store.window(row, 0, frames)
        rates.append(round(len(rows) / (time.perf_counter() - started)))
    return [round(opened, 2), before, peak_mebibytes(), *rates]


def peak_mebibytes() -> int:
    """Return the most memory that this process has had (Linux; getrusage counts the parent's)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def forget(file: Path) -> None:
    """Let the system drop what it has cached of a file."""
    with file.open("rb") as opened:
        os.fsync(opened.fileno())
        os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


if __name__ == "__main__":
    main()
