"""A simulated librarian through the program's own verbs: is what she uses better for her answers?

    python benchmarks/librarian_loop.py ../shared/data [--music untagged] [--order mixed]
        [--answers highest] [--tracks 10 25 50 ... 250] [--seeds 1] [--results FILE.jsonl]

From an empty home: `models install`, `scan`, `suggest`; then, batch after batch, `queue` (or a
random order), `import` of the answers and `review` of the tracks, `train`, `suggest`. The music are
the excerpts clips/gtzan* under other names: `untagged` ("take 017.ogg"), `named` ("Artist 03 - Song
017.ogg", which nothing but the names says), or `tagged` (the artist in the file). She answers all
eight labelled genres of a track (`full`), or those among its ten highest suggestions (`highest`).
A third of the recordings is never answered and measures: `in use` is the version that suggests, and
`newest` the version that was trained last, whatever the judge said; both as differences from the
published model (never trained). `lowest` is the tag that lost most, F1 that of the suggestions.
"""

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import mutagen
import numpy as np
from manifest_labels import GENRES
from numpy.typing import NDArray

from tagstudio.core.hashing import point_of
from tagstudio.library.db.database import open_library
from tagstudio.library.models import suggestions
from tagstudio.library.models.models import find_model
from tagstudio.library.tracks.tracks import tracks as track_table
from tagstudio.plugin_api.ranking_metrics import roc_auc

WEIGHTS = "published/music_tagger_crnn_weights_theano.h5"
MODEL = "msd-crnn"
TAGS = tuple(dict.fromkeys(tag for tag in GENRES.values() if tag))
UNSEEN_SHARE = 1 / 3  # of the recordings, never answered
TRACKS_OF_ARTIST = 3


@dataclass(frozen=True)
class Song:
    """An excerpt: its file in the library, and the labelled genres that it has."""

    path: Path
    source: Path
    artist: str
    genres: frozenset[str]


@dataclass(frozen=True)
class Step:
    """What stands after a batch: see the columns above."""

    music: str
    order: str
    answers: str
    seed: int
    tracks: int
    version: str
    outcome: str
    in_use: str
    base_auc: float
    used_gain: float
    used_lowest: float
    newest_gain: float
    f1: float
    seconds: float


def main() -> None:
    """Run and print the table."""
    options = arguments()
    done = finished(options.results)
    for seed in range(options.seeds):
        if (options.music, options.order, options.answers, seed) in done:
            continue
        with tempfile.TemporaryDirectory(prefix="loop-") as folder:
            for step in Librarian(options, seed, Path(folder)).steps():
                print_step(step)
                if options.results:
                    with options.results.open("a", encoding="utf-8") as file:
                        print(json.dumps(asdict(step)), file=file)


def arguments() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=lambda text: Path(text).absolute())
    parser.add_argument("--music", choices=("untagged", "named", "tagged"), default="named")
    parser.add_argument("--order", choices=("random", "mixed"), default="random")
    parser.add_argument("--answers", choices=("full", "highest"), default="full")
    parser.add_argument(
        "--tracks", type=int, nargs="+", default=[10, 25, 50, 75, 100, 125, 150, 175, 200, 225, 250]
    )
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--depth", default="auto")
    parser.add_argument("--results", type=Path)
    return parser.parse_args()


def finished(results: Path | None) -> set[tuple[str, str, str, int]]:
    """Return the runs that a file of results holds to their end."""
    if results is None or not results.exists():
        return set()
    steps = [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()]
    most = max((step["tracks"] for step in steps), default=0)
    return {
        (one["music"], one["order"], one["answers"], one["seed"])
        for one in steps
        if one["tracks"] == most
    }


def print_step(step: Step) -> None:
    """Print a row, with the head before the first of a run."""
    if step.tracks <= 10:
        print(f"\n{step.music}, {step.order}, {step.answers}, seed {step.seed}")
        print("tracks  outcome     in use          never   in use  lowest  newest     F1  train s")
    print(
        f"{step.tracks:6}  {step.outcome:10}  {step.in_use:14}  {step.base_auc:.3f}"
        f"  {step.used_gain:+.3f}  {step.used_lowest:+.3f}  {step.newest_gain:+.3f}"
        f"  {step.f1:.3f}  {step.seconds:7.1f}",
        flush=True,
    )


