"""Measure the search for tracks alike: its times, its neighbours, and the duplicates it finds.

    python benchmarks/similar.py times [--rows 100000 1000000]
    python benchmarks/similar.py neighbours LIBRARY MANIFEST
    python benchmarks/similar.py make MADE ORIGINAL... [--seconds 40] [--changes mp3-64k ...]
    python benchmarks/similar.py duplicates LIBRARY MADE

`times` writes files of vectors of made tracks, in clusters as music is, and asks for the hundred
nearest of one track again and again. The first question opens and checks the file. One answer is
compared with that of a search through all rows in float64. Printed are the best of the later times,
and the median of the processor's time (CPU), which other programs lengthen less.

`neighbours` takes a library whose tracks are heard, and a table (file, label): the share of the ten
nearest with the label of a track, by the vectors and by all features, on two halves of the tracks.
The number of dimensions and the power were chosen on the first.

`make` fills the folder MADE with changed copies of the first seconds of originals, and these
seconds themselves, by ffmpeg: other encodings, the start cut off, quieter. Files are called
NUMBER__CHANGE.EXT; those of one number are one recording. A change that would leave less than
SHORTEST is not made.

`duplicates` takes a library that has heard the files of the folder MADE, and others beside them if
it has: these are other recordings, but for copies of the originals. Printed are, for each change,
how many were not found in the group of their original, and all groups that hold more than one
recording.
"""

import argparse
import csv
import hashlib
import shutil
import subprocess
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import soundfile

from tagstudio.core.progress import run
from tagstudio.engine.similar.duplicates import find_duplicates
from tagstudio.library.db.database import open_library
from tagstudio.library.similar.embedding import DIMENSIONS, Embedding
from tagstudio.library.similar.sound_matrix import SoundMatrix, sounds_in
from tagstudio.library.similar.sounds import Listener, heard_tracks, main_listener, sounds_of
from tagstudio.library.similar.vector_file import Vectors, read_vectors, write_vectors
from tagstudio.library.views.browse import rows_of

NEAREST = 100
AGAIN = 20
CHECKED = 1  # answers that are compared with a search in float64, which takes long
LEAST_LABELLED = 11  # tracks of a label
ORIGINAL = "original"
SHORTEST = 2.0  # seconds of a made file
MP3 = ("-c:a", "libmp3lame", "-b:a")
CUTS = {"cut-0.5s": 0.5, "cut-2s": 2.0, "cut-5s": 5.0}  # seconds of the start
CHANGES = {  # -> arguments for ffmpeg, ending of the file
    **{f"mp3-{rate}k": ((*MP3, f"{rate}k"), ".mp3") for rate in (64, 96, 128, 192, 320)},
    "vorbis-96k": (("-ac", "2", "-ar", "44100", "-c:a", "libvorbis", "-b:a", "96k"), ".ogg"),
    "opus-64k": (("-c:a", "libopus", "-b:a", "64k"), ".opus"),
    "aac-128k": (("-c:a", "aac", "-b:a", "128k"), ".m4a"),
    **{cut: (("-ss", f"{seconds}", *MP3, "192k"), ".mp3") for cut, seconds in CUTS.items()},
    "minus-3dB": (("-af", "volume=-3dB", *MP3, "192k"), ".mp3"),
    "minus-12dB": (("-af", "volume=-12dB", *MP3, "192k"), ".mp3"),
}


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    what = parser.add_subparsers(dest="what", required=True)
    times = what.add_parser("times")
    times.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000])
    neighbours = what.add_parser("neighbours")
    neighbours.add_argument("library", type=Path)
    neighbours.add_argument("manifest", type=Path)
    make = what.add_parser("make")
    make.add_argument("made", type=Path)
    make.add_argument("originals", type=Path, nargs="+")
    make.add_argument("--changes", nargs="+", choices=CHANGES, default=[*CHANGES])
    make.add_argument("--seconds", type=float, default=40.0, help="of an original, at most")
    duplicates = what.add_parser("duplicates")
    duplicates.add_argument("library", type=Path)
    duplicates.add_argument("made", type=Path)
    given = parser.parse_args()
    if given.what == "times":
        print(
            f"{'rows':>10}{'MB':>8}{'write ms':>10}{'first ms':>10}{'CPU':>8}"
            f"{'later ms':>10}{'CPU':>8}"
        )
        for rows in given.rows:
            print_times(rows)
    elif given.what == "neighbours":
        print_neighbours(given.library, given.manifest)
    elif given.what == "make":
        make_duplicates(given.made, given.originals, given.changes, given.seconds)
    else:
        print_duplicates(given.library, given.made)


