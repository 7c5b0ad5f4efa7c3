"""MTG-Jamendo: autotagging.tsv, and its splits.

One track a line, TRACK_ID ARTIST_ID ALBUM_ID PATH DURATION TAGS, and each further cell one more tag
as category---tag: https://github.com/MTG/mtg-jamendo-dataset
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tagstudio.core.errors import TagStudioError
from tagstudio.datasets.audio_files import audio_paths
from tagstudio.datasets.label_table import label_table
from tagstudio.datasets.splits import split_of_groups
from tagstudio.datasets.table import columns_of
from tagstudio.datasets.text_encoding import open_text
from tagstudio.plugin_api.clips import Clips
from tagstudio.plugin_api.splits import SPLIT_NUMBERS

_NO_SPLIT = -1
_SUBSETS = ("autotagging_top50tags", "autotagging")  # the first there is stands for a folder
_FOLDERS = ("", "split-0", "splits/split-0", "data/splits/split-0", "data")
_FIRST_TAG = 5  # the column


@dataclass(frozen=True)
class Track:
    """A line of the file, and its `text`: `tags` are pairs of category and tag.

    A line that is cut short has neither path nor tags.
    """

    line: int
    text: str
    id: str
    artist: str
    path: str
    tags: tuple[tuple[str, str], ...]

    @property
    def low_path(self) -> str:
        """The file name in the edition of low bit rate: 48/948.low.mp3."""
        return f"{self.path.removesuffix('.mp3')}.low.mp3"


def read_tracks(file: Path) -> Iterator[Track]:
    """Yield the tracks of one TSV file."""
    with open_text(file) as opened:
        for number, line in enumerate(opened, start=1):
            if number > 1 and line.strip():
                yield _track(number, line.rstrip("\r\n"))


def _track(number: int, text: str) -> Track:
    cells = text.split("\t")
    if len(cells) <= _FIRST_TAG:
        return Track(number, text, cells[0], "", "", ())
    pairs = (cell.strip().rpartition("---") for cell in cells[_FIRST_TAG:] if cell.strip())
    tags = tuple((category, tag) for category, _, tag in pairs)
    return Track(number, text, cells[0], cells[1], cells[3], tags)


def is_jamendo(path: Path) -> bool:
    """Tell whether the file, or a file in the folder, is one of MTG-Jamendo's lists."""
    return bool(_lists(path))


def read(path: Path) -> Clips:
    """Read a list and its two companions, or a list by itself; a folder: those of the top 50 tags.

    A tag that a track lacks is a no. Without the three lists of a split, artists are split by hash.
    """
    lists = _lists(path)
    if not lists:
        raise TagStudioError(
            "datasets.no-jamendo",
            "{path} holds no list of MTG-Jamendo's: autotagging.tsv, or autotagging-train.tsv with"
            " its -validation and -test.",
            path=path,
        )
    found = [
        (track, split) for file, split in lists.items() for track in read_tracks(file) if track.tags
    ]
    tracks = [track for track, _ in found]
    tags = sorted({tag for track in tracks for _, tag in track.tags})
    groups = tuple(track.artist for track in tracks)
    spellings = ([track.path for track in tracks], [track.low_path for track in tracks])
    own = np.array([split for _, split in found])
    return Clips(
        tags=tuple(tags),
        ids=tuple(track.id for track in tracks),
        paths=audio_paths(path if path.is_dir() else path.parent, spellings),
        groups=groups,
        answers=label_table([[tag for _, tag in track.tags] for track in tracks], tags),
        splits=split_of_groups(groups) if (own < 0).all() else own.astype(np.uint8),
    )


def _lists(path: Path) -> dict[Path, int]:
    """Return the lists at `path` with their splits: three lists, or one without a split."""
    if path.is_file():
        return _with_companions(path) if _is_list(path) else {}
    for ending in ("-train.tsv", ".tsv"):
        for folder in _FOLDERS:
            for subset in _SUBSETS:
                file = path / folder / (subset + ending)
                if _is_list(file):
                    return _with_companions(file)
    return {}


def _is_list(file: Path) -> bool:
    return file.is_file() and columns_of(file)[:2] == ["track_id", "artist_id"]


def _with_companions(file: Path) -> dict[Path, int]:
    subset, _, split = file.stem.rpartition("-")
    if split not in SPLIT_NUMBERS:
        return {file: _NO_SPLIT}
    lists = {
        file.with_name(f"{subset}-{name}.tsv"): number for name, number in SPLIT_NUMBERS.items()
    }
    for companion in lists:
        if not companion.is_file():
            raise TagStudioError(
                "datasets.no-companion",
                "{companion} is missing; it belongs to the split of {file}.",
                companion=companion,
                file=file,
            )
    return lists
