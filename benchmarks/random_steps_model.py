"""What must hold in a library after each step of `random_steps`, kept beside the program.

The model knows answers by recording, never by path or row, and knows nothing of how the program
stores them. `Stored` is what the library's file says, read with plain SQL.
"""

import pickle
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any, NamedTuple
from unittest.mock import ANY

from random_steps_sound import Recording, Tags

Answer = tuple[str, str]  # yes or no, and who said so
Change = tuple[int, str, Answer | None, Answer | None]  # recording, tag, before, after
Mark = tuple[int, bool, bool]  # recording, reviewed before and after
Naming = tuple[int, str | None, str | None]  # recording, its artist by the user before and after
InUse = tuple[str, bool]  # a version that came into use, and whether on trial
Threshold = tuple[str, Any]  # the rule it was set by, and what the user named: ANY, for a machine
APPEND_ONLY = (
    "journal",
    "review_marks",
    "named_artists",
    "edited_facts",
    "kept_answers",
    "part_answers",
    "tag_edits",
    "judgements",
    "promotions",
)


@dataclass
class Action:
    """One step for undo."""

    changes: list[Change] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    namings: list[Naming] = field(default_factory=list)


class Written(NamedTuple):
    """A file that `write` changed: its fields and bytes before and after."""

    before: Tags
    after: Tags
    sha_before: str
    sha_after: str


@dataclass
class Believed:
    """What must be in one library.

    `writes` are the writings that can be undone, by recording, None after a restore: then the
    library may know older ones. `named` are the artists that the user named, `appended` the rows of
    the tables that only grow. `parted` has the content hashes that it takes for another recording
    than the world does: of files that were moved and encoded anew between two of its scans.
    """

    answers: dict[int, dict[str, Answer]] = field(default_factory=dict)
    reviewed: set[int] = field(default_factory=set)
    named: dict[int, str] = field(default_factory=dict)
    undo: list[Action] = field(default_factory=list)
    redo: list[Action] = field(default_factory=list)
    removed: set[int] = field(default_factory=set)  # roots, by number
    promoted: list[InUse] = field(default_factory=list)
    thresholds: dict[tuple[str, str], Threshold] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)  # taught here: name -> hash of the file
    writes: list[dict[int, Written]] | None = field(default_factory=list)
    parted: dict[bytes, int] = field(default_factory=dict)
    appended: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)

    def answer(self, recording: int, tag: str) -> Answer | None:
        """Return the answer to a tag of a recording."""
        return self.answers.get(recording, {}).get(tag)

    def act(self, action: Action) -> None:
        """Take an action: it can be undone, and nothing redone any more."""
        if action.changes or action.marks or action.namings:
            self._set(action, back=False)
            self.undo.append(action)
            self.redo.clear()

    def take_back(self) -> None:
        """Undo the last action, if there is one."""
        if self.undo:
            self.redo.append(self.undo.pop())
            self._set(self.redo[-1], back=True)

    def do_again(self) -> None:
        """Redo what was undone last, if there is something."""
        if self.redo:
            self.undo.append(self.redo.pop())
            self._set(self.undo[-1], back=False)

    def part(self, recording: int, code: bytes, other: int) -> None:
        """Let what was said of a recording be about `other`, whose content hash is `code`."""
        self.parted[code] = other
        if recording in self.answers:
            self.answers[other] = self.answers.pop(recording)
        if recording in self.reviewed:
            self.reviewed ^= {recording, other}
        if recording in self.named:
            self.named[other] = self.named.pop(recording)
        for action in (*self.undo, *self.redo):
            action.changes = [
                (other if c[0] == recording else c[0], *c[1:]) for c in action.changes
            ]
            action.marks = [(other if m[0] == recording else m[0], *m[1:]) for m in action.marks]
            action.namings = [
                (other if n[0] == recording else n[0], *n[1:]) for n in action.namings
            ]

    def said(self) -> bytes:
        """Return what was answered, and about which recordings, to `say` it again."""
        said = self.answers, self.reviewed, self.named, self.undo, self.redo, self.parted
        return pickle.dumps(said)

    def say(self, said: bytes) -> None:
        """Take back to what was `said`."""
        self.answers, self.reviewed, self.named, *rest = pickle.loads(said)
        self.undo, self.redo, self.parted = rest

    def put_to_use(self, version: str, before: str, *, trial: bool) -> None:
        """Take a version into use after `before`, whose thresholds it gets by their rules."""
        self.promoted.append((version, trial))
        for (model, tag), (rule, target) in list(self.thresholds.items()):
            if model == before:
                carried = (rule, target) if rule == "precision" else ("share", ANY)
                self.thresholds.setdefault((version, tag), carried)

    def take_trials_back(self) -> None:
        """Go back to the last version that is no trial."""
        while self.promoted and self.promoted[-1][1]:
            self.promoted.pop()

    def in_use(self, root: str) -> str:
        """Return the name of the version in use, `root` where none was put to use."""
        return self.promoted[-1][0] if self.promoted else root

    def _set(self, action: Action, back: bool) -> None:
        for recording, tag, before, after in action.changes:
            value = before if back else after
            tags = self.answers.setdefault(recording, {})
            if value is None:
                tags.pop(tag, None)
            else:
                tags[tag] = value
        for recording, before_name, after_name in action.namings:
            name = before_name if back else after_name
            if name is None:
                self.named.pop(recording, None)
            else:
                self.named[recording] = name
        for recording, before_mark, after_mark in action.marks:
            if before_mark if back else after_mark:
                self.reviewed.add(recording)
            else:
                self.reviewed.discard(recording)