def print_times(rows: int) -> None:
    """Print the times for so many tracks."""
    draw = np.random.default_rng(1)
    centres = draw.normal(size=(500, DIMENSIONS)).astype(np.float32)
    points = centres[draw.integers(0, 500, rows)]
    points += draw.normal(size=points.shape).astype(np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    embedding = Embedding(
        np.zeros(DIMENSIONS, np.float32), np.eye(DIMENSIONS, dtype=np.float32), rows
    )
    ids = np.arange(1, rows + 1, dtype=np.int64)
    vectors = Vectors("made", embedding, ids, np.ascontiguousarray(points.T))
    with tempfile.TemporaryDirectory(prefix="similar-") as folder:
        file = Path(folder) / "made.vectors"
        start = time.perf_counter()
        write_vectors(file, vectors)
        writing = time.perf_counter() - start
        start, begun = time.perf_counter(), time.process_time()
        read = read_vectors(file)
        assert read is not None
        matrix = SoundMatrix(Listener([1], (1, DIMENSIONS), "made"), read)
        matrix.nearest(matrix.vector(1), NEAREST)
        first, first_busy = time.perf_counter() - start, time.process_time() - begun
        later, busy = [], []
        for number, id in enumerate(draw.integers(1, rows + 1, AGAIN).tolist()):
            start, begun = time.perf_counter(), time.process_time()
            near = matrix.nearest(matrix.vector(id), NEAREST)
            busy.append(time.process_time() - begun)
            later.append(time.perf_counter() - start)
            if number >= CHECKED:
                continue
            products = points.astype(np.float64) @ points[id - 1].astype(np.float64)
            best = np.lexsort((ids, -products))[:NEAREST]
            assert near.track_ids.tolist() == ids[best].tolist()
        size = file.stat().st_size / 1e6
    print(
        f"{rows:>10,}{size:>8.1f}{1000 * writing:>10.1f}{1000 * first:>10.1f}"
        f"{1000 * first_busy:>8.1f}"
        f"{1000 * min(later):>10.2f}{1000 * float(np.median(busy)):>8.2f}"
    )


def print_neighbours(library_file: Path, manifest: Path) -> None:
    """Print the share of neighbours with the label of a track."""
    with manifest.open(encoding="utf-8") as file:
        label_of = {Path(row["file"]).name: row["label"] for row in csv.DictReader(file)}
    with open_library(library_file, writing=False) as library, library.read() as connection:
        listener, matrix = main_listener(connection), sounds_in(connection)
        assert listener is not None
        assert matrix is not None
        sounds = sounds_of(connection, listener, heard_tracks(connection, listener))
        rows = rows_of(connection, None, sounds.track_ids.tolist())
    names = [Path(row.path).name for row in rows]
    labels = np.array([label_of.get(name, "") for name in names])
    counts = {label: (labels == label).sum() for label in set(labels) - {""}}
    counted = np.array([counts.get(label, 0) >= LEAST_LABELLED for label in labels])
    half = np.array([hashlib.md5(name.encode()).digest()[-1] % 2 for name in names])
    whole = (sounds.means - sounds.means.mean(axis=0)) / (sounds.means.std(axis=0) + 1e-6)
    whole /= np.linalg.norm(whole, axis=1, keepdims=True)
    vectors = matrix.vectors.embedding.vectors(sounds.means)
    print(f"{counted.sum()} tracks of {sum(n >= LEAST_LABELLED for n in counts.values())} labels")
    for name, points in (("all features", whole), (f"{vectors.shape[1]} dimensions", vectors)):
        products = points @ points.T
        np.fill_diagonal(products, -2)
        nearest = np.argsort(-products, axis=1)[:, :10]
        shares = (labels[nearest] == labels[:, None]).mean(axis=1)
        first, second = (shares[counted & (half == one)].mean() for one in (0, 1))
        print(f"{name:<16} chosen on {first:.3f}  reported {second:.3f}")


def make_duplicates(made: Path, originals: list[Path], changes: list[str], most: float) -> None:
    """Fill a folder with the first seconds of originals and changed copies of them."""
    made.mkdir(parents=True, exist_ok=True)
    for number, source in enumerate(originals):
        original = made / f"{number:03}__{ORIGINAL}{source.suffix}"
        ffmpeg = ["ffmpeg", "-v", "error", "-y", "-threads", "1", "-i"]
        if soundfile.info(source).duration <= most:
            shutil.copyfile(source, original)
        else:
            kept = ["-t", f"{most}", "-vn", "-map_metadata", "-1", "-c", "copy"]
            subprocess.run([*ffmpeg, str(source), *kept, str(original)], check=True)
        seconds = soundfile.info(original).duration
        command = [*ffmpeg, str(original)]
        for change in changes:
            arguments, ending = CHANGES[change]
            if seconds - CUTS.get(change, 0) >= SHORTEST:
                command += ["-vn", "-map_metadata", "-1", *arguments]
                command.append(str(made / f"{number:03}__{change}{ending}"))
        subprocess.run(command, check=True)


def print_duplicates(library_file: Path, made: Path) -> None:
    """Print how many made duplicates were missed, and what was taken for one wrongly."""
    with open_library(library_file, writing=False) as library:
        start = time.perf_counter()
        report = run(find_duplicates(library))
        seconds = time.perf_counter() - start
        with library.read() as connection:
            groups = [
                [Path(row.path) for row in rows_of(connection, None, ids)] for ids in report.groups
            ]
    number_of = {file: file.name.split("__")[0] for file in made.iterdir()}
    originals = {file.read_bytes(): number_of[file] for file in made.glob(f"*__{ORIGINAL}.*")}
    found, wrong = set(), []
    for group in groups:
        numbers = [number_of.get(file) or originals.get(file.read_bytes(), "") for file in group]
        with_original = {
            number_of[file]
            for file in group
            if file in number_of and file.stem.endswith(f"__{ORIGINAL}")
        }
        found |= {file for file in group if number_of.get(file) in with_original}
        if len(set(numbers)) > 1 or "" in numbers:
            wrong.append(group)
    of_change: dict[str, list[bool]] = defaultdict(list)
    for file in number_of:
        of_change[file.stem.split("__")[1]].append(file in found)
    print(f"{seconds:.1f} s, {report.compared} pairs compared, {len(report.unreadable)} unreadable")
    for change, there in of_change.items():
        print(f"{change:<12}{len(there):>5} made{there.count(False):>5} missed")
    for file in sorted(number_of.keys() - found):
        print("    missed:", file.name)
    print(f"groups with files that were not made of one recording: {len(wrong)}")
    for group in wrong:
        print("   ", *(file.name for file in group))


if __name__ == "__main__":
    main()
