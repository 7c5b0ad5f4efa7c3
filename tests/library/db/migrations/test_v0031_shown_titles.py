from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from tagstudio.audio.metadata.facts import Facts
from tagstudio.core.library_address import LibraryAddress
from tagstudio.library.db import migration
from tagstudio.library.db.database import open_library
from tagstudio.library.db.schema import track_texts
from tagstudio.library.db.sqlite.connection import connect
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.search_texts import differing_texts
from tagstudio.library.tracks.track_artists import InferredArtist, name_artists, set_artist
from tagstudio.library.tracks.track_artists import store_inferred as store
from tagstudio.library.tracks.tracks import NewTrack

ROWS = """
    INSERT INTO folders VALUES (1, '/m', NULL);
    INSERT INTO tracks (id, folder_id, path, size, mtime_ns, added, artist, file_artist) VALUES
        (1, 1, '/m/1', 1, 1, 5, '', NULL),
        (2, 1, '/m/02 - Ann - Sea.mp3', 1, 1, 5, 'Ann', NULL),
        (3, 1, CAST('/m/03 - Bo - Hill.mp3' AS BLOB), 1, 1, 5, '', NULL),
        (4, 1, CAST('/m/Cy - Ænima.mp3' AS BLOB), 1, 1, 5, '', NULL),
        (5, 1, '/m/Dee_-_Long.mp3', 1, 1, 5, 'Various Artists', NULL),
        (6, 1, '/m/Eve - Fay.mp3', 1, 1, 5, 'Eve', '');
    INSERT INTO track_texts (track_id, title, path)
        SELECT id, CASE id WHEN 1 THEN 'blue' END, '/' FROM tracks;
    INSERT INTO track_artists VALUES
        (4, 'folder', 'Other'), (4, 'import', 'Cy'), (5, 'file name', 'Dee'),
        (6, 'file name', 'Fay');
    WITH RECURSIVE numbers(n) AS (SELECT 7 UNION ALL SELECT n + 1 FROM numbers WHERE n < 10020)
        INSERT INTO tracks (id, folder_id, path, size, mtime_ns, added)
        SELECT n, 1, '/m/' || n || '.mp3', 1, 1, 5 FROM numbers;
    INSERT INTO track_texts (track_id, path) SELECT id, '/' FROM tracks WHERE id > 6;
"""


def test_each_track_gets_the_title_that_lists_show(
    make_library: Callable[[str, str], Path],
) -> None:
    path = make_library("0029", ROWS)
    migration.migrate(path)
    with closing(connect(path, "ro")) as library:
        found = dict(library.execute("SELECT track_id, shown_title FROM track_texts").fetchall())
    named = [found.pop(id) for id in range(1, 7)]
    assert named == ["blue", "sea", "03 - bo - hill", "ænima", "long", "fay"]
    assert found == {id: str(id) for id in range(7, 10021)}  # more than are read at a time


FILES = (  # name of the file, title, artist, artist of the album, what the file's name tells
    ("01 Ann - Sea (feat. Bo)", "Sky", "Ann", "", ""),
    ("01 Ann - Sea (feat. Bo)", "", "Ann", "", ""),
    ("Ann feat. Bo - Sea", "", "", "the ANN", ""),
    ("A1. Bo – 1999", "", "", "", "Bo"),
    ("cy_blue-07-long_way_home", "", "", "", "Cy Blue"),
    ("07 - Dee - Part - Two", "", "Unknown Artist", "Dee", "Eve"),
    ("Straße_-_Fay", "", "VA", "", "Fay"),
    ("VA - Sampler", "", "VA", "", ""),
    ("Gus - Home", "", "", "", "Home"),
    ("Ida - Home", "", "Ida", "", "Home"),
    ("no-name.at.all", "", "", "", "Name"),
    (".hidden", "", "", "", ""),
    ("broken \udcff - Jo", "", "", "", "Jo"),
)


def test_it_fills_the_column_as_the_program_does(library_address: LibraryAddress) -> None:
    new = [
        NewTrack(f"/m/{place}/{name}.mp3", 1, 1, None, Facts(title, artist, "", albumartist))
        for place, (name, title, artist, albumartist, _) in enumerate(FILES)
    ]
    told = {place: file[4] for place, file in enumerate(FILES, 1)}
    with open_library(library_address, writing=True, copying=False) as library:
        with library.write(durable=True) as connection:
            tracks.add_tracks(connection, tracks.folder_id(connection, "/m"), new)
            store(connection, {id: InferredArtist(one, "folder") for id, one in told.items()})
            name_artists(connection, {9: "Gus"})
            set_artist(connection, [10], "Home")
            set_artist(connection, [11], "Various Artists")
        with library.write() as connection:
            before = connection.execute(sa.select(track_texts)).all()
            connection.exec_driver_sql("DROP INDEX track_texts_by_shown_title")
            connection.exec_driver_sql("ALTER TABLE track_texts DROP COLUMN shown_title")
            connection.exec_driver_sql("ALTER TABLE tags DROP COLUMN added")
            connection.exec_driver_sql("CREATE INDEX track_texts_by_title ON track_texts (title)")
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0030'")
    with (
        open_library(library_address, writing=True, copying=False) as library,
        library.write() as connection,
    ):
        query = sa.select(track_texts).order_by(track_texts.c.track_id)
        assert connection.execute(query).all() == sorted(before)
        assert differing_texts(connection) == []
        indexes = {one["name"] for one in sa.inspect(connection).get_indexes("track_texts")}
    assert indexes == {one.name for one in track_texts.indexes}
