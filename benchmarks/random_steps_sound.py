"""The sound files of `random_steps`: made, changed from outside, and read as others read them.

A `Recording` is known by its sound: each has a tone of its own, and lengths and names by which
TagStudio, too, can tell it from the one whose place it takes (docs/decisions/0004).
"""

import hashlib
import os
import random
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import av
import mutagen
import numpy as np
import soundfile
from mutagen.id3 import COMM, TALB, TCON, TIT2, TMOO, TPE1, TXXX
from mutagen.mp4 import MP4FreeForm

from tagstudio.audio.containers.content_hash import content_hash

FORMATS = ("mp3", "flac", "ogg", "m4a", "wav")
FIELDS = ("genre", "mood", "instrument", "era")  # that TagStudio writes
LENGTHS = 40  # different ones, further apart than an encoder's padding
APART = 2.3  # seconds
LEVELS, TONES = 5, 12  # how loud and how high; both can be heard again from any format

Tags = dict[str, list[str]]

_ID3 = {"title": TIT2, "artist": TPE1, "album": TALB, "genre": TCON, "mood": TMOO}
_MP4 = {"title": "\xa9nam", "artist": "\xa9ART", "album": "\xa9alb", "genre": "\xa9gen"}
_MP4 |= {"comment": "\xa9cmt"}
_FREE = "----:com.apple.iTunes:"


@dataclass
class Recording:
    """One recording: its `path`, None for a file that is gone, and what must be in the file.

    `hashes` are the content hashes that its encodings have had, `hash` that of its last one, and
    `sound` the hash of its samples.
    """

    number: int
    suffix: str
    seconds: float
    level: float
    tone: float
    tags: Tags = field(default_factory=dict)
    path: str | None = None
    away: bool = False
    hashes: set[bytes] = field(default_factory=set)
    hash: bytes = b""
    sound: str = ""

    @property
    def marker(self) -> str:
        """Return the word that only this recording's title has."""
        return f"r{self.number:05}x"


def make(recording: Recording, path: Path) -> None:
    """Write the recording's sound and tags to `path`; its hashes become those of the file."""
    hz = 16_000 if recording.suffix == "mp3" else 8_000
    # A number in the length makes two encodings differ, and every recording from every other.
    times = np.arange(int(recording.seconds * hz) + 1100 * len(recording.hashes)) / hz
    waves = np.sin(2 * np.pi * recording.tone * times)
    waves *= 1 - 0.02 * np.sin(2 * np.pi * (0.3 + recording.number % 97 / 50) * times)
    samples = (recording.level * waves).astype(np.float32)
    if recording.suffix == "m4a":
        _make_m4a(path, samples, hz)
    else:
        subtype = {"subtype": "PCM_16"} if recording.suffix in {"wav", "flac"} else {}
        soundfile.write(path, samples, hz, **subtype)
    write_tags(path, recording.tags)
    recording.path, recording.away = str(path), False
    recording.hash = content_hash(str(path))
    recording.hashes.add(recording.hash)
    recording.sound = sound_of(path)


def _make_m4a(path: Path, samples: "np.ndarray", hz: int) -> None:
    with av.open(str(path), "w", format="ipod") as container:
        stream = container.add_stream("aac", rate=hz, layout="mono")
        for start in range(0, len(samples) - 1023, 1024):
            block = np.ascontiguousarray(samples[None, start : start + 1024])
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="mono")
            frame.sample_rate, frame.pts = hz, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def sound_of(path: Path | str) -> str:
    """Return a hash of the decoded samples."""
    digest = hashlib.sha256()
    if str(path).endswith("m4a"):
        with av.open(str(path)) as container:
            for frame in container.decode(audio=0):
                digest.update(frame.to_ndarray().tobytes())
    else:
        with open(path, "rb") as file:  # noqa: PTH123 - a name of any bytes
            digest.update(soundfile.read(file, dtype="float32")[0].tobytes())
    return digest.hexdigest()


def write_tags(path: Path | str, tags: Tags) -> None:
    """Write `tags` as another program would: in place, with mutagen."""
    file: Any = mutagen.File(str(path))
    if file.tags is None:
        file.add_tags()
    known = read_tags(path)
    for key in known.keys() | tags.keys():
        values = tags.get(key, [])
        if known.get(key, []) != values:
            _set(file, str(path), key, values)
    file.save()


def _set(file: Any, path: str, key: str, values: list[str]) -> None:
    if path.endswith(("mp3", "wav")):
        name = {"comment": "COMM::eng"}.get(key) or (
            _ID3[key].__name__ if key in _ID3 else f"TXXX:{key.upper()}"
        )
        file.tags.delall(name)
        if values and key == "comment":
            file.tags.add(COMM(encoding=3, lang="eng", desc="", text=values))
        elif values and key in _ID3:
            file.tags.add(_ID3[key](encoding=3, text=values))
        elif values:
            file.tags.add(TXXX(encoding=3, desc=key.upper(), text=values))
        return
    if path.endswith("m4a"):
        name = _MP4.get(key) or _FREE + key.upper()
        stored: list[Any] = [
            value if key in _MP4 else MP4FreeForm(value.encode()) for value in values
        ]
    else:
        name, stored = key, list(values)
    if stored:
        file.tags[name] = stored
    elif name in file.tags:
        del file.tags[name]


