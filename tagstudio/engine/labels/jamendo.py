"""Labels from the TSV files of the MTG-Jamendo dataset.

One track a line, TRACK_ID ARTIST_ID ALBUM_ID PATH DURATION TAGS, and each further cell one more tag
as category---tag: https://github.com/MTG/mtg-jamendo-dataset
"""

from collections.abc import Iterator
from pathlib import Path

from tagstudio.engine.labels.label import Entry, Label, Mention, Skipped
from tagstudio.engine.labels.table import open_text

_GROUPS = {"mood/theme": "mood"}
_FIRST_TAG = 5  # the column


def read_jamendo(file: Path) -> Iterator[Entry]:
    """Give the labels of an MTG-Jamendo TSV file, each a yes."""
    with open_text(file) as opened:
        for number, line in enumerate(opened, start=1):
            if number > 1 and line.strip():
                yield from _entries(number, line.rstrip("\r\n").split("\t"))


def _entries(number: int, cells: list[str]) -> Iterator[Entry]:
    tags = [cell for cell in cells[_FIRST_TAG:] if cell.strip()]
    if not tags:
        yield Skipped(number, "the row names no track or no tag", "\t".join(cells))
        return
    mention = Mention(_paths(cells[3]))
    for cell in tags:
        category, _, tag = cell.strip().rpartition("---")
        yield Label(number, mention, tag, "yes", _GROUPS.get(category, category))


def _paths(path: str) -> tuple[str, ...]:
    """Return what a track can be called: 48/948.mp3, or in the small audio 48/948.low.mp3.

    The numbers are unique in the dataset, so the name will do without its folder.
    """
    low = f"{path.removesuffix('.mp3')}.low.mp3"
    return tuple(dict.fromkeys((path, low, Path(path).name, Path(low).name)))
