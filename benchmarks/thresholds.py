"""What the thresholds of a library suggest, before and after, on labelled files.

    python benchmarks/thresholds.py ../shared/data [--models msd-crnn starter] [--scores FOLDER]
    python benchmarks/thresholds.py ../shared/data --reference [--models msd-crnn starter]

Takes a folder with manifest.csv, clips/, library/ and published/ (see `manifest_labels.py`). All
files are scored through the program's own path, three windows each, into FOLDER/MODEL.npz, or read
from there. Recordings are divided into two halves by their hash: the constants of
`tagstudio.learning.thresholds` were chosen on half A. Each half is a library of its own, and the
reference music is the other one. Printed are precision, recall and F1 of the eight genre tags
(means over the tags), tags a track, tracks without a tag, and tags that are suggested on no track;
then, on half B, the same for tags with 4, 10 and 30 random answers, measured on recordings without
answers. `--reference` writes the plugin's `models/reference.json`, of all files; for
musicnn-msd and musicnn-mtt that of their plugin. All models of a file are named together.
"""

import argparse
import csv
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from crnn_tagger.model.reference import FILE as CRNN_FILE
from manifest_labels import GENRES, answers, in_half
from musicnn_tagger.model_file import REFERENCE as MUSICNN_FILE
from numpy.typing import NDArray

from tagstudio.core import paths
from tagstudio.core.progress import run
from tagstudio.engine.plugins.installed_models import choose_model, install, installed_models
from tagstudio.engine.scanning.scan import scan
from tagstudio.engine.tagging.suggest import SuggestOptions, suggest
from tagstudio.learning.log_odds import logit
from tagstudio.learning.thresholds import (
    answered_threshold,
    reference_scores,
    top_share_threshold,
)
from tagstudio.library.db.database import open_library
from tagstudio.library.models import suggestions
from tagstudio.library.models.default_thresholds import base_rate_threshold
from tagstudio.library.models.models import find_model
from tagstudio.library.models.thresholds import MOST_LISTED
from tagstudio.library.search.query import ALL_TRACKS
from tagstudio.library.views import browse

WINDOWS = 3
SHARES = (0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 0.9)
# Ranked no better than by chance.
UNHEARD = {"msd-crnn": ["happy"], "starter": ["happy"], "musicnn-msd": ["happy"]}
VOICE = ("instrumental", "male vocalists")  # labelled by what is heard: the one or the other
DRAWS = 60

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scored:
    """Files of the manifest with scores (n, k) and labels (n, k): 1 yes, 0 no, -1 unknown."""

    tags: list[str]
    base_rates: Floats
    scores: Floats
    labels: NDArray[np.int8]
    recordings: NDArray[np.str_]
    feature_digest: str

    def of(self, rows: NDArray[np.bool_]) -> "Scored":
        """Return some of the files."""
        parts = self.scores[rows], self.labels[rows], self.recordings[rows]
        return Scored(self.tags, self.base_rates, *parts, self.feature_digest)


