"""Labels from files of every format, each row used or accounted for."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tagstudio.audio.metadata.facts import Facts
from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import run
from tagstudio.datasets.table import OPEN_QUOTE, TOO_LONG
from tagstudio.engine.correcting import label_import, unknown_tags
from tagstudio.engine.correcting.label_import import (
    ImportOptions,
    ImportReport,
    import_labels,
)
from tagstudio.engine.correcting.labels import find_tracks, lastfm
from tagstudio.engine.correcting.labels.find_tracks import TrackFinder
from tagstudio.engine.correcting.labels.label import (
    NAMELESS,
    NO_STATE,
    SUGGESTION,
    Mention,
)
from tagstudio.engine.correcting.labels.lastfm import TOO_FEW, UNKNOWN_ID, read_track_ids
from tagstudio.engine.correcting.unknown_tags import TagChoices, UnknownTag
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.models import models
from tagstudio.library.models.models import RegisteredModel, RegisteredTag
from tagstudio.library.search.query import ALL_TRACKS
from tagstudio.library.tags import decisions, tags, undo_history
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.track_names import KnownTrack
from tagstudio.library.tracks.tracks import NewTrack
from tagstudio.library.views import export

TRACKS = (
    ("trane/1 train.flac", Facts("Blue Train", "John Coltrane", "Blue Train")),
    ("trane/2.flac", Facts("Naima", "John Coltrane", "Giant Steps")),
    ("48/948.mp3", Facts("Ænima", "TOOL")),
    ("x/same.mp3", Facts("Same", "Twice")),
    ("y/same.mp3", Facts("Same", "Twice")),
)
TAGS = ("jazz", "Rock", "Hip-Hop", "rnb", "guitar", "happy")


@pytest.fixture
def library(tmp_path):
    """Five tracks, ids 1 to 5, in the folder music; six tags of a model."""
    music = tmp_path / "music"
    with open_library(tmp_path / "my.db", writing=True) as opened:
        with opened.write() as connection:
            folder = tracks.folder_id(connection, str(music))
            new = [
                NewTrack(str(music / path), 1, 1, path.encode()[-16:], facts)
                for path, facts in TRACKS
            ]
            tracks.add_tracks(connection, folder, new)
            outputs = tuple(RegisteredTag(tag, "genre", 0.1) for tag in TAGS)
            models.register(connection, "plugin", RegisteredModel("model", "0" * 64, outputs))
        yield opened


@pytest.fixture
def take(library, tmp_path):
    """Import text written to a file in the folder lists; check that every row is accounted for."""

    def take(text: str, name: str = "labels.csv", **options) -> ImportReport:
        file = tmp_path / "lists" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return imported(library, file, **options)

    return take


def imported(library: Library, file: Path, **options) -> ImportReport:
    report = run(import_labels(library, file, ImportOptions(**options)))
    assert report.entries == report.used + sum(left.count for left in report.unused.values())
    return report


def current(library: Library) -> dict[tuple[int, str], str]:
    with library.read() as connection:
        names = {tag.id: tag.name for tag in tags.list_tags(connection)}
        found = decisions.current(connection, range(1, 6))
    return {
        (track_id, names[tag_id]): decided.state
        for track_id, by_tag in found.items()
        for tag_id, decided in by_tag.items()
    }


def left_out(report: ImportReport) -> dict[str, int]:
    return {reason: left.count for reason, left in report.unused.items()}


def test_yes_and_no_by_path(library, take, tmp_path):
    path = tmp_path / "music" / "trane" / "2.flac"
    report = take(f"path,tag,state\n{path},jazz,yes\n{path},ROCK,No\n")
    assert current(library) == {(2, "jazz"): "yes", (2, "Rock"): "no"}
    assert (report.format, report.entries, report.used, len(report.changes)) == ("CSV", 2, 2, 2)
    with library.read() as connection:
        assert decisions.current(connection, [2])[2][1].source == "import"


@pytest.mark.parametrize(
    ("path", "how", "track"),
    [
        ("../music/trane/2.flac", "path", 2),  # from the folder of the CSV
        ("trane/2.flac", "path", 2),  # from the scanned folder
        ("./trane//2.flac", "path", 2),
        ("/old/disk/trane/2.flac", "end of the path", 2),
        ("C:\\Music\\Trane\\2.FLAC", "end of the path", 2),
        ("1 train.flac", "end of the path", 1),  # a name alone, and only one has it
    ],
)
def test_paths_are_found_from_several_places(library, take, path, how, track):
    report = take(f"path,tag,state\n{path},jazz,yes\n")
    assert report.found == {how: 1}
    assert current(library) == {(track, "jazz"): "yes"}


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/old/monk/2.flac", find_tracks.NO_TRACK),  # the name alone is not enough here
        ("same.mp3", find_tracks.SEVERAL_TRACKS),
        ("/old/z/same.mp3", find_tracks.NO_TRACK),
        ("nothing.mp3", find_tracks.NO_TRACK),
        ("..", find_tracks.NO_TRACK),
    ],
)
def test_a_doubtful_path_is_reported_and_changes_nothing(library, take, path, reason):
    report = take(f"path,tag,state\n{path},jazz,yes\n")
    assert left_out(report) == {reason: 1}
    assert report.unused[reason].examples == [(2, f"{path}: jazz yes")]
    assert current(library) == {}
    assert report.undo_group is None


def test_one_track_that_two_paths_fit_is_neither_s(library, take):
    report = take("path,tag,state\n/a/trane/2.flac,jazz,yes\n/b/trane/2.flac,rock,yes\n")
    assert left_out(report) == {find_tracks.SEVERAL_ROWS: 2}
    assert current(library) == {}


def test_a_sure_path_wins_over_the_end_of_another(library, take):
    take("path,tag,state\ntrane/2.flac,jazz,yes\n/b/trane/2.flac,rock,yes\n")
    assert current(library) == {(2, "jazz"): "yes"}


def test_title_and_artist_are_compared_folded(library, take):
    report = take("title,artist,tag,state\n ÆNIMA , tool,rock,yes\nNaima,Nobody,jazz,yes\n")
    assert current(library) == {(3, "Rock"): "yes"}
    assert report.found == {"title and artist": 1}
    assert left_out(report) == {find_tracks.NO_TRACK: 1}


def test_a_title_that_two_recordings_have_is_doubtful(library, take):
    report = take("title,artist,tag,state\nSame,Twice,rock,yes\n")
    assert left_out(report) == {find_tracks.SEVERAL_TRACKS: 1}


def test_copies_of_one_recording_are_labelled_together():
    copies = [KnownTrack(id, f"/{id}/a.mp3", "A", "B", b"sound", False) for id in (1, 2)]
    mention = Mention((), "a", "b")
    assert TrackFinder(copies, []).find_all([mention])[mention].track_ids == (1, 2)


def test_a_track_that_is_there_goes_before_a_missing_one():
    known = [
        KnownTrack(1, "/old/a.mp3", "A", "B", b"1", True),
        KnownTrack(2, "/new/a.mp3", "A", "B", b"2", False),
    ]
    mention = Mention(("a.mp3",))
    assert TrackFinder(known, []).find_all([mention])[mention].track_ids == (2,)


def test_title_and_artist_help_where_the_path_does_not(library, take):
    take("path,title,artist,tag,state\n/gone/9.mp3,Naima,John Coltrane,jazz,yes\n")
    assert current(library) == {(2, "jazz"): "yes"}


@pytest.mark.parametrize(
    ("tag", "meant"),
    [("hiphop", "Hip-Hop"), ("hip hop", "Hip-Hop"), ("R&B", "rnb"), ("r and b", "rnb")],
)
def test_a_tag_may_be_spelled_otherwise(library, take, tag, meant):
    take(f"path,tag,state\ntrane/2.flac,{tag},yes\n")
    assert current(library) == {(2, meant): "yes"}


def test_unknown_and_ambiguous_tags_are_reported(library, take):
    with library.write() as connection:
        tags.tag_id(connection, "hiphop", "", "user")
    report = take("path,tag,state\ntrane/2.flac,polka,yes\ntrane/2.flac,hip hop,yes\n")
    assert left_out(report) == {unknown_tags.NO_TAG: 1, unknown_tags.SEVERAL_TAGS: 1}
    assert current(library) == {}


def test_new_tags_are_made_on_demand_for_rows_that_are_used(library, take):
    text = "path,tag,state\ntrane/2.flac,polka,yes\ntrane/2.flac,POLKA,yes\nno.mp3,waltz,yes\n"
    report = take(text + "trane/2.flac,a/b,yes\n", choices=TagChoices(all_new=True))
    assert current(library) == {(2, "polka"): "yes"}
    assert left_out(report) == {find_tracks.NO_TRACK: 1, unknown_tags.NO_TAG_NAME: 1}
    with library.read() as connection:
        assert tags.find_tag(connection, "waltz") is None
        made = tags.find_tag(connection, "polka")
    assert made is not None
    assert made.origin == "user"


def test_rows_that_are_no_labels_are_reported(library, take):
    report = take(
        "path,tag,state\n"
        "trane/2.flac,jazz,suggested\n"
        "trane/2.flac,rock,unseen\n"
        "trane/2.flac,rock,maybe\n"
        "trane/2.flac\n"
        ",jazz,yes\n"
        "\n"
    )
    assert left_out(report) == {
        SUGGESTION: 2,
        NO_STATE: 1,
        NAMELESS: 2,
    }
    assert report.unused[NO_STATE].examples[0][0] == 4
    assert current(library) == {}


def test_rows_that_contradict_each_other_are_left_out(library, take):
    report = take(
        "path,tag,state\ntrane/2.flac,jazz,yes\ntrane/2.flac,Jazz,no\ntrane/2.flac,rock,no\n"
    )
    assert left_out(report) == {label_import.CONTRADICTION: 2}
    assert current(library) == {(2, "Rock"): "no"}


def test_a_decision_by_hand_stays_unless_overwritten(library, take):
    with library.write() as connection:
        decisions.record_decisions(connection, [Decision(2, 1, "no")], "user")
        decisions.record_decisions(connection, [Decision(2, 2, "no")], "import")
    text = "path,tag,state\ntrane/2.flac,jazz,yes\ntrane/2.flac,rock,yes\n"
    report = take(text)
    assert left_out(report) == {label_import.YOURS: 1}
    assert current(library) == {(2, "jazz"): "no", (2, "Rock"): "yes"}
    assert left_out(take(text, overwrite=True)) == {}
    assert current(library) == {(2, "jazz"): "yes", (2, "Rock"): "yes"}


def test_an_import_is_one_step_of_undo_and_twice_is_once(library, take):
    text = "path,tag,state\ntrane/2.flac,jazz,yes\n48/948.mp3,rock,no\n"
    assert len(take(text).changes) == 2
    again = take(text)
    assert (again.used, again.changes, again.undo_group) == (2, (), None)
    with library.write() as connection:
        undo_history.undo(connection)
    assert current(library) == {}


def test_pretending_changes_nothing(library, take):
    text = "path,tag,state\ntrane/2.flac,jazz,yes\ntrane/2.flac,polka,yes\n"
    report = take(text, pretend=True, choices=TagChoices(all_new=True))
    assert sorted(report.tag_names.values()) == ["jazz", "polka"]
    assert (len(report.changes), report.undo_group) == (2, None)
    assert current(library) == {}
    with library.read() as connection:
        assert tags.find_tag(connection, "polka") is None


def test_our_own_export_comes_back(library, tmp_path):
    given = [Decision(1, 1, "yes"), Decision(1, 2, "no"), Decision(3, 2, "yes")]
    odd = tmp_path / "music" / 'od\udcffd, "name".mp3'
    with library.write() as connection:
        folder = tracks.folder_id(connection, str(tmp_path / "music"))
        tracks.add_tracks(connection, folder, [NewTrack(str(odd), 1, 1, b"6")])
        decisions.record_decisions(connection, [*given, Decision(6, 1, "yes")], "user")
    target = tmp_path / "export.csv"
    with (
        library.read() as connection,
        target.open("w", encoding="utf-8", errors="surrogateescape", newline="") as file,
    ):
        model = models.find_model(connection, "model")
        rows = export.tagged_tracks(connection, ALL_TRACKS, model)
        export.write_csv(file, rows, model, every=True)
    before = current(library)
    with library.write() as connection:
        undo_history.undo(connection)
    report = imported(library, target)
    assert report.used == 4
    assert current(library) == before
    with library.read() as connection:
        assert decisions.current(connection, [6])[6][1].state == "yes"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_tables_as_spreadsheets_write_them(library, tmp_path, encoding, separator):
    file = tmp_path / "labels.csv"
    rows = ("Path", "TAG", " State"), ("trane/2.flac", "jazz", "YES")
    file.write_text("\r\n".join(separator.join(row) for row in rows), encoding=encoding)
    imported(library, file)
    assert current(library) == {(2, "jazz"): "yes"}


def test_a_table_without_the_columns_is_refused_and_says_what_is_needed(take):
    with pytest.raises(TagStudioError, match=r"columns file, label; labels need path"):
        take("file,label\na.mp3,jazz\n")


def test_a_broken_row_is_left_out_and_the_others_are_used(library, take):
    report = take(
        "path,tag,state\n" + "x" * 200_000 + ',jazz,yes\ntrane/2.flac,"rock,yes\n'
        "trane/2.flac,jazz,yes\n"
    )
    assert left_out(report) == {TOO_LONG: 1, OPEN_QUOTE: 1}
    assert report.unused[OPEN_QUOTE].examples == [(3, 'trane/2.flac,"rock,yes')]
    assert current(library) == {(2, "jazz"): "yes"}


@pytest.mark.parametrize("cell", ["jazz; rock", "jazz|ROCK", " jazz ;;Rock; jazz"])
def test_several_tags_in_a_cell_are_several_labels(library, take, cell):
    report = take(f"path,tag,state\ntrane/2.flac,{cell},yes\n")
    assert current(library) == {(2, "jazz"): "yes", (2, "Rock"): "yes"}
    assert (report.entries, report.used) == (2, 2)


def test_a_tag_whose_name_has_a_bar_is_one(library, take):
    with library.write() as connection:
        tags.tag_id(connection, "jazz|rock", "", "user")
    take("path,tag,state\ntrane/2.flac,jazz|rock,yes\n")
    assert current(library) == {(2, "jazz|rock"): "yes"}


def test_unknown_tags_are_counted_with_those_of_like_names(take):
    report = take(
        "path,tag,state\ntrane/2.flac,rokc,yes\n1 train.flac,rokc,no\n1 train.flac,zydeco,yes\n"
    )
    assert report.unknown_tags == {
        "rokc": UnknownTag(2, ("Rock",)),
        "zydeco": UnknownTag(1, ()),
    }


def test_each_unknown_tag_becomes_what_was_chosen_for_it(library, take):
    rows = "2.flac,rokc,yes\n2.flac,Rokc,yes\n2.flac,zydeco,yes\n2.flac,seen live,yes\n"
    report = take(
        "path,tag,state\n" + rows,
        choices=TagChoices(new=("Zydeco", "polka"), mapped=(("rokc", "Rock"),)),
    )
    assert current(library) == {(2, "Rock"): "yes", (2, "zydeco"): "yes"}
    assert {name: (one.count, one.becomes) for name, one in report.unknown_tags.items()} == {
        "rokc": (2, "Rock"),
        "zydeco": (1, "zydeco"),
        "seen live": (1, ""),
    }
    assert left_out(report) == {unknown_tags.NO_TAG: 1}
    assert report.chosen_in_vain == ("polka",)


def test_a_name_that_no_tag_can_have_may_be_taken_for_one_of_the_library(library, take):
    text = "path,tag,state\n2.flac,Folk/Rock,yes\n2.flac,!!!,yes\n2.flac,???,yes\n"
    report = take(text, choices=TagChoices(all_new=True, mapped=(("folk/rock", "jazz"),)))
    assert current(library) == {(2, "jazz"): "yes"}
    assert left_out(report) == {unknown_tags.NO_TAG_NAME: 2}
    assert [one.can_be_new for one in report.unknown_tags.values()] == [False, False, False]


@pytest.mark.parametrize(
    ("tag", "said"), [("jaz", "Did you mean jazz"), ("zzz", "Name one that the library has")]
)
def test_labels_cannot_be_taken_for_a_tag_that_there_is_not(take, tag, said):
    with pytest.raises(TagStudioError, match=said):
        take("path,tag,state\n2.flac,rokc,yes\n", choices=TagChoices(mapped=(("rokc", tag),)))


@pytest.mark.parametrize(
    "table",
    [
        "Datei;Schlagwort;Antwort\ntrane/2.flac;jazz;Ja\ntrane/2.flac;guitar;nein\n",
        "Titel,Interpret,Schlagwort,Antwort\nNaima,John Coltrane,jazz,ja\n"
        "Naima,John Coltrane,guitar,no\n",
        "Pfad,Ja,Nein\ntrane/2.flac,jazz,guitar\n",
        "pfad,path,tag,antwort\nnowhere,trane/2.flac,jazz,ja\nnowhere,trane/2.flac,guitar,nein\n",
    ],
)
def test_columns_and_answers_are_understood_in_german(library, take, table):
    report = take(table)
    assert (report.entries, report.used) == (2, 2)
    assert current(library) == {(2, "jazz"): "yes", (2, "guitar"): "no"}


def test_a_new_tag_has_the_group_of_its_column_or_of_the_options(library, take):
    take(
        "path,tag,state,group\n1 train.flac,dreamy,yes,Mood\n1 train.flac,polka,yes,\n",
        choices=TagChoices(all_new=True),
        group="genre",
    )
    with library.read() as connection:
        found = {name: tags.find_tag(connection, name) for name in ("dreamy", "polka")}
    assert {name: (tag.group, tag.origin) for name, tag in found.items()} == {
        "dreamy": ("mood", "user"),
        "polka": ("genre", "user"),
    }


@pytest.mark.parametrize("name", ["labels.csv", "labels.txt", "labels.tsv"])
def test_a_file_without_a_label_is_refused(take, name):
    with pytest.raises(TagStudioError, match="holds no label") as raised:
        take("path,tag,state\n", name)
    assert raised.value.message.key == "import.no-label"


def test_a_name_of_any_encoding_is_found_in_a_file_of_windows(library, tmp_path):
    with library.write() as connection:
        folder = tracks.folder_id(connection, str(tmp_path / "music"))
        paths = [str(tmp_path / "music" / name) for name in ("Café.mp3", "caf\udce8.mp3")]
        tracks.add_tracks(connection, folder, [NewTrack(path, 1, 1) for path in paths])
        tracks.add_tracks(connection, folder, [])
    file = tmp_path / "labels.csv"
    file.write_bytes(b"path,tag,state\nCaf\xe9.mp3,jazz,yes\ncaf\xe8.mp3,rock,yes\n")
    report = imported(library, file)
    assert (report.used, report.found) == (2, {"path": 2})


def test_a_missing_file_is_the_world_s_error(library, tmp_path):
    with pytest.raises(TagStudioError, match="cannot be read"):
        imported(library, tmp_path / "none.csv")


def test_jamendo(library, take):
    report = take(
        "TRACK_ID\tARTIST_ID\tALBUM_ID\tPATH\tDURATION\tTAGS\n"
        "track_0000948\tartist_1\talbum_1\t48/948.mp3\t213.7\tgenre---hiphop\tmood/theme---happy\n"
        "track_0000949\tartist_1\talbum_1\t49/949.mp3\t100.0\tinstrument---guitar\n"
        "track_0000950\tartist_1\talbum_1\t50/950.mp3\t100.0\n",
        "autotagging.tsv",
    )
    assert report.format == "MTG-Jamendo"
    assert current(library) == {(3, "Hip-Hop"): "yes", (3, "happy"): "yes"}
    assert left_out(report) == {
        find_tracks.NO_TRACK: 1,
        NAMELESS: 1,
    }


def test_jamendo_s_small_audio_in_a_folder_of_its_own(library, take, tmp_path):
    with library.write() as connection:
        folder = tracks.folder_id(connection, str(tmp_path / "music"))
        tracks.add_tracks(connection, folder, [NewTrack("/low/1000.low.mp3", 1, 1, b"6")])
    head = "TRACK_ID\tARTIST_ID\tALBUM_ID\tPATH\tDURATION\tTAGS\n"
    report = take(
        head + "track_1\ta\ta\t00/1000.mp3\t1.0\tmood/theme---dark\n",
        choices=TagChoices(all_new=True),
    )
    assert report.found == {"end of the path": 1}
    with library.read() as connection:
        made = tags.find_tag(connection, "dark")
    assert made is not None
    assert made.group == "mood"


@pytest.fixture
def ids(tmp_path) -> Path:
    """A list of two tracks by id."""
    file = tmp_path / "tracks.csv"
    file.write_text("track_id,path,title,artist\nTRA,trane/2.flac,,\nTRB,,Blue Train,john coltrane")
    return file


def test_lastfm_text_with_ids(library, take, ids):
    text = "# id, tag, count\nTRA\tjazz\t100\nTRA\trock\t3\nTRB\tjazz\t50\n"
    text += "TRX\tjazz\t9\nTRA\tjazz\tmany\n"
    report = take(text, "tags.txt", tracks=ids, min_count=5)
    assert report.format == "last.fm text"
    assert current(library) == {(1, "jazz"): "yes", (2, "jazz"): "yes"}
    assert left_out(report) == {TOO_FEW: 1, UNKNOWN_ID: 1, lastfm.MALFORMED: 1}


def test_lastfm_text_with_two_columns_and_paths(library, take):
    take("trane/2.flac\tjazz\n48/948.mp3\tRock\n", "genres.cls")
    assert current(library) == {(2, "jazz"): "yes", (3, "Rock"): "yes"}


def test_lastfm_text_of_one_track(library, take, ids):
    take("jazz\t100\nguitar\t7\n", "TRA.txt", tracks=ids)
    assert current(library) == {(2, "jazz"): "yes", (2, "guitar"): "yes"}


def test_a_list_of_all_tags_and_counts_labels_nothing(library, take):
    report = take("rock\t101071\npop\t69159\n", "lastfm_unique_tags.txt")
    assert left_out(report) == {UNKNOWN_ID: 2}


def test_lastfm_json_one_file_and_a_folder(library, tmp_path):
    folder = tmp_path / "lastfm" / "T" / "R"
    folder.mkdir(parents=True)
    document = {
        "artist": "John Coltrane",
        "title": "naima",
        "track_id": "TRA",
        "tags": [["jazz", "100"], ["rock", "0"]],
    }
    file = folder / "TRA.json"
    file.write_text(json.dumps(document))
    (folder / "TRB.json").write_text(json.dumps({**document, "tags": []}))
    (folder / "broken.json").write_text("[1, 2]")
    report = imported(library, tmp_path / "lastfm")
    assert report.format == "last.fm JSON"
    assert current(library) == {(2, "jazz"): "yes"}
    assert left_out(report) == {
        TOO_FEW: 1,
        lastfm.NO_TAGS: 1,
        lastfm.NOT_JSON: 1,
    }
    assert imported(library, file).used == 1


@pytest.fixture
def database(tmp_path) -> Path:
    file = tmp_path / "lastfm_tags.db"
    with closing(sqlite3.connect(file)) as made, made:
        made.executescript(
            "CREATE TABLE tids (tid TEXT); CREATE TABLE tags (tag TEXT);"
            "CREATE TABLE tid_tag (tid INT, tag INT, val FLOAT);"
            "INSERT INTO tids VALUES ('TRX'), ('TRA'), ('TRB');"
            "INSERT INTO tags VALUES ('jazz'), ('polka'), ('rock');"
            "INSERT INTO tid_tag VALUES (1, 1, 100), (1, 3, 20), (2, 1, 100), (2, 2, 50),"
            " (3, 3, 2), (3, 1, 80);"
        )
    return file


def test_lastfm_database(library, database, ids):
    report = imported(library, database, tracks=ids, min_count=10)
    assert report.format == "last.fm database"
    assert report.entries == 6
    assert current(library) == {(2, "jazz"): "yes", (1, "jazz"): "yes"}
    assert left_out(report) == {TOO_FEW: 1, unknown_tags.NO_TAG: 1, UNKNOWN_ID: 2}


def test_a_database_needs_a_list_of_tracks(library, database):
    with pytest.raises(TagStudioError, match="--tracks"):
        imported(library, database)


def test_another_database_is_refused(library, tmp_path, ids):
    with pytest.raises(TagStudioError, match="tids, tags and tid_tag"):
        imported(library, library.path, tracks=ids)


def test_the_dataset_s_own_list_of_tracks(tmp_path):
    file = tmp_path / "unique_tracks.txt"
    file.write_text("TRA<SEP>SOA<SEP>John Coltrane<SEP>Naima\nTRB<SEP>SOB<SEP>TOOL<SEP>Ænima\n")
    assert read_track_ids(file) == {
        "TRA": Mention((), "Naima", "John Coltrane"),
        "TRB": Mention((), "Ænima", "TOOL"),
    }


def test_a_list_of_tracks_without_ids_is_refused(tmp_path):
    file = tmp_path / "tracks.csv"
    file.write_text("path,title\na.mp3,A\n")
    with pytest.raises(TagStudioError, match="needs id"):
        read_track_ids(file)


def test_only_the_first_examples_are_kept(take):
    report = take("path,tag,state\n" + "gone.mp3,jazz,yes\n" * 3000)
    assert left_out(report) == {find_tracks.NO_TRACK: 3000}
    assert len(report.unused[find_tracks.NO_TRACK].examples) == 5
