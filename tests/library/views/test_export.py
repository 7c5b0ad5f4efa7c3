import csv
import io
import json
import os
import sys
import tracemalloc
from pathlib import Path

import pytest
import sqlalchemy as sa

from tagstudio.audio.metadata.facts import Facts
from tagstudio.library.db.database import Library
from tagstudio.library.models import models, suggestions
from tagstudio.library.search.query import ALL_TRACKS, parse
from tagstudio.library.tags import decisions, tags
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack
from tagstudio.library.views import export
from tagstudio.library.views.export import tagged_tracks

FIRST = 7  # columns; behind them stand the tag's group and the facts of the track
FIVE_MINUTES = "1970-01-01T00:05:00+00:00"


def exported(library: Library, text: str = "", every: bool = False) -> list[list[str]]:
    file = io.StringIO()
    with library.read() as connection:
        model = models.find_model(connection)
        export.write_csv(file, tagged_tracks(connection, parse(text), model), model, every)
    return [row[:FIRST] for row in csv.reader(io.StringIO(file.getvalue()))]


def playlist(library: Library, text: str, relative_to: Path | None = None) -> str:
    file = io.StringIO()
    with library.read() as connection:
        found = export.playable(tagged_tracks(connection, parse(text), None), [])
        export.write_playlist(file, found, relative_to)
    return file.getvalue()


def unlisted(library: Library, text: str = "") -> list[tuple[str, str, str]]:
    left_out: list[export.UnlistedTrack] = []
    with library.read() as connection:
        for _ in export.playable(tagged_tracks(connection, parse(text), None), left_out):
            pass
    return [(Path(one.path).name, one.code, str(one.message)) for one in left_out]


def test_csv_has_a_row_per_track_and_tag(small: Library) -> None:
    assert exported(small, "-state:missing") == [
        ["path", "tag", "state", "score", "source", "model", "time"],
        [
            "/music/a/1.flac",
            "jazz",
            "suggested",
            "0.9",
            "model",
            "crnn",
            "1970-01-01T00:03:20+00:00",
        ],
        ["/music/a/2.flac", "jazz", "no", "0.6", "user", "crnn", FIVE_MINUTES],
        [
            "/music/a/2.flac",
            "Rock",
            "suggested",
            "0.5",
            "model",
            "crnn",
            "1970-01-01T00:03:20+00:00",
        ],
        [
            "/music/b/3.mp3",
            "hard rock",
            "suggested",
            "0.8",
            "model",
            "crnn",
            "1970-01-01T00:03:20+00:00",
        ],
        ["/music/b/3.mp3", "jazz", "yes", "0.2", "user", "crnn", FIVE_MINUTES],
    ]


def test_csv_of_every_tag_has_the_unseen_too(small: Library) -> None:
    found = exported(small, "path:a/1", every=True)[1:]
    assert [row[1:4] for row in found] == [
        ["jazz", "suggested", "0.9"],
        ["Rock", "unseen", "0.1"],
        ["hard rock", "unseen", "0.1"],
    ]


def test_a_decision_on_a_tag_of_no_model_is_exported(small: Library) -> None:
    with small.write() as connection:
        own = tags.tag_id(connection, "slow, sad", "mood", "user")
        decisions.record_decisions(connection, [Decision(6, own, "yes")], "import", at=300)
    assert exported(small, "path:c/6")[1:] == [
        ["/music/c/6_100%.ogg", "slow, sad", "yes", "", "import", "", FIVE_MINUTES]
    ]


def test_wide_csv_has_a_column_per_tag(small: Library) -> None:
    file = io.StringIO()
    with small.read() as connection:
        model = models.find_model(connection)
        found = tagged_tracks(connection, parse("artist:john , path:c/5"), model)
        export.write_wide_csv(file, found, model)
    rows = list(csv.DictReader(io.StringIO(file.getvalue())))
    assert [(row["title"], row["yes"], row["no"], row["jazz"]) for row in rows] == [
        ("Blue Train", "", "", "0.9"),
        ("Naima", "", "jazz", "0.6"),
        ("", "", "", ""),
    ]
    assert [row["albumartist"] for row in rows] == ["", "", ""]
    assert list(rows[0])[-4:] == ["jazz", "Rock", "hard rock", "answered"]
    assert [row["answered"] for row in rows] == ["", f"user, {FIVE_MINUTES}, genre", ""]


def test_json_lines_are_objects_with_their_tags(small: Library) -> None:
    file = io.StringIO()
    with small.read() as connection:
        model = models.find_model(connection)
        found = tagged_tracks(connection, ALL_TRACKS, model)
        export.write_json_lines(file, found, model, False)
    lines = [json.loads(line) for line in file.getvalue().splitlines()]
    assert [line["title"] for line in lines[:4]] == [
        "Blue Train",
        "Naima",
        "Ruby, My Dear",
        "Ænima",
    ]
    assert lines[0]["tags"] == [
        {
            "tag": "jazz",
            "state": "suggested",
            "score": 0.9,
            "source": "model",
            "model": "crnn",
            "time": "1970-01-01T00:03:20+00:00",
            "group": "genre",
        }
    ]
    assert lines[5]["tags"] == []
    assert [line["albumartist"] for line in lines[2:4]] == ["", "Tool"]


def test_a_playlist_of_the_files_that_are_there(small: Library) -> None:
    assert playlist(small, "artist:coltrane , path:5.ogg , state:missing") == (
        "#EXTM3U\n"
        "#EXTINF:100,John Coltrane - Blue Train\n#EXTALB:Blue Train\n/music/a/1.flac\n"
        "#EXTINF:100,John Coltrane - Naima\n#EXTALB:Giant Steps\n/music/a/2.flac\n"
        "#EXTINF:-1,5\n/music/c/5.ogg\n"
    )


