"""An export calls tracks as the lists do, also where their files name nothing."""

import csv
import io
import json

import pytest

from tagstudio.core.progress import run
from tagstudio.engine.exchange.export import ExportPlan, export_tracks
from tagstudio.engine.exchange.formats import FORMATS
from tagstudio.library.db.database import open_library
from tagstudio.library.search.query import ALL_TRACKS
from tagstudio.library.tracks import track_artists
from tagstudio.library.tracks.track_artists import InferredArtist


@pytest.fixture
def library(tmp_path, add_six):
    with open_library(tmp_path / "my.db", writing=True, copying=False) as opened:
        add_six(opened)
        yield opened


@pytest.fixture
def exported(library):
    """Export the six tracks; the first is named by its file's name alone."""

    def export(name: str) -> str:
        with library.write() as connection:
            connection.exec_driver_sql(
                "UPDATE tracks SET title = '', artist = '', albumartist = '',"
                " path = '/music/Cafecito - Cumbia Deli.mp3' WHERE id = 1"
            )
            guessed = {1: InferredArtist("Cumbia Deli", "file name")}
            track_artists.store_inferred(connection, guessed)
            into = io.BytesIO()
            run(export_tracks(connection, ExportPlan(FORMATS[name], ALL_TRACKS, None), into, None))
        return into.getvalue().decode()

    return export


def test_tables_name_the_title_and_the_artist_as_the_list_shows_them(exported):
    [row] = [
        one for one in csv.DictReader(io.StringIO(exported("wide"))) if "Cafecito" in one["path"]
    ]
    assert (row["title"], row["artist"], row["albumartist"]) == ("Cafecito", "Cumbia Deli", "")
    told = [json.loads(line) for line in exported("jsonl").splitlines()]
    [told] = [one for one in told if "Cafecito" in one["path"]]
    assert (told["title"], told["artist"]) == ("", "")  # what programs read is not inferred


def test_a_playlist_says_the_artist_first(exported):
    assert ",Cumbia Deli - Cafecito\n" in exported("m3u8")