class Row(NamedTuple):
    """A track as the library's file has it; `here` is whether it is in the library's folders."""

    id: int
    path: str
    content_hash: bytes
    size: int
    mtime_ns: int
    missing: bool
    reviewed: bool
    title: str
    artist: str
    album: str
    here: bool
    recording: int


_ROWS = """
SELECT id, path, content_hash, size, mtime_ns, missing_since IS NOT NULL,
       reviewed_at IS NOT NULL, title, artist, album,
       id NOT IN (SELECT track_id FROM removed_tracks)
FROM tracks ORDER BY id
"""
_ANSWERS = """
SELECT track_id, tags.name, state, source FROM decisions JOIN tags ON tags.id = tag_id
"""
_PROMOTIONS = """
SELECT kind, models.name FROM promotions JOIN models ON models.id = model_id ORDER BY promotions.id
"""
_THRESHOLDS = """
SELECT models.name, tags.name, rule, iif(rule = 'score', threshold, target) FROM user_thresholds
JOIN models ON models.id = model_id JOIN tags ON tags.id = tag_id
"""
_ENTRY = """
SELECT lineage, (SELECT coalesce(max(id), 0) FROM journal),
       (SELECT coalesce(max(id), 0) FROM review_marks),
       (SELECT coalesce(max(id), 0) FROM named_artists)
FROM identity
"""
_NAMED = """
SELECT track_id, after FROM named_artists
WHERE id IN (SELECT max(id) FROM named_artists GROUP BY track_id) AND after IS NOT NULL
"""
_ORIGINALS = "SELECT track_id, original_id FROM same_recordings"
_FEATURES = "SELECT track_id, features FROM suggestion_features"


class Entry(NamedTuple):
    """How far a library's journals are; the numbers of two lineages say nothing of each other."""

    lineage: str
    answers: int
    marks: int
    namings: int