def main() -> None:
    """Print the tables, or write the reference."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=lambda text: Path(text).absolute())
    parser.add_argument("--models", nargs="+", default=["msd-crnn", "starter"])
    parser.add_argument("--scores", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--reference", action="store_true")
    options = parser.parse_args()
    found = {name: scored(name, options.data, options.scores) for name in options.models}
    if options.reference:
        write_reference(found)
        return
    for name, every in found.items():
        print(f"\n{name}: {len(every.scores)} files")
        print_libraries(every)
        print_small_libraries(every)
        print_answers(every)


def scored(name: str, data: Path, folder: Path) -> Scored:
    """Return the files of the manifest with their scores, from FOLDER/NAME.npz if it is there."""
    file = folder / f"{name}.npz"
    if not file.exists():
        np.savez(file, **score(name, data))
    with (data / "manifest.csv").open(encoding="utf-8", newline="") as manifest:
        rows = {row["file"]: row for row in csv.DictReader(manifest)}
    with np.load(file) as stored:
        tags, files = stored["tags"].tolist(), stored["files"].tolist()
        labels = np.array([labels_of(rows[one], tags) for one in files], np.int8)
        return Scored(
            tags,
            stored["base_rates"],
            stored["scores"].astype(np.float64),
            labels,
            np.array([rows[one]["track"] for one in files]),
            str(stored["feature_digest"]),
        )


def score(name: str, data: Path) -> dict[str, object]:
    """Score all files in a library of their own."""
    with tempfile.TemporaryDirectory() as scratch:
        os.environ[paths.HOME_VARIABLE] = scratch
        with open_library(Path(scratch) / "files.db", writing=True) as library:
            run(scan(library, [data / "clips", data / "library"]))
            if name.startswith("musicnn"):
                run(install(name, None))
            elif name != "starter":
                run(install(name, data / "published" / "music_tagger_crnn_weights_theano.h5"))
            model = choose_model(installed_models(), name)
            run(suggest(library, model, ALL_TRACKS, SuggestOptions(windows=WINDOWS)))
            with library.read() as connection:
                known = find_model(connection, name)
                assert known is not None
                ids = browse.track_ids(connection, ALL_TRACKS, known)
                found = suggestions.scores_of(connection, known, ids)
                at = {row.id: Path(row.path) for row in browse.rows_of(connection, known, ids)}
    with (data / "manifest.csv").open(encoding="utf-8", newline="") as manifest:
        labelled = {row["file"] for row in csv.DictReader(manifest)}
    files = {id: at[id].relative_to(data).as_posix() for id in found}
    kept = [id for id in found if files[id] in labelled]
    return {
        "files": [files[id] for id in kept],
        "scores": np.array([found[id] for id in kept], np.float32),
        "tags": [tag.name for tag in model.info.tags],
        "base_rates": [tag.base_rate for tag in model.info.tags],
        "feature_digest": model.info.feature_digest,
    }


def labels_of(row: dict[str, str], tags: list[str]) -> list[int]:
    """Return the labels of a file: of `manifest_labels`, and for voices that exclude each other."""
    said = answers(row["label"], row["tags"])
    voices = {"male vocalists", "female vocalists"} & {t for t, s in said.items() if s == "yes"}
    if voices:
        said |= {"instrumental": "no"}
    elif said.get("instrumental") == "yes":
        said |= {"male vocalists": "no"}
    return [{"yes": 1, "no": 0}.get(said.get(tag, ""), -1) for tag in tags]


def write_reference(found: dict[str, Scored]) -> None:
    """Write the shares and scores of the reference music of each model."""
    for file, of_musicnn in ((CRNN_FILE, False), (MUSICNN_FILE, True)):
        models = [
            {
                "name": name,
                "feature_digest": every.feature_digest,
                "tracks": len(every.scores),
                "shares": SHARES,
                "scores": dict(zip(every.tags, quantiles(every).tolist(), strict=True)),
                "unheard": UNHEARD.get(name, []),
            }
            for name, every in found.items()
            if name.startswith("musicnn") == of_musicnn
        ]
        if models:
            lines = json.dumps({"models": models}, indent=1).replace(",\n     ", ", ")
            text = lines.replace("[\n     ", "[").replace("\n    ]", "]")
            file.write_text(text + "\n", "utf-8")


def quantiles(scored: Scored) -> Floats:
    """Return the scores that SHARES of the files reach, (k, shares), to four digits."""
    reached = np.quantile(scored.scores, 1 - np.array(SHARES), axis=0, method="inverted_cdf").T
    digits = np.array([[float(f"{one:.4g}") for one in row] for row in reached])
    return np.clip(digits, 1e-6, 1 - 1e-6)


def thresholds(library: Scored, other: Scored) -> tuple[Floats, Floats]:
    """Return the thresholds of the model alone, and those that follow from the library, (k,)."""
    own = np.array([base_rate_threshold(float(rate)) for rate in library.base_rates])
    references = [list(zip(SHARES, row, strict=True)) for row in quantiles(other)]
    followed = [
        top_share_threshold(own[k], rate, library.scores[:, k], reference_scores(references[k]))
        for k, rate in enumerate(library.base_rates.tolist())
    ]
    unheard = np.isin(library.tags, UNHEARD["starter"])
    return own, np.where(unheard, own, followed)


def halves(every: Scored) -> Iterator[tuple[str, Scored, Scored]]:
    """Yield the name of each half, its files, and those of the other."""
    chosen_on = np.array([in_half(recording) for recording in every.recordings])
    yield "A", every.of(chosen_on), every.of(~chosen_on)
    yield "B", every.of(~chosen_on), every.of(chosen_on)


def print_libraries(every: Scored) -> None:
    """Print what is suggested in each half, by the model's thresholds and by the library's."""
    print("half  thresholds          F1    P    R  tags  none  >5  F1(5)  never suggested")
    for name, library, other in halves(every):
        for what, found in zip(("model", "library"), thresholds(library, other), strict=True):
            margin = logit(library.scores) - logit(found)
            suggested = margin >= 0
            ranks = np.argsort(np.argsort(-margin, axis=1), axis=1)
            f1, precision, recall = macro(library, suggested)
            capped, _, _ = macro(library, suggested & (ranks < MOST_LISTED))
            count = suggested.sum(axis=1)
            never = [
                tag
                for tag, is_found in zip(every.tags, suggested.any(axis=0), strict=True)
                if not is_found
            ]
            print(
                f"{name:5} {what:15} {f1:8.3f} {precision:.2f} {recall:.2f}"
                f" {count.mean():5.2f} {(count == 0).mean():5.1%}"
                f" {(count > MOST_LISTED).mean():4.0%} {capped:.3f}"
                f"  {len(never)}: {', '.join(never)}"
            )


def print_small_libraries(every: Scored) -> None:
    """Print the same of small random libraries out of half B, all of one size taken together."""
    _, (_, library, other) = halves(every)
    print("tracks  thresholds          F1    P    R  tags  none")
    for size in (5, 20, 50):
        chance = np.random.default_rng(size)
        drawn = [
            library.of(np.isin(np.arange(len(library.scores)), rows))
            for rows in (
                chance.choice(len(library.scores), size, replace=False) for _ in range(2000 // size)
            )
        ]
        together = replace(
            library,
            labels=np.concatenate([one.labels for one in drawn]),
            scores=np.concatenate([one.scores for one in drawn]),
        )
        both = zip(*(thresholds(one, other) for one in drawn), strict=True)
        for what, found in zip(("model", "library"), both, strict=True):
            suggested = together.scores >= np.repeat(np.array(found), size, axis=0)
            f1, precision, recall = macro(together, suggested)
            count = suggested.sum(axis=1)
            print(
                f"{size:6}  {what:15} {f1:6.3f} {precision:.2f} {recall:.2f} {count.mean():5.2f}"
                f" {(count == 0).mean():5.1%}"
            )


def macro(library: Scored, suggested: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Return F1, precision and recall, means over the eight genre tags."""
    tags = [library.tags.index(tag) for tag in dict.fromkeys(GENRES.values()) if tag]
    known = [(suggested[:, k], library.labels[:, k]) for k in tags]
    figures = [f1_of(on[labels >= 0], labels[labels >= 0] == 1) for on, labels in known]
    f1, precision, recall = np.mean(figures, axis=0)
    return float(f1), float(precision), float(recall)


