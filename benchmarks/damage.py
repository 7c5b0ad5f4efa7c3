"""Damage fifty rows of each table of a library, and run everything the program can do on it.

    python benchmarks/damage.py [--plugin FOLDER] [--rows 50] [--seed 1] [--tables NAME ...]

A library of made tracks is suggested, answered, trained and written. Then, of each table in turn,
a copy of it is damaged: values of another type, short and odd bytes, broken JSON, ids of nothing,
rows that are gone; and the table, a trigger or an index dropped. Every verb runs on it, then
`check --mend`, and `check`. Counted are tracebacks, reasons that are not the true one, answers of
sound rows that are lost, and rows that `check --mend` did not mend. With --plugin (a folder with a
MANIFEST.toml, such as tests/plugins/learning_tagger) that plugin suggests, else the starter model.
"""

import argparse
import io
import json
import os
import random
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile
import sqlalchemy as sa

from tagstudio.cli.app import main as tagstudio
from tagstudio.core import paths
from tagstudio.core.messages import plain
from tagstudio.core.settings import Settings
from tagstudio.engine.doubts import settle
from tagstudio.engine.plugins.discovery import BUNDLED, find_plugins
from tagstudio.engine.settings_file import save_settings
from tagstudio.library.db.database import open_library
from tagstudio.library.db.schema import (
    action_tokens,
    decisions,
    metadata,
    suggestion_features,
    switched_off_vocabularies,
)
from tagstudio.library.models import member_scales, score_columns
from tagstudio.library.models.models import find_model
from tagstudio.library.tags import genre_choices, part_answers, tag_changes
from tagstudio.library.tags.merged_libraries import number_of
from tagstudio.library.tags.part_answers import PartAnswer, Stretch
from tagstudio.library.tags.write_preset import choose_preset
from tagstudio.library.tracks import leases, measurements, track_columns
from tagstudio.library.tracks.facts_by_user import edit_facts
from tagstudio.library.tracks.measurements import Measured

NOWHERE = 1_000_000_007  # an id that no row has
JSON_DAMAGE = ("{bro", "[]", "null", '{"foreign": ["x"]}', '{"title": [1]}', "", "[" * 3000)
OBJECTS = (
    ("trigger", "journal_decides"),
    ("trigger", "journal_forgets"),
    ("trigger", "journal_is_not_deleted"),
    ("trigger", "suggestion_is_new"),
    ("trigger", "features_are_new"),
    ("trigger", "text_is_new"),
    ("table", "text_trigrams"),
    ("index", "tracks_by_state"),
    ("index", "decisions_by_tag"),
)
JSON_COLUMNS = {
    "models.info",
    "jobs.spec",
    "file_writes.before",
    "file_writes.after",
    "file_writes.ours",
}
# Reasons to stop: damage is named, or what it did to the name of the active version or preset,
# which can be any text, so that nothing of that name is there.
TRUE = (
    "damaged",
    "The active version odd cannot be used. Its file is gone.",
    "which this library writes with, is not there any more",
)


@dataclass
class Tally:
    """What came of one damaged library."""

    name: str
    rows: int = 0
    tracebacks: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    lost: int = 0
    unmended: int = 0


def main() -> None:
    """Damage, run, print the table; end with 1 if a promise does not hold."""
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="damage-") as scratch:
        stand = Stand(Path(scratch), options.plugin, options.tracks)
        names = options.tables or [*(table.name for table in metadata.sorted_tables), *objects()]
        print(
            f"{'damaged':<34}{'rows':>5}{'tracebacks':>12}{'wrong':>7}{'stopped':>9}"
            f"{'lost':>6}{'unmended':>10}"
        )
        tallies = []
        for name in names:
            tallies.append(one := stand.measure(name, options.rows, options.seed))
            figures = f"{len(one.tracebacks):>12}{len(one.wrong):>7}{len(one.stopped):>9}"
            figures += f"{one.lost:>6}{one.unmended:>10}"
            print(f"{one.name:<34}{one.rows:>5}{figures}", flush=True)
    for one in tallies:
        for what in (*one.tracebacks, *one.wrong, *one.stopped):
            print(f"\n{one.name}: {what}")
    if any(one.tracebacks or one.wrong or one.lost for one in tallies):
        sys.exit(1)


