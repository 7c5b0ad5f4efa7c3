"""Labels from the TSV files of the MTG-Jamendo dataset."""

from collections.abc import Iterator
from pathlib import Path

from tagstudio.datasets.jamendo import Track, read_tracks
from tagstudio.engine.correcting.labels.label import NAMELESS, Entry, Label, Mention, Skipped

_GROUPS = {"mood/theme": "mood"}


def read_jamendo(file: Path) -> Iterator[Entry]:
    """Yield the labels of an MTG-Jamendo TSV file, each a yes."""
    for track in read_tracks(file):
        if not track.tags:
            yield Skipped(track.line, NAMELESS, track.text)
        for category, tag in track.tags:
            group = _GROUPS.get(category, category)
            yield Label(track.line, Mention(_paths(track)), tag, "yes", group)


def _paths(track: Track) -> tuple[str, ...]:
    """Return the names of a track: 48/948.mp3, or in the small audio 48/948.low.mp3.

    The numbers are unique in the dataset, so the name alone is enough, without its folder.
    """
    names = (track.path, track.low_path)
    return tuple(dict.fromkeys((*names, *(Path(name).name for name in names))))
