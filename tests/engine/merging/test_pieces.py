"""A merge and its undo come to the same whatever number of tracks is compared at once."""

import random
import shutil
import sqlite3
from contextlib import closing

import sqlalchemy as sa

from tagstudio.engine.correcting.undo import undo
from tagstudio.engine.merging import plan
from tagstudio.library.db.database import open_library
from tagstudio.library.db.schema import tracks
from tagstudio.library.tags import kept_answers as kept
from tagstudio.library.tags import review_marks, tags, undo_history
from tagstudio.library.tags.decisions import Decision, record_decisions
from tagstudio.library.tags.part_answers import PartAnswer, Stretch, record
from tagstudio.library.tracks.facts_by_user import edit_facts
from tests.engine.merging.conftest import made, merge

COUNT = 240
HERE = tuple(f"album {n // 9}/piece {n}" for n in range(COUNT))
THERE = tuple(f"album {n // 9}/piece {n}" for n in range(COUNT // 8, COUNT + COUNT // 8))
NAMES = ("jazz", "rock", "polka", "waltz")
SAID_AT = "CASE WHEN at < 1000 THEN at END"  # what undo and conflicts say is of now
STORED = {
    "journal": f"tag_id, state, source, {SAID_AT}",
    "part_answers": f"tag_id, start_ms, end_ms, before, after, source, {SAID_AT}",
    "named_artists": "NULL, before, after, undoes IS NULL",
    "edited_facts": "NULL, field, before, after, undoes IS NULL",
    "review_marks": "NULL, before, after, undoes IS NULL",
    "kept_answers": "tag_id, state, before, after, undoes IS NULL",
    "decisions": "tag_id, state, source",
}


def test_pieces_of_another_size_come_to_the_same(tmp_path, monkeypatch):
    for name, folder, pieces in (("here", "/home/a", HERE), ("there", "/mnt/nas", THERE)):
        with made(tmp_path / f"{name}.db", folder, pieces) as library:
            _speak(library, random.Random(name))
    found = {}
    for size in (10_000, 7):
        monkeypatch.setattr(plan, "PIECE", size)
        monkeypatch.setattr(undo_history, "_PIECE", size)
        path = tmp_path / f"here {size}.db"
        shutil.copyfile(tmp_path / "here.db", path)
        with (
            open_library(path, writing=True, copying=False) as library,
            open_library(tmp_path / "there.db", writing=False) as other,
        ):
            report = merge(library, other, conflicts="newer")
            merged = _stored(path)
            with library.write(durable=True) as connection:
                step = undo(connection)
        taken_back = step.changes
        found[size] = (report, merged, taken_back, _stored(path))
    (report, merged, taken_back, undone), cut = found.values()
    for whole, other in zip((merged, undone), (cut[1], cut[3]), strict=True):
        for table in STORED:
            assert whole[table] == other[table], table
    assert (report, taken_back) == (cut[0], cut[2])
    assert min(report.taken[kind] for kind in ("answer", "part", "fact", "review", "kept")) > 0
    assert 0 < len(report.not_here) <= COUNT // 8
    assert report.conflicts
    assert len(taken_back) > COUNT
    assert undone["decisions"] == _stored(tmp_path / "here.db")["decisions"] != merged["decisions"]


def _speak(library, chance):
    """Say something of every kind."""
    with library.write(durable=True) as connection:
        known = [tags.tag_id(connection, name, "genre", "user") for name in NAMES]
        ids = list(connection.scalars(sa.select(tracks.c.id).order_by(tracks.c.id)))
        for at in (100, 200, 300):
            said = {
                (id, tag): Decision(id, tag, chance.choice(("yes", "yes", "no", "unseen")))
                for id in ids
                for tag in chance.sample(known, 2)
            }
            record_decisions(connection, list(said.values()), "user", at + chance.randrange(50))
        spoken_of = chance.sample(ids, COUNT // 3)
        part = Stretch(1_000, 9_000)
        record(connection, [PartAnswer(id, known[0], part, "yes") for id in spoken_of])
        edit_facts(connection, {id: {"title": f"{id}", "artist": "Abba"} for id in spoken_of})
        review_marks.mark(connection, chance.sample(ids, COUNT // 3), 500)
        kept.keep(connection, [((id, known[1], "yes"), 3) for id in spoken_of])


def _stored(path):
    """Return what the journals say in their order, with the paths of tracks."""
    found = {}
    with closing(sqlite3.connect(path)) as file:
        for table, columns in STORED.items():
            order = "track_id, tag_id" if table == "decisions" else "id"
            rows = f"SELECT track_id, {columns} FROM {table} ORDER BY {order}"
            paths = dict(file.execute("SELECT id, path FROM tracks"))
            found[table] = [(paths[id], *said) for id, *said in file.execute(rows)]
    return found
