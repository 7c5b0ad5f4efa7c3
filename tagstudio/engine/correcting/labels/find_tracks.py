"""Matching of the mentions in a file of labels to tracks of the library.

By path: as it stands, from the folder of the file of labels, or from a scanned folder; else by the
end of a path that only one track has; else by title and artist. A wrong match would be a wrong
training label, so every doubtful one is left out, with the reason.
"""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from tagstudio.core.messages import Message, message
from tagstudio.engine.correcting.labels.label import Mention
from tagstudio.library.db.text_folding import folded
from tagstudio.library.tracks.track_names import KnownTrack

NO_TRACK = message("labels.no-track", "no such track")
SEVERAL_TRACKS = message("labels.several-tracks", "several tracks fit")
SEVERAL_ROWS = message("labels.several-rows", "several rows of different paths fit one track")
_PARTS = 2  # of a path must agree, the name and a folder, where the file tells a folder

How = Literal["path", "end of the path", "title and artist"]


@dataclass(frozen=True)
class Found:
    """The tracks that a mention means and how they were found, or none and the reason."""

    track_ids: tuple[int, ...]
    how: How | None
    reason: Message | None = None


class TrackFinder:
    """Finds tracks among those of the library; paths may be relative to one of `folders`."""

    def __init__(self, tracks: Sequence[KnownTrack], folders: Sequence[str]) -> None:
        self._tracks = tracks
        self._folders = folders
        self._by_path = {track.path: track for track in tracks}

    def find_all(self, mentions: Iterable[Mention]) -> dict[Mention, Found]:
        """Return the match of each mention; a track that two ends of paths fit is neither's."""
        found = {mention: self._find(mention) for mention in mentions}
        claims: defaultdict[int, set[tuple[str, ...]]] = defaultdict(set)
        for mention, one in found.items():
            if one.how in {"path", "end of the path"}:
                for track_id in one.track_ids:
                    claims[track_id].add(mention.paths)
        return {
            mention: Found((), None, SEVERAL_ROWS)
            if one.how == "end of the path" and any(len(claims[id]) > 1 for id in one.track_ids)
            else one
            for mention, one in found.items()
        }

    def _find(self, mention: Mention) -> Found:
        reason = NO_TRACK
        for how, fitting in self._attempts(mention):
            if chosen := _one_recording(fitting):
                return Found(tuple(track.id for track in chosen), how)
            reason = SEVERAL_TRACKS if fitting else reason
        return Found((), None, reason)

    def _attempts(self, mention: Mention) -> Iterator[tuple[How, list[KnownTrack]]]:
        """Yield the tracks that fit, by one way after another, the surest first."""
        for path in mention.paths:
            yield "path", self._at(path)
        for path in mention.paths:
            yield "end of the path", self._ending_with(path)
        yield "title and artist", self._called(mention)

    def _at(self, path: str) -> list[KnownTrack]:
        """Return the track at `path`: absolute, or from the first folder that has it."""
        places = [path] if Path(path).is_absolute() else [f"{top}/{path}" for top in self._folders]
        known = (self._by_path.get(os.path.normpath(place)) for place in places)
        return [track for track in known if track is not None][:1]

    def _ending_with(self, path: str) -> list[KnownTrack]:
        """Return the tracks whose paths agree with the longest end of `path`."""
        parts = _parts(path)
        if not parts:
            return []
        agreeing: defaultdict[int, list[KnownTrack]] = defaultdict(list)
        for track in self._by_name.get(parts[-1], []):
            agreeing[_agreeing(parts, _parts(track.path))].append(track)
        longest = max(agreeing, default=0)
        return agreeing[longest] if longest >= min(_PARTS, len(parts)) else []

    def _called(self, mention: Mention) -> list[KnownTrack]:
        if not mention.title or not mention.artist:
            return []
        return self._by_title.get((_plain(mention.title), _plain(mention.artist)), [])

    @cached_property
    def _by_name(self) -> dict[str, list[KnownTrack]]:
        found: dict[str, list[KnownTrack]] = {}
        for track in self._tracks:
            found.setdefault(_parts(track.path)[-1], []).append(track)
        return found

    @cached_property
    def _by_title(self) -> dict[tuple[str, str], list[KnownTrack]]:
        found: dict[tuple[str, str], list[KnownTrack]] = {}
        for track in self._tracks:
            found.setdefault((_plain(track.title), _plain(track.artist)), []).append(track)
        return found


def _one_recording(tracks: list[KnownTrack]) -> list[KnownTrack]:
    """Return `tracks` if they are one track or copies of one recording, else none.

    Missing tracks are left out where others are present.
    """
    there = [track for track in tracks if not track.missing] or tracks
    hashes = {track.content_hash for track in there}
    return there if len(there) == 1 or (len(hashes) == 1 and None not in hashes) else []


def _parts(path: str) -> list[str]:
    return [part for part in folded(path).replace("\\", "/").split("/") if part.strip(".")]


def _agreeing(parts: list[str], others: list[str]) -> int:
    """Return how many parts agree from the end."""
    return sum(1 for _ in _while_equal(reversed(parts), reversed(others)))


def _while_equal(parts: Iterator[str], others: Iterator[str]) -> Iterator[str]:
    for part, other in zip(parts, others, strict=False):
        if part != other:
            return
        yield part


def _plain(text: str) -> str:
    return " ".join(folded(text).split())