def f1_of(suggested: NDArray[np.bool_], yes: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Return F1, precision and recall of one tag."""
    hits = float((suggested & yes).sum())
    right = hits / max(1, suggested.sum())
    return 2 * hits / max(1, suggested.sum() + yes.sum()), right, hits / max(1, yes.sum())


def print_answers(every: Scored) -> None:
    """Print F1 / precision / recall of half B before and after random answers on each tag."""
    _, (_, library, other) = halves(every)
    _, before = thresholds(library, other)
    genres = [tag for tag in dict.fromkeys(GENRES.values()) if tag]
    print("answers  tags            before              after           moved down, up at most")
    for count in (4, 10, 30):
        for what, tags in (("eight genres", genres), *((one, [one]) for one in VOICE)):
            drawn = [
                draw(library, library.tags.index(tag), before, count, seed)
                for tag in tags
                for seed in range(DRAWS)
            ]
            without, with_answers, moved = (np.array(part) for part in zip(*drawn, strict=True))
            texts = ["/".join(f"{x:.2f}" for x in one.mean(0)) for one in (without, with_answers)]
            print(
                f"{count:7}  {what:15} {texts[0]:18} {texts[1]:18}"
                f" {moved.min():+.1f} {moved.max():+.1f}"
            )


def draw(
    library: Scored, k: int, before: Floats, count: int, seed: int
) -> tuple[tuple[float, ...], tuple[float, ...], float]:
    """Answer random files of one half of the recordings, and measure on the other, both ways."""
    chance = np.random.default_rng((seed, k))
    known = np.flatnonzero(library.labels[:, k] >= 0)
    recordings = np.unique(library.recordings[known])
    asked = chance.choice(recordings, len(recordings) // 2, replace=False)
    is_asked = np.isin(library.recordings[known], asked)
    rows, rest = chance.permutation(known[is_asked])[:count], known[~is_asked]
    logits, yes = logit(library.scores[:, k]), library.labels[:, k] == 1
    after = answered_threshold(float(before[k]), logits[rows], yes[rows])
    old, new = float(logit(before[k])), float(logit(after))
    measured = (f1_of(logits[rest] >= line, yes[rest]) for line in (old, new))
    return (*measured, new - old)  # type: ignore[return-value]


if __name__ == "__main__":
    main()