class Stored:
    """What a library's file holds; `wrong` what cannot be right in any library."""

    def __init__(self, path: Path, recordings: dict[bytes, Recording]) -> None:
        self.wrong: list[str] = []
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as file:
            self._read(file, recordings)

    def _read(self, file: sqlite3.Connection, recordings: dict[bytes, Recording]) -> None:
        if (found := file.execute("PRAGMA quick_check(1)").fetchone()) != ("ok",):
            self.wrong.append(f"lost: the library is damaged: {found}")
        if odd := file.execute("PRAGMA foreign_key_check").fetchall():
            self.wrong.append(f"lost: rows point to nothing: {odd[:3]}")
        self.rows: list[Row] = []
        for id, path, code, *rest in file.execute(_ROWS):
            text = path.decode() if isinstance(path, bytes) else path
            known = recordings.get(code)
            if known is None:
                self.wrong.append(f"on the wrong recording: no file has had the sound of {text}")
                continue
            self.rows.append(Row(id, text, code, *rest, known.number))
        by_id = {row.id: row.recording for row in self.rows}
        self.answers: dict[int, dict[str, Answer]] = {}
        for track, tag, state, source in file.execute(_ANSWERS):
            self.answers.setdefault(by_id.get(track, 0), {})[tag] = state, source
        self.reviewed = {row.recording for row in self.rows if row.reviewed}
        self.named = {by_id.get(track, 0): name for track, name in file.execute(_NAMED)}
        self.originals = dict(file.execute(_ORIGINALS).fetchall())
        self.promoted = _in_use(file.execute(_PROMOTIONS).fetchall())
        self.thresholds = {(m, t): (rule, v) for m, t, rule, v in file.execute(_THRESHOLDS)}
        self.appended = {
            table: file.execute(f'SELECT * FROM "{table}" ORDER BY id').fetchall()
            for table in APPEND_ONLY
        }
        self.tag_groups = dict(file.execute('SELECT name, "group" FROM tags'))
        self.models = {name for (name,) in file.execute("SELECT name FROM models")}
        self.entry = Entry(*file.execute(_ENTRY).fetchone())
        self.features = {
            by_id[track]: code for track, code in file.execute(_FEATURES) if track in by_id
        }
        self._find_twins()

    def _find_twins(self) -> None:
        seen: dict[int, Row] = {}
        for row in self.rows:
            if (other := seen.setdefault(row.recording, row)) is not row:
                self.wrong.append(
                    f"lost: the recording {row.recording} is two tracks: {other}, {row}"
                )

    def differences(self, believed: Believed) -> list[str]:
        """Return how answers, marks, promotions and thresholds are other than believed."""
        wrong = []
        wanted = {(r, t): a for r, tags in believed.answers.items() for t, a in tags.items()}
        found = {(r, t): a for r, tags in self.answers.items() for t, a in tags.items()}
        for key in sorted(wanted.keys() | found.keys()):
            if wanted.get(key) == found.get(key):
                continue
            kind = "lost" if key not in found else "resurrected" if key not in wanted else "lost"
            if key not in wanted and any(
                tags.get(key[1]) == found[key] and (other, key[1]) not in found
                for other, tags in believed.answers.items()
            ):
                kind = "on the wrong recording"
            wrong.append(f"{kind}: answer to {key}: {wanted.get(key)} became {found.get(key)}")
        if gone := believed.reviewed - self.reviewed:
            wrong.append(f"lost: marks of review of {sorted(gone)}")
        if more := self.reviewed - believed.reviewed:
            wrong.append(f"resurrected: marks of review of {sorted(more)}")
        if self.named != believed.named:
            wrong.append(f"lost: artists named are {self.named}, wanted {believed.named}")
        for table, rows in believed.appended.items():
            if self.appended[table][: len(rows)] != rows:
                wrong.append(f"lost: rows of {table}, which only grows, changed or went")
        if self.promoted != believed.promoted:
            wrong.append(f"lost: promoted are {self.promoted}, wanted {believed.promoted}")
        if self.thresholds != believed.thresholds:
            wrong.append(f"lost: thresholds {self.thresholds}, wanted {believed.thresholds}")
        return wrong


def _in_use(steps: list[tuple[str, str]]) -> list[InUse]:
    """Return the versions in use after these steps of the history, the active one last."""
    believed = Believed()
    for kind, name in steps:
        if kind == "rolled back":
            believed.promoted.pop()
        elif kind == "taken back":
            believed.take_trials_back()
        else:
            believed.promoted.append((name, kind == "trial"))
    return believed.promoted


class Query(NamedTuple):
    """A query as the command line takes it, and which of the rows it must find."""

    words: list[str]
    holds: Callable[[Row], bool]

    def found(self, rows: Iterable[Row]) -> list[Row]:
        """Return the rows of the library that the query must find."""
        return [row for row in rows if row.here and self.holds(row)]


def of_same_artists(chosen: list[Row], rows: list[Row]) -> list[Row]:
    """Return the rows of the library by the artists of `chosen`."""
    artists = {row.artist.casefold() for row in chosen}
    return [row for row in rows if row.here and row.artist.casefold() in artists]


def of_same_albums(chosen: list[Row], rows: list[Row]) -> list[Row]:
    """Return the rows of the library on the albums of `chosen`: one folder, or one artist."""

    def albums(row: Row) -> set[tuple[str, str]]:
        return {
            (row.album, str(PurePath(row.path).parent)),
            (row.album, f"by {row.artist.casefold()}"),
        }

    wanted = set().union(*(albums(row) for row in chosen)) if chosen else set()
    return [row for row in rows if row.here and albums(row) & wanted]