def test_in_a_playlist_the_file_name_stands_for_a_missing_title_once(library: Library) -> None:
    names = ["Banjo Doops - Joel Cummins", "jazz 2"]
    with library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        facts = Facts("", "Joel Cummins", "", "")
        new = [NewTrack(f"/music/{name}.mp3", 1, 1, None, facts) for name in names]
        tracks.add_tracks(connection, folder, new)
    assert playlist(library, "").splitlines()[1::2] == [
        "#EXTINF:-1,Banjo Doops - Joel Cummins",
        "#EXTINF:-1,Joel Cummins - jazz 2",
    ]


def test_a_playlist_names_the_artist_of_the_album_where_there_is_no_other(
    library: Library,
) -> None:
    facts = [
        Facts("one", "", "", "Various"),
        Facts("two", "Coltrane", "", "Various"),
        Facts("", "", "", "Various"),
    ]
    with library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        new = [NewTrack(f"/music/{n}.mp3", 1, 1, None, one) for n, one in enumerate(facts)]
        tracks.add_tracks(connection, folder, new)
    lines = playlist(library, "").splitlines()
    assert lines[1::3] == [
        "#EXTINF:-1,Various - one",
        "#EXTINF:-1,Coltrane - two",
        "#EXTINF:-1,Various - 2",
    ]
    assert set(lines[2::3]) == {"#EXTART:Various"}


def test_every_row_names_the_group_and_the_facts_of_the_track(small: Library) -> None:
    file = io.StringIO()
    with small.read() as connection:
        found = tagged_tracks(connection, parse("path:b/3"), models.find_model(connection))
        export.write_csv(file, found, None, False)
    row = next(csv.DictReader(io.StringIO(file.getvalue())))
    assert (row["group"], row["title"]) == ("mood", "Ruby, My Dear")
    assert list(row)[-2:] == ["album", "albumartist"]


def test_what_a_playlist_leaves_out_is_told_with_the_reason(small: Library) -> None:
    with small.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        silent = NewTrack("/music/d.mp3", 1, 1, None, None, "empty", "/music/d.mp3 is empty.")
        slow = NewTrack("/music/e.mp3", 1, 1, None, None, "too_slow", "That took too long.")
        tracks.add_tracks(connection, folder, [silent, slow, NewTrack("/music/f\n.mp3", 1, 1)])
    assert unlisted(small) == [
        ("4.mp3", "missing", "the file is missing"),
        ("d.mp3", "failed", "/music/d.mp3 is empty."),
        (
            "f\n.mp3",
            "line_break",
            "a playlist cannot hold the line break in this path; rename the file",
        ),
    ]


def test_a_playlist_of_relative_paths_survives_odd_names(library: Library) -> None:
    names = ["/music/a/1.mp3", "/music/lists/#1.mp3", "/music/line\nbreak.mp3"]
    with library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        new = [NewTrack(name, 1, 1, None, Facts("two\nlines")) for name in names]
        tracks.add_tracks(connection, folder, new)
    assert playlist(library, "", Path("/music/lists")).splitlines()[1:] == [
        "#EXTINF:-1,two lines",
        f"..{os.sep}a{os.sep}1.mp3",
        "#EXTINF:-1,two lines",
        f".{os.sep}#1.mp3",
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes")
def test_odd_names_come_out_as_their_bytes(library: Library, tmp_path: Path) -> None:
    name = b'/music/\xff "quoted", \xe2\x99\xab.mp3'
    with library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        new = NewTrack(os.fsdecode(name), 1, 1, None, Facts())
        [id] = tracks.add_tracks(connection, folder, [new])
        own = tags.tag_id(connection, "slow", "mood", "user")
        decisions.record_decisions(connection, [Decision(id, own, "yes")], "user", at=1)
    target = tmp_path / "out"
    with target.open("w", encoding="utf-8", errors="surrogateescape", newline="") as file:
        file.write(playlist(library, ""))
        csv.writer(file).writerows(exported(library)[1:])
    assert name in target.read_bytes().splitlines()
    with target.open(encoding="utf-8", errors="surrogateescape", newline="") as file:
        *_, row = csv.reader(file)
    assert os.fsencode(row[0]) == name


def test_exporting_many_tracks_takes_little_memory(library: Library, model_id: int) -> None:
    with library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        new = [NewTrack(f"/music/{number}", 1, 1, None, Facts("T" * 400)) for number in range(6000)]
        ids = tracks.add_tracks(connection, folder, new)
        scored = [suggestions.Scored(id, (0.9, 0.9, 0.9)) for id in ids]
        suggestions.store(connection, model_id, scored)
        del new, scored
    with library.read() as connection, Path(os.devnull).open("w") as nowhere:
        model = models.find_model(connection)
        tracemalloc.start()
        found = tagged_tracks(connection, ALL_TRACKS, model)
        export.write_json_lines(nowhere, found, model, True)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 8_000_000  # all rows at once take 12 MB


def test_a_list_of_tracks_alone_asks_for_no_tags(small: Library) -> None:
    asked: list[str] = []
    with small.read() as connection:
        model = models.find_model(connection)
        sa.event.listen(
            connection, "before_cursor_execute", lambda *given: asked.append(given[2].lower())
        )
        alone = list(tagged_tracks(connection, ALL_TRACKS, model, tags=False))
        assert not [one for one in asked if "scores" in one or "decisions" in one]
        assert [row for row, _ in tagged_tracks(connection, ALL_TRACKS, model)] == [
            row for row, _ in alone
        ]
    assert [taggings for _, taggings in alone] == [[]] * 6