def switch_off_bundled_plugins() -> None:
    """Use none of the plugins that come with the program: each verb would start all of them."""
    bundled = tuple(plugin.name for plugin in find_plugins() if plugin.source == BUNDLED)
    save_settings(Settings(plugins_off=bundled))


def objects() -> list[str]:
    """Return the names under which dropped tables, triggers and indexes are measured."""
    tables = [f"dropped table {table.name}" for table in metadata.sorted_tables]
    return tables + [f"dropped {kind} {name}" for kind, name in OBJECTS]


def arguments() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--plugin", type=lambda text: Path(text).absolute())
    parser.add_argument("--rows", type=int, default=50, help="damaged per table")
    parser.add_argument("--tracks", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tables", nargs="+", help="only these, by the names of the first column")
    return parser.parse_args()


class Stand:
    """A library that was worked on, kept as it is, and copies of it that are damaged."""

    def __init__(self, folder: Path, plugin: Path | None, tracks: int) -> None:
        self.folder = folder
        os.environ[paths.HOME_VARIABLE] = str(folder / "home")
        self.music, self.labels = folder / "music", folder / "labels.csv"
        self.sound = folder / "sound"
        if plugin:
            shutil.copytree(plugin, paths.user_plugins_folder() / plugin.name)
            switch_off_bundled_plugins()
        self._make_music(tracks)
        score_columns.LEFT = tracks // 2  # a library of thousands has columns of scores
        track_columns.LEFT = tracks // 2  # and of tracks
        self.library = self.sound / "my.db"
        self.sound.mkdir()
        self._work()
        shutil.copytree(self.music, folder / "music.kept")
        shutil.copytree(folder / "home", folder / "home.kept")
        self._refuse_empty_tables()
        self.usual = self.run_all(self._fresh("usual"))

    def _make_music(self, tracks: int) -> None:
        import mutagen

        self.music.mkdir()
        times, chance = np.arange(8000) / 8000, random.Random(0)
        rows = []
        for number in range(tracks):
            jazz, loud = round(chance.random(), 1), round(chance.random(), 1)
            file = self.music / f"jazz {jazz} loud {loud} {number}.flac"
            tone = np.sin(2 * np.pi * (200 + 400 * jazz) * times)
            soundfile.write(file, (0.05 + 0.9 * loud) * tone, 8000)
            tags = mutagen.File(file)
            artist = f"Artist {number // 2}"
            tags["title"] = f"Piece {number}"
            unknown = number % 4 == 1  # then only the sound tells what it stands with
            if number % 10 and not unknown:  # else only the import names one
                tags["artist"] = artist
            tags.save()
            artist = "" if unknown else artist
            rows += [
                f"{file},{artist},{tag},{'yes' if value > 0.5 else 'no'}"
                for tag, value in (("jazz", jazz), ("loud", loud))
            ]
        self.labels.write_text("\n".join(["path,artist,tag,state", *rows]))
        self._make_unheard(file)

    def _make_unheard(self, file: Path) -> None:
        """Make files that can be scanned but not heard, neither from their sound nor their name."""
        whole = file.read_bytes()
        for number in range(3):
            unheard = self.music / f"unheard jazz 0.1 loud 0.1 {number}.flac"
            unheard.write_bytes(whole[: -len(whole) // 2] + bytes([number]) * (len(whole) // 2))

    def _work(self) -> None:
        """Do once what fills every table."""
        removed = self.folder / "music removed"
        removed.mkdir()
        soundfile.write(removed / "jazz 0.1 loud 0.1 x.flac", np.zeros(8000), 8000)
        (self.music / "broken jazz 0.1 loud 0.1.mp3").write_bytes(b"no music")
        for arguments in (
            ["scan", self.music, removed],
            ["suggest"],
            ["folders", "remove", removed],
            ["import", self.labels, "--new-tags"],
            ["correct", "title:3", "+jazz", "-loud"],
            ["correct", "title:4", "+own tag", "--new-tag"],
            ["review", "title:2"],
            ["evaluate"],
            ["evaluate", "--holdout"],
            ["train", "--name", "candidate"],
            ["train", "--name", "taught"],
            ["models", "rollback"],
            ["models", "promote", "taught", "--force"],
            ["models", "rollback"],
            ["models", "promote", "taught", "--force"],
            ["models", "compare", "candidate", "taught"],
            ["thresholds", "set", "jazz", "0.4"],
            ["thresholds", "set", "loud", "--share", "0.2"],
            ["artists", "set", "Somebody", "title:5"],
            ["artists", "clear", "title:5"],
            ["artists", "set", "Somebody else", "title:6"],
            ["searches", "save", "sixes", "title:6"],
            ["write", "title:1", "--yes"],
            ["write", "title:3", "--yes"],
            ["suggest", "--again", "title:7"],  # of one track, so its block of scores is stale
        ):
            status, _, stderr = call(self.library, *arguments)
            if status and arguments != ["models", "rollback"]:  # of few tracks none is proven
                sys.exit(f"{arguments}: {stderr}")
        with open_library(self.library, writing=True) as library:
            with library.read() as connection:
                answered = sa.select(decisions.c.track_id, decisions.c.tag_id).limit(1)
                place = connection.execute(answered).one()
            settle.keep(library, [tuple(place)])
        with open_library(self.library, writing=True) as library, library.write() as connection:
            same = suggestion_features.c.features  # stored again, so its vector is noted as stale
            again = sa.update(suggestion_features).where(suggestion_features.c.track_id == 7)
            connection.execute(again.values(features=same))
            edit_facts(connection, {2: {"title": "A title by the user", "key": "Am"}})
            measurements.store(connection, "meter", "1", {1: Measured(120.0, 60.0, 0.8, "C", 0.9)})
            failure = plain("It cannot be measured.")
            measurements.store_failure(connection, ("meter", "1"), 3, "damaged", failure)
            # No model of a vocabulary is here, and no joint one: these rows stand for theirs.
            connection.execute(sa.insert(switched_off_vocabularies).values(name="elsewhere"))
            choose_preset(connection, "mediamonkey")
            # Of libraries that several have open at once: their words, and what they look at.
            connection.execute(sa.insert(action_tokens).values(token="cd" * 16, at=1))
            leases.hold(connection, [1], "anna")
            genre_choices.choose(connection, {"Jazz/Funk": 1})  # no file here has a genre
            number_of(connection, "ab" * 16, "/elsewhere/library.db")  # nothing was merged
            part = PartAnswer(1, 1, Stretch(200, 700), "yes")  # the files are too short for one
            part_answers.record(connection, [part])
            taught = find_model(connection, "taught")
            alias = tag_changes.add_alias(connection, taught.tags[0].name, "Another name/of it")
            tag_changes.make(connection, alias)
            member_scales.store(connection, taught.id, {(taught.id, taught.tags[0].tag_id): 0.5})

    def _refuse_empty_tables(self) -> None:
        """Stop where there is no row to be damaged: then damage to a table would be untried."""
        with closing(sqlite3.connect(self.library)) as file:
            empty = [
                table.name
                for table in metadata.sorted_tables
                if not file.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()[0]
            ]
        if empty:
            sys.exit(f"empty: {', '.join(empty)}")

    def _fresh(self, name: str) -> Path:
        """Return a copy of the library, with the music and the home as they were."""
        for place in ("music", "home"):
            shutil.rmtree(self.folder / place)
            shutil.copytree(self.folder / f"{place}.kept", self.folder / place)
        copy = self.folder / "copies" / name.replace(" ", "_")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.sound, copy)
        return copy / "my.db"

    def verbs(self) -> list[list[str]]:
        """Return every verb that reads or changes a library."""
        formats = {
            "csv": "csv",
            "wide": "csv",
            "xlsx": "xlsx",
            "jsonl": "jsonl",
            "m3u8": "m3u8",
            "jams": "jams.zip",
            "audacity": "txt.zip",
            "label-studio": "json",
        }
        exports = [
            ["export", "--format", one, "-o", str(self.folder / f"out {one}.{suffix}")]
            for one, suffix in formats.items()
        ]
        return [
            ["list"],
            ["list", "--json"],
            ["list", "tag:jazz", "--sort", "title"],
            ["list", "state:reviewed"],
            ["list", "tag:jazz>0.3", "--limit", "3"],
            ["list", "piece", "year:1900..2100"],
            *exports,
            ["folders", "list"],
            ["models", "list"],
            ["models", "history"],
            ["thresholds", "list"],
            ["queue"],
            ["queue", "--order", "diverse"],
            ["correct", "title:1", "+jazz"],
            ["undo"],
            ["redo"],
            ["undo"],
            ["review", "title:5"],
            ["undo"],
            ["import", str(self.labels), "--new-tags"],
            ["labels", "from-files"],
            ["scan"],
            ["write", "-p"],
            ["write", "--undo"],
            ["write", "title:1", "--yes"],
            ["evaluate"],
            ["suggest"],
            ["suggest", "--again"],
            ["train"],
            ["models", "promote"],
            ["models", "rollback"],
            ["restore", "--list"],
        ]

    def run_all(self, library: Path) -> list[tuple[list[str], int, str]]:
        """Run every verb; return each with its status and what it said on stderr."""
        outcomes = []
        for verb in self.verbs():
            status, _, stderr = call(library, *verb)
            outcomes.append((verb, status, stderr))
        return outcomes

    def measure(self, name: str, rows: int, seed: int) -> Tally:
        """Damage a copy, run every verb on it, mend it, and run them again."""
        library = self._fresh(name)
        tally, before = Tally(name), answers(library)
        hit = harm(library, name, rows, random.Random(f"{name} {seed}"))
        tally.rows = hit.rows
        kept = {pair: state for pair, state in before.items() if not hit.concerns(pair)}
        self._judge(tally, self.run_all(library))
        unmended = call(library, "check", "--mend", "--json")
        self._judge(tally, [(["check", "--mend"], 0, unmended[2])])
        if not hit.dropped or not hit.dropped.startswith("dropped table"):
            now = answers(library)
            tally.lost = sum(now.get(pair) != state for pair, state in kept.items())
            tally.unmended = len(json.loads(unmended[1] or "{}").get("left", [1]))
            again = call(library, "check")
            tally.unmended = max(tally.unmended, again[0])
        return tally

    def _judge(self, tally: Tally, outcomes: list[tuple[list[str], int, str]]) -> None:
        usual = {tuple(verb): (status, stderr) for verb, status, stderr in self.usual}
        for verb, status, stderr in outcomes:
            said = stderr.strip().splitlines()[-1] if stderr.strip() else ""
            if "Traceback" in stderr or "defect" in stderr:
                tally.tracebacks.append(f"{' '.join(verb)}: {stderr[-1500:]}")
            elif status and status != usual.get(tuple(verb), (0, ""))[0]:
                place = tally.stopped if any(one in said for one in TRUE) else tally.wrong
                place.append(f"{' '.join(verb)}: {said}")


@dataclass
class Harm:
    """What was damaged: so many rows, the answers (track, tag) that they hold, an object."""

    rows: int = 0
    tracks: set[int] = field(default_factory=set)
    tags: set[int] = field(default_factory=set)
    dropped: str = ""

    def concerns(self, pair: tuple[int, int]) -> bool:
        """Tell whether an answer's own track or tag is gone."""
        return pair[0] in self.tracks or pair[1] in self.tags


def harm(library: Path, name: str, rows: int, chance: random.Random) -> Harm:
    """Damage the library in the way called `name`."""
    with closing(sqlite3.connect(library)) as file:
        file.execute("PRAGMA foreign_keys = OFF")
        file.execute("PRAGMA ignore_check_constraints = ON")
        if name.startswith("dropped"):
            _, kind, what = name.split()
            file.execute(f'DROP {kind} "{what}"')
            file.commit()
            return Harm(1, dropped=name)
        triggers = file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        kept = triggers.fetchall()
        for trigger, _ in kept:
            file.execute(f'DROP TRIGGER "{trigger}"')
        done = Harm()
        for key in _keys(file, metadata.tables[name], rows, chance):
            _damage(file, metadata.tables[name], key, chance, done)
        for _, statement in kept:
            file.execute(statement)
        file.commit()
        return done


def _keys(
    file: sqlite3.Connection, table: sa.Table, rows: int, chance: random.Random
) -> list[tuple[object, ...]]:
    names = ", ".join(f'"{column.name}"' for column in table.primary_key)
    found = file.execute(f'SELECT {names} FROM "{table.name}"').fetchall()
    return chance.sample(found, min(rows, len(found)))


def _damage(
    file: sqlite3.Connection,
    table: sa.Table,
    key: tuple[object, ...],
    chance: random.Random,
    done: Harm,
) -> None:
    """Damage one row in one way."""
    where = " AND ".join(f'"{column.name}" = ?' for column in table.primary_key)
    if table.name in ("tracks", "tags"):
        place = done.tracks if table.name == "tracks" else done.tags
    else:
        place = set()
    done.rows += 1
    if chance.random() < 0.15:
        file.execute(f'DELETE FROM "{table.name}" WHERE {where}', key)
        place.add(key[0])
        return
    column = chance.choice([one for one in table.columns if not _is_rowid(table, one)])
    value = odd_value(column, chance)
    cast = "CAST(? AS TEXT)" if isinstance(value, bytes) and _is_text(column) else "?"
    statement = f'UPDATE OR IGNORE "{table.name}" SET "{column.name}" = {cast} WHERE {where}'
    file.execute(statement, (value, *key))


def _is_rowid(table: sa.Table, column: sa.Column[object]) -> bool:
    return list(table.primary_key) == [column] and isinstance(column.type, sa.Integer)


def _is_text(column: sa.Column[object]) -> bool:
    return isinstance(column.type, sa.Text)


def odd_value(column: sa.Column[object], chance: random.Random) -> object:
    """Return a value that no such column holds."""
    floats = [np.nan, np.inf, -np.inf, 7.0]
    if f"{column.table.name}.{column.name}" in JSON_COLUMNS:
        return chance.choice(JSON_DAMAGE)
    if column.foreign_keys:
        return chance.choice([NOWHERE, "odd", b"\x00\xff"])
    if isinstance(column.type, sa.Integer | sa.Boolean):
        return chance.choice([-5, "odd", b"\x00\xff", 1e300, 2**62])
    if isinstance(column.type, sa.Float):
        return chance.choice([np.inf, "odd", b"\x00\xff", -3.5])
    if _is_text(column):
        return chance.choice(["", "odd", b"\xff\xfe broken", 17])
    return chance.choice(
        [
            b"",
            b"\x01\x02\x03",
            "odd",
            np.array([chance.choice(floats)] * 3, "<f4").tobytes(),
            bytes(4001),
        ]
    )


def answers(library: Path) -> dict[tuple[int, int], str]:
    """Return the decisions in effect that can be read."""
    with closing(sqlite3.connect(library)) as file:
        file.text_factory = bytes
        try:
            rows = file.execute("SELECT track_id, tag_id, state FROM decisions").fetchall()
        except sqlite3.Error:
            return {}
    return {(track_id, tag_id): state for track_id, tag_id, state in rows}


def call(library: Path, *arguments: object) -> tuple[int, str, str]:
    """Run one command as the shell does; return its status, stdout and stderr."""
    out, error = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(error):
        status = tagstudio(["--library", str(library), *map(str, arguments)])
    return status, out.getvalue(), error.getvalue()


if __name__ == "__main__":
    main()
