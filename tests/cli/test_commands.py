"""The commands as a user types them, on real files and a real plugin process."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tagstudio.cli import listing
from tagstudio.cli.app import main
from tagstudio.library.db.database import open_library
from tagstudio.library.tracks.track_artists import InferredArtist, store_inferred


@pytest.fixture
def tagstudio(command):
    """Run one command on an empty library of this test; return exit status, stdout, stderr."""
    return command


def document(answer: tuple[int, str, str]):
    status, out, _ = answer
    assert status == 0
    return json.loads(out)


def test_scan_says_what_it_found(tagstudio, music):
    (music / "broken.mp3").write_text("no music")
    status, out, err = tagstudio("scan", music)
    assert (status, out) == (0, "4 new\n")
    assert "broken.mp3" in err
    assert "1 file could not be read" in err
    assert tagstudio("scan")[1] == "4 unchanged\n"


def test_a_folder_that_is_not_there_is_told_and_is_no_file_that_failed(tagstudio, music):
    tagstudio("scan", music)
    music.rename(music.with_name("elsewhere"))
    status, out, err = tagstudio("scan")
    assert (status, out) == (0, "3 missing\n")
    assert err == (
        f"The folder {music} is not there: not mounted, or moved. Its tracks are marked missing"
        " until it is back, or added under its new name.\n"
    )
    _, out, err = tagstudio("scan")
    assert (out, "not mounted" in err) == ("", True)
    report = document(tagstudio("scan", "--json"))
    assert (report["problems"], [one["path"] for one in report["absent"]]) == ([], [str(music)])


def test_suggesting_in_a_library_without_tracks_says_how_to_add_some(tagstudio, music, fake_tagger):
    tagstudio("scan", music)
    tagstudio("folders", "remove", music)
    status, out, err = tagstudio("suggest", "--model", fake_tagger)
    assert (status, out) == (1, "")
    assert "has no tracks yet; add a folder with music: tagstudio scan FOLDER" in err


def test_scan_as_json(tagstudio, music):
    report = document(tagstudio("scan", music, "--json"))
    assert report["new"] == 3
    assert report["problems"] == []


def test_scan_says_what_it_left_out_and_names_it_when_asked(tagstudio, music):
    (music / "cover.jpg").touch()
    (music / "best.m3u").touch()
    status, out, err = tagstudio("scan", music)
    assert (status, out) == (0, "3 new\n")
    assert err == (
        "Left out: 1 playlist, 1 other file (jpg 1).\n"
        "Name each of them, with the reason: tagstudio scan -v\n"
    )
    _, out, err = tagstudio("scan", "-v")
    assert out == (f"3 unchanged\n{music}/best.m3u: playlist\n{music}/cover.jpg: other file\n")
    assert "Name each" not in err
    report = document(tagstudio("scan", "--json"))["left_out"]
    assert report["counts"] == {"other": {"jpg": 1}, "playlist": {"m3u": 1}}
    assert [one["reason"] for one in report["files"]] == ["playlist", "other"]


def test_a_file_that_failed_is_told_without_a_code(tagstudio, music):
    (music / "broken.mp3").write_text("no music")
    first, *_ = tagstudio("scan", music)[2].splitlines()
    assert first.startswith(f"{music}/broken.mp3 ")
    (music / "broken 2.mp3").write_text("no music")
    [problem] = document(tagstudio("scan", "--json"))["problems"]
    assert problem["code"] == "unsupported"


def test_suggest_says_which_model_and_device(tagstudio, music, fake_tagger):
    tagstudio("scan", music)
    status, out, _ = tagstudio("suggest", "--model", fake_tagger)
    assert status == 0
    assert out.startswith("Suggestions from loudness: 3 tracks.")
    assert "Nothing to do" in tagstudio("suggest", "--model", fake_tagger)[1]


def test_suggest_as_json(tagstudio, music, fake_tagger):
    tagstudio("scan", music)
    report = document(tagstudio("suggest", "--model", fake_tagger, "--json"))
    assert (report["model"], report["suggested"], report["problems"]) == ("loudness", 3, [])


def test_list_as_json_gives_all_tags_best_first(suggested):
    listed = document(suggested("list", "--json"))
    assert listed["model"] == "loudness"
    assert [Path(track["path"]).name for track in listed["tracks"]] == [
        "loud.wav",
        "middle.flac",
        "quiet.ogg",
    ]
    loud, _, quiet = listed["tracks"]
    wanted = {"path", "title", "artist", "album", "duration", "state", "suggestions", "model"}
    assert wanted <= set(loud)
    assert list(loud)[-2:] == ["disagreement", "disagreement_about"]
    assert [s["tag"] for s in loud["suggestions"]] == ["loud", "quiet"]
    assert [s["tag"] for s in quiet["suggestions"]] == ["quiet", "loud"]
    assert loud["suggestions"][0]["score"] == pytest.approx(0.9, abs=0.01)
    assert loud["suggestions"][0]["lift"] == pytest.approx(4.5, abs=0.1)
    assert (loud["duration"], loud["state"]) == (1.0, "suggested")


def test_list_as_json_of_nothing_is_still_a_document(suggested):
    assert document(suggested("list", "nobody", "--json")) == {"model": "loudness", "tracks": []}


def test_list_as_a_table(suggested):
    status, out, err = suggested("list", "tag:loud", "--sort", "tag:loud-")
    assert status == 0
    heading, first, second = out.splitlines()
    assert heading.split()[0] == "Title"
    assert first.split()[0] == "loud"
    assert "loud 0.90 ×" in first
    assert second.split()[0] == "middle"
    assert "2 tracks, suggestions of loudness." in err


def test_a_table_of_many_pages_holds_every_track_once(suggested, monkeypatch):
    whole = suggested("list", "--limit", "0")[1]
    monkeypatch.setattr(listing, "PAGE", 2)
    assert suggested("list", "--limit", "0")[1] == whole
    assert [line.split()[0] for line in whole.splitlines()[1:]] == [
        "loud",
        "middle",
        "quiet",
    ]


def test_lists_name_the_artist_that_a_file_name_tells_and_say_so(suggested, tmp_path):
    with open_library(tmp_path / "my.db", writing=True) as library, library.write() as connection:
        told = {1: InferredArtist("Loud", "file name"), 2: InferredArtist("Ann", "folder")}
        connection.exec_driver_sql("DELETE FROM track_artists")
        store_inferred(connection, told)
    for verb in (("list",), ("queue", "--order", "uncertain")):
        _, out, err = suggested(*verb)
        assert "Ann (?)" in out
        assert "(?): the artist is told by the name of the file or of its folder." in err
        shown = {row["shown"]["artist"]: row["shown"] for row in tracks_of(suggested, *verb)}
        assert shown["Ann"]["artist_from"] == "folder"
        assert shown[""]["artist_from"] is None
    assert "(?)" not in "".join(suggested("list", "path:quiet")[1:])


def tracks_of(tagstudio, *verb: str):
    return document(tagstudio(*verb, "--json"))["tracks"]


def test_list_shows_a_page_and_says_so(suggested):
    _, out, err = suggested("list", "--limit", "1")
    assert len(out.splitlines()) == 2
    assert "1 track of 3; --limit 0 lists all" in err


def test_the_library_option_stands_anywhere(suggested, capsys, tmp_path):
    assert main(["list", "--json", f"--library={tmp_path / 'my.db'}"]) == 0
    assert len(json.loads(capsys.readouterr().out)["tracks"]) == 3


def test_export_csv_has_a_row_per_track_and_tag(suggested, tmp_path):
    target = tmp_path / "tags.csv"
    assert suggested("export", "--format", "csv", "-o", target)[0] == 0
    with target.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[:7] == ["path", "tag", "state", "score", "source", "model", "time"]
    found = {(Path(row["path"]).name, row["tag"]) for row in rows}
    assert found == {
        ("loud.wav", "loud"),
        ("middle.flac", "loud"),
        ("middle.flac", "quiet"),
        ("quiet.ogg", "quiet"),
    }
    assert {(row["state"], row["model"]) for row in rows} == {("suggested", "loudness")}


def test_export_to_stdout_and_in_other_formats(suggested, music):
    _, lines, _ = suggested("export", "--format", "jsonl", "tag:quiet")
    assert {Path(json.loads(line)["path"]).name for line in lines.splitlines()} == {
        "middle.flac",
        "quiet.ogg",
    }
    _, playlist, _ = suggested("export", "--format", "m3u8", "tag:quiet")
    assert playlist.startswith("#EXTM3U\n")
    assert str(music / "quiet.ogg") in playlist
    _, wide, _ = suggested("export", "--format", "csv-wide")
    rows = list(csv.DictReader(wide.splitlines()))
    assert len(rows) == 3
    assert {"path", "loud", "quiet"} <= set(rows[0])


def test_a_playlist_beside_the_music_can_hold_relative_paths(suggested, music):
    target = music / "all.m3u8"
    assert suggested("export", "--format", "m3u8", "--relative", "-o", target)[0] == 0
    assert {"loud.wav", "middle.flac", "quiet.ogg"} <= set(target.read_text().splitlines())


def test_a_playlist_says_what_it_leaves_out_and_why(suggested, music, tmp_path):
    (music / "loud.wav").unlink()
    suggested("scan")
    status, out, err = suggested("export", "--format", "m3u8")
    assert (status, out.count("#EXTINF")) == (0, 2)
    assert err == f"Left out: {music}/loud.wav: the file is missing\n"
    target = tmp_path / "all.m3u8"
    report = document(suggested("export", "--format", "m3u8", "-o", target, "--json"))
    assert (report["tracks"], [one["code"] for one in report["left_out"]]) == (2, ["missing"])
    assert suggested("export", "--format", "m3u8", "--json")[0] == 2  # where to, then?


def test_plugins_list_and_test(tagstudio, music, fake_tagger):
    listed = document(tagstudio("plugins", "list", "--json"))["plugins"]
    works = {plugin["name"]: plugin["works"] for plugin in listed}
    bundled = ("crnn_tagger", "ensemble_tagger", "musicnn_tagger", "tempo_key_loudness")
    assert works == dict.fromkeys(("fake_tagger", *bundled), True)
    status, out, _ = tagstudio("plugins", "test", music / "loud.wav", "--model", fake_tagger)
    assert status == 0
    assert out.splitlines()[1].split()[:2] == ["loud", "0.900"]


def test_plugins_test_says_why_a_file_cannot_be_heard(tagstudio, music, fake_tagger):
    status, _, err = tagstudio("plugins", "test", music / "nope.wav", "--model", fake_tagger)
    assert status == 1
    assert "nope.wav" in err


def test_models_list_names_what_is_installed(tagstudio, fake_tagger):
    models = document(tagstudio("models", "list", "--json"))["models"]
    assert [model["name"] for model in models] == ["loudness", "starter"]
    assert models[0]["tags"] == ["loud", "quiet"]


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (["list"], 1, "'tagstudio scan FOLDER' makes one"),
        (["scan", "/no/such/folder"], 1, "There is no folder /no/such/folder"),
        (["scan"], 1, "has no folders yet"),
        (["suggest"], 1, "'tagstudio scan FOLDER' makes one"),
        (["suggest", "--device", "gpu"], 2, "must be one of auto, cpu, cuda, mps"),
        (["models", "install", "no-such-model"], 1, "msd-crnn"),
        (["frobnicate"], 2, "No such command"),
        (["list", "--colour"], 2, "No such option"),
    ],
)
def test_wrong_use_and_failures_end_with_a_sentence(tagstudio, arguments, status, sentence):
    ended, out, err = tagstudio(*arguments)
    assert ended == status
    assert out == ""
    assert sentence in err
    assert "Traceback" not in err


def test_a_wrong_query_names_the_fields(suggested):
    status, _, err = suggested("list", "colour:red")
    assert status == 1
    assert "There is no field 'colour'" in err


def test_help_is_light():
    code = (
        "import sys\nfrom tagstudio.cli.app import main\nmain(['--help'])\n"
        "heavy = {'torch', 'PySide6', 'sqlalchemy', 'numpy', 'rich', 'librosa'}\n"
        "heavy &= set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for verb in ("scan", "suggest", "list", "export", "models", "plugins", "demo"):
        assert verb in done.stdout


def test_a_reader_that_closes_the_pipe_early_is_no_defect(suggested, tmp_path):
    command = [sys.executable, "-m", "tagstudio", "--library", str(tmp_path / "my.db")]
    listing = subprocess.Popen(
        [*command, "list", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert listing.stdout is not None
    assert listing.stderr is not None
    listing.stdout.close()
    with listing.stderr:
        assert b"Traceback" not in listing.stderr.read()
    listing.wait()


def test_a_second_writer_is_refused_at_once(suggested, tmp_path, music):
    from tagstudio.library.db.database import open_library

    with open_library(tmp_path / "my.db", writing=True):
        status, _, err = suggested("scan", music)
        assert status == 1
        assert "is being changed by another" in err
        assert "Wait until that is done, or close it, and try again." in err
        assert suggested("list")[0] == 0


def test_odd_names_are_shown_and_exported_as_they_are(tagstudio, music, tmp_path):
    odd = os.fsdecode(os.fsencode(music) + b"/odd \xff\x1b name.wav")
    Path(odd).write_bytes((music / "loud.wav").read_bytes())
    tagstudio("scan", music)
    status, out, _ = tagstudio("list", "path:/odd")
    assert status == 0
    assert "odd \\udcff\\x1b name " in out
    assert document(tagstudio("list", "path:/odd", "--json"))["tracks"][0]["path"] == odd
    target = tmp_path / "list.m3u8"
    tagstudio("export", "--format", "m3u8", "-o", target)
    assert os.fsencode(odd) in target.read_bytes()


def test_a_model_that_is_not_installed_is_named_with_those_that_are(suggested):
    status, _, err = suggested("suggest", "--model", "nope")
    assert status == 1
    assert "No model 'nope' is installed; there are: loudness, starter." in err


@pytest.mark.parametrize("verb", ["suggest", "queue", "train", "evaluate", "write"])
def test_a_library_without_tracks_is_no_reason_to_say_that_all_is_done(tagstudio, tmp_path, verb):
    with open_library(tmp_path / "my.db", writing=True):
        pass
    status, out, err = tagstudio(verb)
    assert (status, out) == (1, "")
    assert err.endswith("has no tracks yet; add a folder with music: tagstudio scan FOLDER\n")
