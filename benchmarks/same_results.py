"""Show that two checkouts give the same numbers, bit for bit.

    python benchmarks/same_results.py --before OLD_CHECKOUT [--after .] [--data ../shared/data]

Each checkout does the same work in processes and homes of its own, through the command line alone:
it installs the published network, suggests tags for clips with it and with the starter, imports
labels from the manifest and trains versions. Compared are the scores in the library, as
float32, and the tensors of the versions. Exits with 1 when anything differs.
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
from safetensors.numpy import load_file

WEIGHTS = "music_tagger_crnn_weights_theano.h5"
PUBLISHED, STARTER = "msd-crnn", "starter"
SCORED = 20  # clips that both models score, the first by name
ANSWERED = 80  # clips of the manifest that there are answers for
VERSIONS = {  # the last one is trained from another version
    "recurrent": ("--depth", "recurrent", "--seed", "7", "--model", PUBLISHED),
    "head": ("--depth", "head", "--seed", "7", "--model", PUBLISHED),
    "second": ("--depth", "recurrent", "--seed", "3", "--model", "recurrent"),
}

Blobs = dict[str, np.ndarray]


def main() -> None:
    """Let both checkouts work, and compare what came of it."""
    here = Path(__file__).absolute().parent.parent
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--before", type=_absolute, required=True, help="a checkout")
    parser.add_argument("--after", type=_absolute, default=here, help="another; by default this")
    parser.add_argument("--data", type=_absolute, default=here.parent / "shared" / "data")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        material = Path(folder) / "material"
        prepare(options.data, material)
        results = []
        for name, checkout in (("before", options.before), ("after", options.after)):
            started = time.perf_counter()
            results.append(work(checkout, Path(folder) / name, material, options.data))
            print(f"{name}: {time.perf_counter() - started:.0f} s", file=sys.stderr)
    sys.exit(0 if same(*results) else 1)


def _absolute(text: str) -> Path:
    return Path(text).expanduser().absolute()


def prepare(data: Path, material: Path) -> None:
    """Link the clips into two folders, and write the answers on those to learn from."""
    clips = [path for path in sorted((data / "clips").iterdir()) if readable(path)]
    link(clips[:SCORED], material / "scored")
    with (data / "manifest.csv").open(encoding="utf-8", newline="") as manifest:
        found = [row for row in csv.DictReader(manifest) if answers(row["label"], row["tags"])]
    answered = [row for row in found if readable(data / row["file"])]
    chosen = answered[:: max(1, len(answered) // ANSWERED)][:ANSWERED]  # of all genres
    link([data / row["file"] for row in chosen], material / "answered")
    with (material / "labels.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["path", "artist", "tag", "state"])
        for row in chosen:
            path = material / "answered" / Path(row["file"]).name
            for tag, state in answers(row["label"], row["tags"]).items():
                writer.writerow([path, row["track"], tag, state])


def readable(path: Path) -> bool:
    """Tell whether libsndfile can open a file."""
    import soundfile

    try:
        return bool(soundfile.info(str(path)).frames)
    except (OSError, RuntimeError):
        return False


def link(files: list[Path], folder: Path) -> None:
    """Make a folder of links to `files`."""
    folder.mkdir(parents=True)
    for file in files:
        (folder / file.name).symlink_to(file)


def work(checkout: Path, home: Path, material: Path, data: Path) -> Blobs:
    """Do the work with the code of `checkout`; return scores and tensors by name."""

    def python(*arguments: str) -> str:
        environment = dict(os.environ)
        environment["PYTHONPATH"] = os.pathsep.join([str(checkout), str(checkout / "plugins")])
        environment["TAGSTUDIO_HOME"] = str(home)
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=material,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            sys.exit(f"{checkout}: {' '.join(arguments)}\n{done.stdout}{done.stderr}")
        return done.stdout

    def tagstudio(*command: str) -> None:
        python("-m", "tagstudio", *command)

    used = Path(python("-c", "import tagstudio; print(tagstudio.__file__)").strip())
    if not used.is_relative_to(checkout):
        sys.exit(f"{checkout} is not what runs, but {used}.")

    tagstudio("models", "install", PUBLISHED, "--from", str(data / "published" / WEIGHTS))
    tagstudio("scan", str(material / "scored"))
    for model in (PUBLISHED, STARTER):
        tagstudio("suggest", "--model", model, "--device", "cpu")
    tagstudio("scan", str(material / "answered"))
    tagstudio("suggest", "--model", PUBLISHED, "--device", "cpu")
    tagstudio("import", str(material / "labels.csv"))
    for name, how in VERSIONS.items():
        tagstudio("train", *how, "--name", name, "--device", "cpu")
    return scores(home / "data" / "library.db") | tensors(home / "data" / "models")


def scores(library: Path) -> Blobs:
    """Return what the models say, by model and file."""
    with closing(sqlite3.connect(library)) as connection:
        rows = connection.execute(
            "SELECT models.name, tracks.path, suggestions.scores FROM suggestions"
            " JOIN models ON models.id = model_id JOIN tracks ON tracks.id = track_id"
        ).fetchall()
    return {
        f"scores of {model}/{os.fsdecode(path).rpartition('/')[2]}": np.frombuffer(blob, "<f4")
        for model, path, blob in rows
    }


def tensors(models: Path) -> Blobs:
    """Return the tensors of the versions, by version and name."""
    found = {}
    for version in VERSIONS:
        [file] = models.rglob(f"{version}.safetensors")
        for name, tensor in load_file(file).items():
            found[f"tensors of {version}/{name}"] = tensor
    return found


def same(before: Blobs, after: Blobs) -> bool:
    """Print a row per model and version; tell whether all is the same, bit for bit."""
    heading = ("what", "compared", "numbers", "differ", "largest difference")
    print(f"{heading[0]:<24}{heading[1]:>10}{heading[2]:>10}{heading[3]:>8}{heading[4]:>20}")
    equal = before.keys() == after.keys()
    if not equal:
        odd = sorted(before.keys() ^ after.keys())
        print(f"{len(odd)} are in one checkout only, such as: {', '.join(odd[:3])}")
    for what in sorted({name.partition("/")[0] for name in before.keys() | after.keys()}):
        names = [n for n in before if n.partition("/")[0] == what and n in after]
        differ = [n for n in names if not identical(before[n], after[n])]
        numbers = sum(before[name].size for name in names)
        most = max((distance(before[name], after[name]) for name in differ), default=0.0)
        print(f"{what:<24}{len(names):>10}{numbers:>10}{len(differ):>8}{most:>20.3g}")
        equal = equal and bool(names) and not differ
    print("The same, bit for bit." if equal else "They differ.")
    return equal


def identical(one: np.ndarray, other: np.ndarray) -> bool:
    """Tell whether two arrays have the same type, shape and bits."""
    kind = (one.dtype, one.shape) == (other.dtype, other.shape)
    return kind and one.tobytes() == other.tobytes()


def distance(one: np.ndarray, other: np.ndarray) -> float:
    """Return the largest difference of two arrays, infinite where they have no common shape."""
    if one.shape != other.shape or not one.size:
        return float("inf")
    return float(np.abs(one.astype(float) - other.astype(float)).max())


if __name__ == "__main__":
    main()
