"""Sets of labelled files on which models are taught and judged: genres, moods, a library.

Each file of `manifest.csv` has one label. It is a yes to the tag that the label names and a no to
the set's other tags. That is hard on moods, where "happy" and "excited" may both be so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manifest_labels import GENRES
from numpy.typing import NDArray

Rows = NDArray[np.intp]
Texts = NDArray[np.str_]

MOODS = (  # of the labels, and whether the models have the tag
    ("happy", True),
    ("sad", True),
    ("chill", True),
    ("dark", False),
    ("uneasy", False),
    ("hopeful", False),
    ("funny", False),
    ("contemplative", False),
    ("euphoric", False),
    ("excited", False),
    ("melancholic", False),
    ("angry", False),
)
SETS = ("genres", "moods", "library")
LEAST_GROUPS = 2  # that have a tag: one to learn from, one to judge by


@dataclass(frozen=True)
class LabelledSet:
    """Some of the files, `rows`, by what they are called `said` (all files).

    `known` are the tags that the models have, `own` those that none has. All files of a group are
    answered or judge; one in `judging_share` groups judges. `seconds` is the length of a track.
    """

    name: str
    rows: Rows
    said: Texts
    groups: Texts
    grouped_by: str
    known: tuple[str, ...]
    own: tuple[str, ...]
    taught: tuple[int, ...]
    judging_share: int
    seconds: float

    def truth(self, tags: Sequence[str], rows: Rows) -> NDArray[np.bool_]:
        """Return which of the files in `rows` have which tags: (rows, tags)."""
        return self.said[rows][:, None] == np.array(tags)

    def split(self, seed: int) -> tuple[Rows, Rows]:
        """Return the files that may be answered, in random order, and those that judge."""
        random = np.random.default_rng(seed)
        names = random.permutation(np.unique(self.groups[self.rows]))
        judging = np.isin(self.groups[self.rows], names[: len(names) // self.judging_share])
        return random.permutation(self.rows[~judging]), self.rows[judging]


def labelled_sets(
    files: Sequence[str], labels: Texts, recordings: Texts, heard: Rows
) -> list[LabelledSet]:
    """Return the sets, of those files that were `heard`; texts are by file."""
    genres = np.array([GENRES.get(label) or "" for label in labels])
    moods = np.array([mood_of(label) for label in labels])
    is_excerpt = np.array([file.startswith("clips/gtzan") for file in files])
    in_library = np.array([file.startswith("library/") for file in files])
    artists = [file.rpartition(" - ")[2] for file in files]
    makers = np.where(in_library, artists, recordings)
    eight = tuple(dict.fromkeys(genre for genre in GENRES.values() if genre))
    excerpts = heard[is_excerpt[heard]]
    moody = heard[(moods != "")[heard]]

    def of_moods(name: str, rows: Rows, grouped_by: str, taught: tuple[int, ...]) -> LabelledSet:
        known, own = (
            tuple(
                tag
                for tag, is_known in MOODS
                if is_known is wanted
                and len(np.unique(makers[rows][moods[rows] == tag])) >= LEAST_GROUPS
            )
            for wanted in (True, False)
        )
        return LabelledSet(name, rows, moods, makers, grouped_by, known, own, taught, 3, 30.0)

    of_genres = ("recordings", eight, (), (0, 10, 30, 60, 90), 2, 2.0)
    return [
        LabelledSet("genres", excerpts, genres, recordings, *of_genres),
        of_moods("moods", moody, "recordings or artists", (0, 10, 30, 60)),
        of_moods("library", moody[in_library[moody]], "artists", (0, 10, 20)),
    ]


def mood_of(label: str) -> str:
    """Return the first mood that a label names, an empty text for none."""
    words = label.replace(":", " ").replace(",", " ").split()
    moods = [mood for mood, _ in MOODS]
    return next((word for word in words if word in moods), "")
