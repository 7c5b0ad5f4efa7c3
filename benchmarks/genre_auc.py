"""How well the suggested tags tell genres apart, on labelled excerpts.

    python benchmarks/genre_auc.py ../shared/data [--models msd-crnn msd-crnn-published]

Takes a folder with manifest.csv, clips/ and published/; the excerpts clips/gtzan* are scanned into
a library of their own, every model suggests tags for them through the program's own path, and for
each of eight tags the ROC-AUC of its scores against the excerpt's genre is printed, with average
precision and counts.
"""

import argparse
import csv
import os
import tempfile
from pathlib import Path

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from tagstudio.core import paths
from tagstudio.core.progress import run
from tagstudio.engine.plugins.installed_models import InstalledModel, install
from tagstudio.engine.scanning.scan import scan
from tagstudio.engine.tagging.suggest import SuggestOptions, suggest
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.models import suggestions
from tagstudio.library.models.models import find_model
from tagstudio.library.search.query import ALL_TRACKS
from tagstudio.library.views import browse

GENRE_OF_TAG = {
    "blues": "blues",
    "country": "country",
    "Hip-Hop": "hiphop",
    "jazz": "jazz",
    "metal": "metal",
    "pop": "pop",
    "rock": "rock",
    "dance": "disco",
}


def main() -> None:
    """Print the table."""
    options = arguments()
    genres = labelled_excerpts(options.data)
    with tempfile.TemporaryDirectory() as scratch:
        os.environ[paths.HOME_VARIABLE] = scratch
        folder = Path(scratch) / "excerpts"
        folder.mkdir()
        for file in genres:
            (folder / file.name).symlink_to(file)
        with open_library(Path(scratch) / "excerpts.db", writing=True) as library:
            run(scan(library, [folder]))
            for name in options.models:
                weights = "cnn" if "cnn" in name else "crnn"
                source = options.data / "published" / f"music_tagger_{weights}_weights_theano.h5"
                model = run(install(name, source))
                scores = scores_by_file(library, model)
                labels = {file.name: genre for file, genre in genres.items()}
                print_table(name, scores, labels, [tag.name for tag in model.info.tags])


def arguments() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=lambda text: Path(text).absolute())
    parser.add_argument("--models", nargs="+", default=["msd-crnn", "msd-crnn-published"])
    return parser.parse_args()


def labelled_excerpts(data: Path) -> dict[Path, str]:
    """Return the genre of each excerpt clips/gtzan* of the manifest."""
    with (data / "manifest.csv").open(encoding="utf-8", newline="") as manifest:
        return {
            data / row["file"]: row["label"]
            for row in csv.DictReader(manifest)
            if row["file"].startswith("clips/gtzan")
        }


def scores_by_file(library: Library, model: InstalledModel) -> dict[str, tuple[float, ...]]:
    """Score the library with the model; return the scores by file name."""
    report = run(suggest(library, model, ALL_TRACKS, SuggestOptions()))
    print(*report.notices, *[problem.message for problem in report.problems], sep="\n")
    with library.read() as connection:
        known = find_model(connection, model.info.name)
        assert known is not None
        ids = browse.track_ids(connection, ALL_TRACKS, known)
        tracks = browse.rows_of(connection, known, ids)
        scores = suggestions.scores_of(connection, known, ids)
    return {Path(row.path).name: scores[row.id] for row in tracks if row.id in scores}


def print_table(
    model: str, scores: dict[str, tuple[float, ...]], labels: dict[str, str], tags: list[str]
) -> None:
    """Print per tag ROC-AUC, average precision, positives and negatives, and the means."""
    files = sorted(scores)
    table = np.array([scores[file] for file in files])
    figures = []
    print(f"\n{model}: {len(files)} excerpts")
    print(f"{'tag':<10}{'ROC-AUC':>9}{'AP':>8}{'pos':>6}{'neg':>6}")
    for tag, genre in GENRE_OF_TAG.items():
        positive = np.array([labels[file] == genre for file in files])
        column = table[:, tags.index(tag)]
        figures.append((roc_auc_score(positive, column), average_precision_score(positive, column)))
        counts = f"{positive.sum():>6}{(~positive).sum():>6}"
        print(f"{tag:<10}{figures[-1][0]:>9.3f}{figures[-1][1]:>8.3f}{counts}")
    auc, precision = np.mean(figures, axis=0)
    print(f"{'macro':<10}{auc:>9.4f}{precision:>8.4f}")


if __name__ == "__main__":
    main()
