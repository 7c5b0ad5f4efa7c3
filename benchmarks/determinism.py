"""Show that scores and versions do not depend on how they were made.

    python benchmarks/determinism.py [--data ../shared/data] [--clips 40] [--ways window]

The same work is done in a home of its own each time: suggest in two passes, import labels, train
versions of two depths. Once through the command line as it is, and again with other numbers of
threads and windows at a time, with another number of OpenMP threads, and by the window's job
runner. Compared are all scores, as float32, the tensors of the versions and of their shadows, what
the shadows say of the answered tracks, the verdicts and the thresholds of the library, bit for bit.
Without data the music is made here. Exits with 1 when anything differs.
"""

import argparse
import csv
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import numpy as np
from manifest_labels import answers
from random_steps_sound import World, make
from safetensors.numpy import load_file
from same_results import PUBLISHED, STARTER, WEIGHTS, Blobs, link, readable, same, scores

REPOSITORY = Path(__file__).absolute().parent.parent
FIRST = "shell"
WAYS: dict[str, str] = {  # what stands in settings.toml for the plugin
    FIRST: "",
    "again": "",
    "threads 1": "threads = 1",
    "threads 2": "threads = 2",
    "threads 8": "threads = 8",
    "batch 1": "batch = 1",
    "batch 16": "batch = 16",
    "OpenMP 2": "",
    "window": "",
}
DEPTHS = ("head", "recurrent")