def read_tags(path: Path | str) -> Tags:
    """Return all texts in a file's tags by name."""
    file: Any = mutagen.File(str(path))
    found: Tags = {}
    if str(path).endswith(("mp3", "wav")):
        names = {frame.__name__: key for key, frame in _ID3.items()} | {"COMM": "comment"}
        for frame in file.tags.values() if file.tags else ():
            key = frame.desc.lower() if frame.FrameID == "TXXX" else names.get(frame.FrameID)
            found[key or frame.FrameID] = [str(text) for text in frame.text]
        return found
    names = {name: key for key, name in _MP4.items()}
    for name, values in (file.tags or {}).items():
        key = names.get(name, name.removeprefix(_FREE).lower())
        found[key] = [v.decode() if isinstance(v, bytes) else str(v) for v in values]
    return {key: values for key, values in found.items() if key not in {"\xa9too", "encoder"}}


def sha256(path: Path | str) -> str:
    """Return the hash of a file's bytes."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


class World:
    """The folders with music under `folder`: two roots, and a place for what was taken away."""

    def __init__(self, folder: Path) -> None:
        self.roots = [folder / "Müsic of one", folder / "two" / "music"]
        self.away = folder / "taken away"
        self.recordings: dict[int, Recording] = {}
        self.names = 0
        self.held: dict[str, set[int]] = {}  # by path: the recordings that lay there
        self.looked: dict[str, tuple[int, ...]] = {}  # by path: the file's state when last checked
        for place in (*self.roots, self.away):
            place.mkdir(parents=True, exist_ok=True)

    def present(self) -> list[Recording]:
        """Return the recordings whose files are in the roots."""
        return [one for one in self.recordings.values() if one.path and not one.away]

    def taken_away(self) -> list[Recording]:
        """Return those whose files were taken out of the roots, to come back."""
        return [one for one in self.recordings.values() if one.path and one.away]

    def free_path(self, root: Path, suffix: str, chance: random.Random) -> Path:
        """Return a path that no file has had."""
        self.names += 1
        folder = root / chance.choice(["", "disc 1", "disc 2", "ä ö"])
        folder.mkdir(exist_ok=True)
        return folder / f"{self.names:05} track.{suffix}"

    def new(
        self, chance: random.Random, suffix: str = "", unlike: Iterable[float] = ()
    ) -> Recording:
        """Return a recording, not yet a file, unlike those that are there and one of a length."""
        number = len(self.recordings) + 1
        used = {one.seconds for one in self.present() + self.taken_away()}.union(unlike)
        lengths = [round(APART * (n + 1), 1) for n in range(LENGTHS)]
        free = [one for one in lengths if one not in used]
        free = free or [one for one in lengths if one not in set(unlike)]
        made = Recording(
            number,
            suffix or chance.choice(FORMATS),
            chance.choice(free[:12]),
            level=0.15 + 0.75 * (number % LEVELS) / (LEVELS - 1),
            tone=100.0 * (3 + number % TONES),
        )
        made.tags = {
            "title": [f"{made.marker} a piece"],
            "artist": [f"Artist {number % 9}"],
            "album": [f"Album {number % 13}"],
            "catalog": [f"no. {number}"],
        }
        if chance.random() < 0.5:
            made.tags["genre"] = [chance.choice(["Dark Folk", "Jazz", "Rock/Pop", "sad"])]
        self.recordings[number] = made
        return made

    def without_file(self, one: Recording) -> Recording:
        """Return what a library knows of `one` whose file it can no longer find: a recording."""
        number = len(self.recordings) + 1
        lost = replace(one, number=number, path=None, away=False, hashes=set(), hash=b"")
        self.recordings[number] = lost
        return lost

    def by_hash(self) -> dict[bytes, Recording]:
        """Return the recordings by each content hash that they have had."""
        return {code: one for one in self.recordings.values() for code in one.hashes}

    def wrong_files(self) -> list[str]:
        """Return what is wrong with the files that changed since the last look: tags, sound."""
        wrong = []
        for one in self.present() + self.taken_away():
            assert one.path is not None
            self.held.setdefault(one.path, set()).add(one.number)
            try:
                status = os.stat(one.path)  # noqa: PTH116
            except OSError:
                wrong.append(f"lost: the file of {one.marker} at {one.path} is gone")
                continue
            state = (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
            if self.looked.get(one.path) == state:
                continue
            wrong += self._wrong_file(one)
            self.looked[one.path] = state
        return wrong + self._strangers()

    def _wrong_file(self, one: Recording) -> list[str]:
        assert one.path is not None
        wrong = []
        found = read_tags(one.path)
        if found != one.tags:
            keys = [key for key in found.keys() | one.tags if found.get(key) != one.tags.get(key)]
            told = {key: (one.tags.get(key), found.get(key)) for key in keys}
            wrong.append(f"lost: tags of {one.marker}, wanted and found: {told}")
        if sound_of(one.path) != one.sound:
            wrong.append(f"lost: the sound of {one.marker} at {one.path} is another one")
        return wrong

    def _strangers(self) -> list[str]:
        known = {one.path for one in self.present()}
        found = {
            str(path)
            for root in self.roots
            for path in root.rglob("*.*")
            if path.is_file() and not path.name.startswith(".")
        }
        return [f"lost: {path} is a file of nobody" for path in sorted(found - known)]
