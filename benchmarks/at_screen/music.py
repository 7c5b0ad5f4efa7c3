"""Music for the stories: copies of the material, in folders of an empty home."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from pathlib import Path

import mutagen

from at_screen.newcomer import Newcomer


def tracks(newcomer: Newcomer, count: int) -> list[Path]:
    """Copy full-length tracks into the home's Music, as they are."""
    found = sorted((newcomer.data / "library").glob("*.mp3"))[:count]
    return [_copy(file, newcomer.music / file.name) for file in found]


def untagged(newcomer: Newcomer, count: int) -> list[Path]:
    """Copy tracks without any tag, under names that say nothing."""
    found = sorted((newcomer.data / "library").glob("*.mp3"))[:count]
    copies = [
        _copy(file, newcomer.music / f"track{number:02}.mp3") for number, file in enumerate(found)
    ]
    for copy in copies:
        held = mutagen.File(copy)
        if held is not None:
            held.delete()
    return copies


def clips(newcomer: Newcomer, labels: Sequence[str], each: int) -> dict[str, list[Path]]:
    """Copy excerpts by their label, in a folder each, with an artist in the file's own tags."""
    by_label: dict[str, list[Path]] = {label: [] for label in labels}
    with (newcomer.data / "manifest.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            copies = by_label.get(row["label"])
            if copies is not None and len(copies) < each and row["file"].startswith("clips/"):
                source = newcomer.data / row["file"]
                copy = _copy(source, newcomer.music / row["label"] / source.name)
                _name(
                    copy,
                    f"{row['label']} {len(copies):02}",
                    f"Band {row['label']} {len(copies):02}",
                )
                copies.append(copy)
    return by_label


def genres(file: Path) -> list[str]:
    """Return the genres in a file's own tags."""
    held = mutagen.File(file, easy=True)
    return list(held.get("genre", [])) if held is not None else []


def _copy(source: Path, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    return target


def _name(file: Path, title: str, artist: str) -> None:
    held = mutagen.File(file, easy=True)
    held["title"], held["artist"] = title, artist
    held.save()
