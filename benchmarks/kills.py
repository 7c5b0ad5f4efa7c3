"""Kill scan, suggest and train with SIGKILL at random moments, and check that nothing is lost.

    python benchmarks/kills.py FOLDER --kills 30 [--from WEIGHTS] [--labels LABELS.CSV]

After every kill the library is opened and checked, and all stored rows must still be there. At the
end the same commands run through, and every track must have exactly one result. With labels they
are imported, and training is killed too: after each kill every installed model must be sound, no
answer, verdict or promotion gone, and the version in use one that is found.
"""

import argparse
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tagstudio.core import paths
from tagstudio.core.progress import run
from tagstudio.engine.plugins.installed_models import install

MODEL = "msd-crnn"
START_SECONDS = {
    "scan": 0.6,
    "suggest": 3.0,
    "train": 6.0,
}  # before this the command has not begun its work
APPEND_ONLY = (
    "journal",
    "judgements",
    "promotions",
    "named_artists",
    "edited_facts",
    "kept_answers",
    "part_answers",
    "tag_edits",
)


def main() -> None:
    """Kill, check, print."""
    options = arguments()
    for verb in START_SECONDS:
        START_SECONDS[verb] *= options.slower
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as scratch:
        os.environ[paths.HOME_VARIABLE] = scratch
        run(install(MODEL, options.source))
        library = Path(scratch) / "killed.db"
        stages = [("scan", [str(options.folder)]), ("suggest", [])]
        for verb, rest in stages:
            command = [sys.executable, "-m", "tagstudio", "--library", str(library), verb, *rest]
            kills = options.kills if verb in options.stages else 0
            kill_again_and_again(command, library, verb, kills, chance)
            started = time.perf_counter()
            subprocess.run(command, check=True)
            print(f"{verb}: ran to its end in {time.perf_counter() - started:.1f} s more\n")
        if options.labels and "train" in options.stages:
            kill_training(library, options.labels, options.kills, chance)
        tracks, answered, twice = final_counts(library)
        print(f"{tracks} tracks, {answered} with a result, {twice} with more than one of a model")
        if answered != tracks or twice:
            sys.exit("some track has no result, or several")


def arguments() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=lambda text: Path(text).absolute())
    parser.add_argument("--kills", type=int, default=30, help="per command")
    parser.add_argument("--stages", nargs="+", default=["scan", "suggest", "train"])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--slower", type=float, default=1, help="than two idle cores; times")
    parser.add_argument("--labels", type=lambda text: Path(text).absolute())
    parser.add_argument("--from", dest="source", type=lambda text: Path(text).absolute())
    return parser.parse_args()


def kill_again_and_again(
    command: list[str], library: Path, verb: str, kills: int, chance: random.Random
) -> None:
    """Start the command and kill it, `kills` times or until it has nothing left to do."""
    stored = before = counts(library)
    for number in range(1, kills + 1):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(START_SECONDS[verb] * chance.uniform(0.2, 1.6))
        except subprocess.TimeoutExpired:
            process.kill()
        killed = process.wait() != 0
        now = counts(library)
        lost = [name for name, count in stored.items() if now[name] < count]
        print(f"{verb} {number:>3}: {'killed' if killed else 'done':<7} {now}", flush=True)
        if lost:
            sys.exit(f"{lost} became fewer: {stored} -> {now}")
        stored = now
        if not killed:
            break
    print(f"{verb}: from {before} to {stored}, nothing lost, every check ok")


def kill_training(library: Path, labels: Path, kills: int, chance: random.Random) -> None:
    """Import labels, kill the training on them again and again, and let it run through."""
    tagstudio = [sys.executable, "-m", "tagstudio", "--library", str(library)]
    subprocess.run([*tagstudio, "import", str(labels)], check=True)
    stored, finished = counts(library), 0
    for number in range(1, kills + 1):
        process = subprocess.Popen(
            [*tagstudio, "train"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            process.wait(START_SECONDS["train"] * chance.uniform(0.2, 1.6))
        except subprocess.TimeoutExpired:
            process.kill()
        finished += process.wait() == 0
        before, stored = stored, counts(library)
        if lost := [name for name in APPEND_ONLY if stored[name] < before[name]]:
            sys.exit(f"{lost} became fewer: {before} -> {stored}")
        subprocess.run([*tagstudio, "models", "verify"], check=True, stdout=subprocess.DEVNULL)
        listed = subprocess.run(
            [*tagstudio, "models", "list", "--json"], check=False, capture_output=True
        )
        used = [one["name"] for one in json.loads(listed.stdout)["models"] if one["active"]]
        if len(used) != 1:
            sys.exit(f"in use are {used}: {listed.stderr.decode()}")
        print(
            f"train {number:>3}: {finished} finished, every model sound, {used[0]} in use; {stored}"
        )
    started = time.perf_counter()
    subprocess.run([*tagstudio, "train"], check=True)
    print(f"train: ran to its end in {time.perf_counter() - started:.1f} s more\n")


def counts(library: Path) -> dict[str, int]:
    """Check the file and return its numbers of tracks and results."""
    names = ("tracks", "suggestions", "suggestion_failures", *APPEND_ONLY)
    if not library.exists():
        return dict.fromkeys(names, 0)
    with sqlite3.connect(f"{library.as_uri()}?mode=ro", uri=True) as connection:
        (integrity,) = connection.execute("PRAGMA integrity_check").fetchone()
        if integrity != "ok":
            sys.exit(f"the library is damaged: {integrity}")
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if not tables:
            return dict.fromkeys(names, 0)
        return {
            name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in names
        }


def final_counts(library: Path) -> tuple[int, int, int]:
    """Return the numbers of tracks, of those with a result, and with several of one model."""
    with sqlite3.connect(f"{library.as_uri()}?mode=ro", uri=True) as connection:
        results = (
            "SELECT track_id, model_id FROM suggestions"
            " UNION ALL SELECT track_id, model_id FROM suggestion_failures"
            " UNION ALL SELECT id, 0 FROM tracks WHERE failure_code IS NOT NULL"
        )
        (tracks,) = connection.execute("SELECT count(*) FROM tracks").fetchone()
        (answered,) = connection.execute(
            f"SELECT count(DISTINCT track_id) FROM ({results})"
        ).fetchone()
        (twice,) = connection.execute(
            f"SELECT count(*) FROM"
            f" (SELECT 1 FROM ({results}) GROUP BY track_id, model_id HAVING count(*) > 1)"
        ).fetchone()
    return tracks, answered, twice


if __name__ == "__main__":
    main()