def main() -> None:
    """Do the work in each way, and compare with the first."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    data = REPOSITORY.parent / "shared" / "data"
    parser.add_argument("--data", type=lambda text: Path(text).absolute(), default=data)
    parser.add_argument("--clips", type=int, default=40)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--work", nargs=2, help=argparse.SUPPRESS)  # of the window, in a child
    options = parser.parse_args()
    if options.work:
        work_in_window(Path(options.work[0]), options.work[1])
        return
    with tempfile.TemporaryDirectory(prefix="determinism-") as name:
        folder = Path(name)
        weights = options.data / "published" / WEIGHTS
        model = PUBLISHED if weights.exists() else STARTER
        material = prepare(folder / "material", options.data, options.clips)
        first: Blobs = {}
        equal = True
        for way in dict.fromkeys([FIRST, *options.ways]):
            started = time.monotonic()
            home = folder / way
            results = work(way, home, material, model, weights)
            if way == FIRST:
                first = results
            else:
                print(f"\n{way}, {time.monotonic() - started:.0f} s:", flush=True)
                equal = same(first, results) and equal
    sys.exit(0 if equal else 1)


def prepare(material: Path, data: Path, count: int) -> Path:
    """Make a folder with music and its labels; return it."""
    material.mkdir()
    manifest = data / "manifest.csv"
    labels: list[tuple[Path, str, str, str]] = []
    if manifest.exists():
        with manifest.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if answers(row["label"], row["tags"])]
        rows = [row for row in rows if readable(data / row["file"])]
        chosen = rows[:: max(1, len(rows) // count)][:count]
        link([data / row["file"] for row in chosen], material / "music")
        for row in chosen:
            path = material / "music" / Path(row["file"]).name
            found = answers(row["label"], row["tags"])
            labels += [(path, row["track"], tag, state) for tag, state in found.items()]
    else:
        labels = made(material / "music", count)
    with (material / "labels.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("path", "artist", "tag", "state"), *labels])
    return material


def made(folder: Path, count: int) -> list[tuple[Path, str, str, str]]:
    """Make tones; return labels for them."""
    import random

    chance, world = random.Random(1), World(folder)
    labels = []
    for number in range(count):
        one = world.new(chance)
        path = folder / f"{number:03}.{one.suffix}"
        make(one, path)
        for tag, is_yes in (("rock", one.tone < 900), ("ambient", one.level < 0.5)):
            labels.append((path, f"Artist {number}", tag, "yes" if is_yes else "no"))
    return labels


def work(way: str, home: Path, material: Path, model: str, weights: Path) -> Blobs:
    """Do the work in one way; return scores and tensors by name."""
    (home / "config").mkdir(parents=True)
    settings = home / "config" / "settings.toml"
    settings.write_text(f"[plugins.crnn_tagger]\n{WAYS[way]}\n", "utf-8")
    environment = dict(os.environ)
    environment["PYTHONPATH"] = os.pathsep.join([str(REPOSITORY), str(REPOSITORY / "plugins")])
    environment["TAGSTUDIO_HOME"] = str(home)
    environment["QT_QPA_PLATFORM"] = "offscreen"
    environment["OMP_NUM_THREADS"] = "2" if way == "OpenMP 2" else "1"

    def python(*arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, *arguments],
            env=environment,
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            sys.exit(f"{way}: {' '.join(arguments)}\n{done.stdout}{done.stderr}")

    if model == PUBLISHED:
        python("-m", "tagstudio", "models", "install", PUBLISHED, "--from", str(weights))
    if way == "window":
        python(__file__, "--work", str(material), model)
    else:
        shell = ("-m", "tagstudio")
        python(*shell, "scan", str(material / "music"))
        python(*shell, "suggest", "--model", model, "--device", "cpu")
        python(*shell, "import", str(material / "labels.csv"))
        for depth in DEPTHS:
            how = ("--depth", depth, "--seed", "7", "--model", model, "--device", "cpu")
            python(*shell, "train", *how, "--name", f"of-{depth}")
    library = home / "data" / "library.db"
    found = scores(library) | judged(library)
    for depth in DEPTHS:
        [file] = (home / "data" / "models").rglob(f"of-{depth}.safetensors")
        for name, tensor in load_file(file).items():
            found[f"tensors of {depth}/{name}"] = tensor
    if not any("shadow" in name for name in found):
        sys.exit("the versions have no shadows")
    return found


def judged(library: Path) -> Blobs:
    """Return what the shadows say, the verdicts, and the thresholds of the library."""
    with closing(sqlite3.connect(library)) as file:
        names = "JOIN models ON models.id = model_id JOIN tracks ON tracks.id = track_id"
        shadows = file.execute(
            f"SELECT models.name, path, logits FROM out_of_fold_scores {names}"
        ).fetchall()
        verdicts = file.execute(
            "SELECT models.name, judgements.id, outcome || ' ' || details FROM judgements"
            " JOIN models ON models.id = model_id"
        ).fetchall()
        thresholds = file.execute(
            "SELECT models.name, tags.name, threshold FROM library_thresholds"
            " JOIN models ON models.id = model_id JOIN tags ON tags.id = tag_id"
        ).fetchall()
    found: Blobs = {}
    for model, path, logits in shadows:
        name = os.fsdecode(path).rpartition("/")[2]
        found[f"shadows of {model}/{name}"] = np.frombuffer(logits, "<f4")
    for model, number, text in verdicts:
        found[f"verdicts on {model}/{number}"] = np.frombuffer(text.encode(), np.uint8)
    for model, tag, threshold in thresholds:
        found[f"thresholds of {model}/{tag}"] = np.array([threshold])
    return found


def work_in_window(material: Path, model: str) -> None:
    """Do the work by the specs of the window's jobs, on the threads of its job runner."""
    from PySide6.QtCore import QCoreApplication

    from tagstudio.core import paths
    from tagstudio.core.settings import Settings
    from tagstudio.engine.jobs import specs
    from tagstudio.engine.jobs.library_specs import (
        ImportLabelsJob,
        ListenCloserJob,
        ScanJob,
        SuggestJob,
    )
    from tagstudio.engine.jobs.model_specs import TrainJob
    from tagstudio.library.db.database import open_library
    from tagstudio.ui.background.job_runner import JobRunner

    app, runner = QCoreApplication([]), JobRunner()
    trainings = [
        TrainJob(depth=depth, parent=model, device="cpu", seed=7, name=f"of-{depth}")
        for depth in DEPTHS
    ]
    jobs = [
        ScanJob(folders=(material / "music",)),
        SuggestJob(model=model, device="cpu"),
        ListenCloserJob(model=model, device="cpu", windows=Settings().windows),
        ImportLabelsJob(file=material / "labels.csv"),
        *trainings,
    ]
    with open_library(paths.default_library(), writing=True) as library:
        for spec in jobs:
            job = runner.start(spec.kind, spec.kind, lambda spec=spec: specs.run(library, spec))
            job.ended.connect(app.quit)
            app.exec()
            if job.state != "done":
                sys.exit(f"{spec.kind}: {job.failure} {job.defect}")


if __name__ == "__main__":
    main()
