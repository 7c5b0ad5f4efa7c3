"""Two libraries of one real music: other folders, other encodings, and back again."""

import secrets
import shutil
from pathlib import Path

import pytest
import soundfile
import sqlalchemy as sa

from tagstudio.core.progress import run
from tagstudio.engine.scanning.scan import scan
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.schema import identity, removed_tracks, tracks
from tagstudio.library.tags.decisions import Decision, current, record_decisions
from tagstudio.library.tags.tags import tag_id
from tests.engine.merging.conftest import merge

ENCODED, ONLY_THERE, COUNT = 3, 2, 12


@pytest.fixture
def places(real_data: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A folder of excerpts, and the same elsewhere: some encoded anew, two more of them."""
    chosen = sorted((real_data / "clips").glob("*.ogg"))[: COUNT + ONLY_THERE]
    here, there = tmp_path / "Music" / "mine", tmp_path / "nas" / "all" / "tracks"
    for folder in (here, there):
        folder.mkdir(parents=True)
    for number, clip in enumerate(chosen):
        if number < COUNT:
            shutil.copy(clip, here / clip.name)
        if number < ENCODED:
            sound, hz = soundfile.read(clip)
            soundfile.write(there / f"{clip.stem}.flac", sound, hz)
        else:
            shutil.copy(clip, there / clip.name)
    return here, there


def _scanned(path: Path, folder: Path) -> Library:
    opened = open_library(path, writing=True, copying=False)
    run(scan(opened, [folder]))
    with opened.write() as connection:
        connection.execute(sa.update(identity).values(library_id=secrets.token_hex(16)))
    return opened


def _answer(library: Library, tag: str, state: str) -> None:
    with library.write(durable=True) as connection:
        id = tag_id(connection, tag, "genre", "user")
        ids = connection.scalars(sa.select(tracks.c.id)).all()
        record_decisions(connection, [Decision(one, id, state) for one in ids], "user", at=100)


def _answers(library: Library) -> dict[str, dict[str, str]]:
    """Return the states of each track that is in the library, by the stem of its file."""
    with library.read() as connection:
        gone = sa.select(removed_tracks.c.track_id)
        rows = connection.execute(sa.select(tracks).where(tracks.c.id.not_in(gone))).all()
        found = current(connection, [row.id for row in rows])
        names = {tag_id(connection, one, "", "user"): one for one in ("jazz", "polka")}
    return {
        Path(row.path).stem: {names[tag]: one.state for tag, one in found[row.id].items()}
        for row in rows
    }


def test_both_ends_say_the_same_and_what_is_not_here_joins_with_the_scan(places, tmp_path):
    here, there = places
    with (
        _scanned(tmp_path / "here.db", here) as mine,
        _scanned(tmp_path / "there.db", there) as theirs,
    ):
        _answer(mine, "jazz", "yes")
        _answer(theirs, "polka", "no")
        report = merge(mine, theirs)
        assert report.matched == {"sound": COUNT - ENCODED, "path": ENCODED}
        assert [(one.there, one.here) for one in report.roots] == [(str(there), str(here))]
        assert len(report.not_here) == ONLY_THERE
        merge(theirs, mine)
        both = {"jazz": "yes", "polka": "no"}
        assert _answers(mine) == {one.stem: both for one in here.iterdir()}
        assert _answers(theirs) == {
            one.stem: both if (here / f"{one.stem}.ogg").exists() else {"polka": "no"}
            for one in there.iterdir()
        }
        assert merge(mine, theirs).changes == merge(theirs, mine).changes == 0
        new = [one for one in there.glob("*.ogg") if not (here / one.name).exists()]
        for one in new:
            shutil.copy(one, here / f"again {one.name}")
        run(scan(mine, [here]))
        assert _answers(mine)[f"again {new[0].stem}"] == {"polka": "no"}
        assert merge(mine, theirs).changes == 0