class Librarian:
    """One librarian with a library of her own, from an empty home."""

    def __init__(self, options: argparse.Namespace, seed: int, folder: Path) -> None:
        self._options, self._seed, self._folder = options, seed, folder
        self._library = folder / "my.db"
        self._songs = list(make_music(options.data, folder / "music", options.music, seed))
        self._by_path = {str(song.path): song for song in self._songs}
        unseen = [song for song in self._songs if is_unseen(song, seed)]
        self._unseen = [str(song.path) for song in unseen]
        random = np.random.default_rng(seed)
        pool = [str(song.path) for song in self._songs if str(song.path) not in set(self._unseen)]
        self._random = [pool[index] for index in random.permutation(len(pool))]
        self._answered: list[str] = []

    def steps(self) -> Iterator[Step]:
        """Answer batch after batch; yield what stands after each."""
        self._run("models", "install", MODEL, "--from", str(self._options.data / WEIGHTS))
        self._run("scan", str(self._folder / "music"))
        self._run("suggest")
        for count in self._options.tracks:
            self._answer(count - len(self._answered))
            began = time.monotonic()
            report = self._run("train", "--depth", self._options.depth)
            seconds = time.monotonic() - began
            self._run("suggest")
            self._run("suggest", "--model", report["version"])
            yield self._step(count, report, seconds)

    def _answer(self, count: int) -> None:
        batch = self._next(count)
        rows = [row for path in batch for row in self._answers(path)]
        file = self._folder / "batch.csv"
        with file.open("w", encoding="utf-8", newline="") as opened:
            csv.writer(opened).writerows([("path", "tag", "state"), *rows])
        self._run("import", str(file))
        self._run(
            "review", " , ".join(f'path:"{Path(path).name}"' for path in batch), json_wanted=False
        )
        self._answered += batch

    def _next(self, count: int) -> list[str]:
        if self._options.order == "random":
            left = [path for path in self._random if path not in set(self._answered)]
            return left[:count]
        limit = count + len(self._unseen) + len(self._answered)
        found = self._run("queue", "--limit", str(limit))["tracks"]
        allowed = set(self._random) - set(self._answered)
        return [one["path"] for one in found if one["path"] in allowed][:count]

    def _answers(self, path: str) -> Iterator[tuple[str, str, str]]:
        song = self._by_path[path]
        asked = TAGS
        if self._options.answers == "highest":
            asked = tuple(tag for tag in self._highest(path) if tag in TAGS)
        for tag in asked:
            yield path, tag, "yes" if tag in song.genres else "no"

    def _highest(self, path: str) -> list[str]:
        names, scores = self._scores(self._in_use, [path])
        order = np.argsort(-scores[0])[:10]
        return [names[column] for column in order]

    @property
    def _in_use(self) -> str:
        models = self._run("models", "list")["models"]
        return next(one["name"] for one in models if one["active"])

    def _scores(self, model: str, paths: Sequence[str]) -> tuple[list[str], NDArray[np.float64]]:
        with open_library(self._library, writing=False) as library, library.read() as connection:
            known = find_model(connection, model)
            assert known is not None
            ids = {row.path: row.id for row in connection.execute(track_table.select())}
            wanted = [ids[path] for path in paths]
            found = suggestions.scores_of(connection, known, wanted)
        return [tag.name for tag in known.tags], np.array([found[one] for one in wanted])

    def _thresholds(self, model: str) -> dict[str, float]:
        with open_library(self._library, writing=False) as library, library.read() as connection:
            known = find_model(connection, model)
            assert known is not None
            return {tag.name: tag.threshold for tag in known.tags}

    def _step(self, count: int, report: dict, seconds: float) -> Step:
        used = self._in_use
        base, of_used, of_newest = (self._aucs(name) for name in (MODEL, used, report["version"]))
        options = self._options
        return Step(
            options.music,
            options.order,
            options.answers,
            self._seed,
            count,
            report["version"],
            report["outcome"],
            used,
            float(base.mean()),
            float((of_used - base).mean()),
            float((of_used - base).min()),
            float((of_newest - base).mean()),
            self._f1(used),
            seconds,
        )

    def _truth(self) -> NDArray[np.bool_]:
        songs = [self._by_path[path] for path in self._unseen]
        return np.array([[tag in song.genres for tag in TAGS] for song in songs])

    def _aucs(self, model: str) -> NDArray[np.float64]:
        names, scores = self._scores(model, self._unseen)
        truth = self._truth()
        return np.array(
            [roc_auc(truth[:, n], scores[:, names.index(tag)]) for n, tag in enumerate(TAGS)]
        )

    def _f1(self, model: str) -> float:
        """Return the F1 of the suggestions, the mean over the labelled genres."""
        names, scores = self._scores(model, self._unseen)
        thresholds, truth = self._thresholds(model), self._truth()
        found = []
        for n, tag in enumerate(TAGS):
            given = scores[:, names.index(tag)] >= thresholds[tag]
            right = (given & truth[:, n]).sum()
            found.append(2 * right / max(1, given.sum() + truth[:, n].sum()))
        return float(np.mean(found))

    def _run(self, *words: str, json_wanted: bool = True) -> dict:
        """Run a verb; return its JSON document."""
        home = {"TAGSTUDIO_HOME": str(self._folder / "home")}
        command = [sys.executable, "-m", "tagstudio", "--library", str(self._library), *words]
        asked = [*command, "--json"] if json_wanted else command
        done = subprocess.run(
            asked, env=os.environ | home, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(words)}: {done.stderr}{done.stdout}")
        return json.loads(done.stdout) if json_wanted else {}


def make_music(data: Path, folder: Path, music: str, seed: int) -> Iterator[Song]:
    """Copy the labelled excerpts under other names; yield them."""
    folder.mkdir(parents=True)
    with (data / "manifest.csv").open(encoding="utf-8", newline="") as manifest:
        rows = [one for one in csv.DictReader(manifest) if one["file"].startswith("clips/gtzan")]
    order = np.random.default_rng(seed).permutation(len(rows))
    for number, index in enumerate(order):
        row = rows[index]
        genre = GENRES.get(row["label"])
        artist = f"Artist {number // TRACKS_OF_ARTIST:03}"
        title = f"Song {number:03}"
        name = f"{artist} - {title}.ogg" if music == "named" else f"take {number:03}.ogg"
        shutil.copyfile(data / row["file"], folder / name)
        if music == "tagged":
            file = mutagen.File(folder / name)
            file["artist"], file["title"] = [artist], [title]
            file.save()
        genres = frozenset([genre] if genre else [])
        yield Song(folder / name, data / row["file"], artist, genres)


def is_unseen(song: Song, seed: int) -> bool:
    """Tell whether a song is never answered: by its artist, so that none is known in part."""
    return point_of(f"{song.artist} {seed}") < UNSEEN_SHARE


if __name__ == "__main__":
    main()
