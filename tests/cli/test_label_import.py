"""`tagstudio import` as it is typed, from an empty home, on what spreadsheets leave behind."""

import csv
import json
import os
from pathlib import Path

import pytest
from mutagen.flac import FLAC

from tagstudio.engine.plugins import installed_models
from tagstudio.engine.plugins.tagger_process import TaggerProcess
from tagstudio.library.db.database import open_library
from tagstudio.library.tags import tags


@pytest.fixture
def scanned(command, music, monkeypatch):
    """Run commands on three tracks that no model has heard; none may start a plugin."""

    def refuse(plugin: object) -> None:
        raise AssertionError(f"{plugin} was started")

    monkeypatch.setattr(TaggerProcess, "_start", refuse)
    monkeypatch.setattr(installed_models, "try_plugin", refuse)
    assert command("scan", music)[0] == 0
    return command


@pytest.fixture
def labels(tmp_path):
    """Write a file of labels."""

    def write(content: str | bytes) -> Path:
        file = tmp_path / "labels.csv"
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return file

    return write


def decided(command) -> dict[str, dict[str, str]]:
    listed = json.loads(command("list", "--json")[1])["tracks"]
    return {Path(one["path"]).name: one["decisions"] for one in listed if one["decisions"]}


def test_labels_before_the_first_suggestion_are_used(scanned, labels):
    file = labels("path,tag,state\nloud.wav,rock,yes\nmiddle.flac,hip hop,no\n")
    status, out, err = scanned("import", file)
    assert (status, out.splitlines()[0]) == (
        0,
        "2 labels read (CSV), 2 used: 2 answers changed.",
    ), err
    assert scanned("correct", "path:loud", "+jazz")[0] == 0
    assert decided(scanned) == {
        "loud.wav": {"rock": "yes", "jazz": "yes"},
        "middle.flac": {"Hip-Hop": "no"},
    }


def test_an_own_tag_that_a_model_brings_goes_into_its_field(scanned, music, tmp_path):
    with open_library(tmp_path / "my.db", writing=True) as library, library.write() as connection:
        for tag in tags.list_tags(connection):  # as an earlier program left it
            if tag.name in {"happy", "guitar"}:
                sql = "UPDATE tags SET origin = 'user', \"group\" = '' WHERE id = ?"
                connection.exec_driver_sql(sql, (tag.id,))
    assert scanned("correct", "path:middle", "+happy", "+guitar")[0] == 0
    assert scanned("write", "-y")[0] == 0
    written = FLAC(music / "middle.flac")
    assert (written.get("mood"), written.get("instrument")) == (["happy"], ["guitar"])
    assert written.get("genre") is None


def test_a_new_tag_is_what_its_group_says(scanned, music):
    assert scanned("correct", "path:middle", "+dreamy", "--new-tag", "--group", "mood")[0] == 0
    assert scanned("correct", "path:middle", "+zither", "--new-tag")[0] == 0
    assert scanned("correct", "path:middle", "+zither", "--group", "instrument")[0] == 0
    assert scanned("write", "-y")[0] == 0
    written = FLAC(music / "middle.flac")
    assert (written.get("mood"), written.get("instrument")) == (["dreamy"], ["zither"])
    assert scanned("correct", "path:middle", "+x", "--new-tag", "--group", "colour")[0] == 2


def test_unknown_tags_are_named_with_their_counts_and_the_nearest(scanned, labels):
    rows = "loud.wav,rokc,yes\nmiddle.flac,rokc,yes\nloud.wav,zydeco,yes\nloud.wav,jazz,yes\n"
    status, _, err = scanned("import", labels("path,tag,state\n" + rows))
    assert status == 0
    assert "2 tags unknown:\n  rokc: 2 labels; did you mean rock?\n  zydeco: 1 label\n" in err
    assert "--new-tags" in err
    status, out, _ = scanned("import", labels("path,tag,state\nloud.wav,zydeco,yes\n"), "--json")
    assert status == 1  # nothing was used
    assert json.loads(out)["unknown_tags"] == {"zydeco": {"labels": 1, "nearest": []}}
    _, _, err = scanned("correct", "path:loud", "+xyzzy")
    assert err == (
        "tagstudio: There is no tag 'xyzzy'. With --new-tag it becomes a tag of your own.\n"
    )


def test_each_unknown_tag_is_made_mapped_or_left_out(scanned, labels):
    rows = "loud.wav,rokc,yes\nloud.wav,zydeco,yes\nloud.wav,a=b,yes\nloud.wav,xyzzy,yes\n"
    file = labels("path,tag,state\n" + rows)
    chosen = ("--new-tag", "zydeco", "--map-tag", "rokc=rock", "--map-tag", "a=b=jazz")
    status, _, err = scanned("import", file, *chosen, "--new-tag", "waltz")
    assert status == 0
    assert decided(scanned) == {"loud.wav": {"zydeco": "yes", "rock": "yes", "jazz": "yes"}}
    assert "rokc: 1 label taken for rock\n" in err
    assert "1 tag unknown:\n  xyzzy: 1 label\n" in err
    assert "No label of a track that you have names: waltz\n" in err
    told = json.loads(scanned("import", file, *chosen, "--json")[1])
    assert set(told["unknown_tags"]) == {"xyzzy"}
    assert told["taken_for"] == {"rokc": "rock", "a=b": "jazz"}


@pytest.mark.parametrize("pair", ["rokc", "=rock", "rokc="])
def test_a_mapping_has_two_names(scanned, labels, pair):
    file = labels("path,tag,state\nloud.wav,rokc,yes\n")
    status, _, err = scanned("import", file, "--map-tag", pair)
    assert status == 2
    assert "is not NAME=TAG" in err


@pytest.mark.parametrize(
    "content",
    [
        'sep=;\nPath;Tag;State\n"{music}/loud.wav";rock ;YES\n',
        "\n\n path ; tag; state;;\n{music}/loud.wav ; rock;yes ;;\n",
        "path\ttag\tstate\tscore\nloud.wav\trock\tyes\t0,53\n",
        "path;tag;state;score\nloud.wav;rock;yes;0,53\n",
        "path,tag,state\nC:\\Users\\x\\music\\loud.wav,rock,yes\n",
        "path,tag,state\nmusic\\loud.wav,rock,yes\n",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_what_spreadsheets_write_is_read(scanned, labels, music, content, encoding):
    file = labels(content.format(music=music).encode(encoding))
    status, _, err = scanned("import", file)
    assert status == 0, err
    assert decided(scanned) == {"loud.wav": {"rock": "yes"}}


def test_a_broken_row_is_told_with_its_line_and_swallows_none(scanned, labels):
    long = "x" * 200_000
    file = labels(
        f'path,tag,state\n"loud.wav,rock,yes\nloud.wav,{long},yes\nloud.wav,ja\0zz,yes\n'
        "loud.wav,jazz; blues,yes\n"
    )
    status, out, err = scanned("import", file)
    assert (status, out.splitlines()[0]) == (
        0,
        "5 labels read (CSV), 2 used: 2 answers changed.",
    )
    assert "a quotation mark is opened in the row and not closed\n  line 2: " in err
    assert "longer than any row of labels can be\n  line 3: " in err
    assert "zero bytes; it is damaged\n  line 4: " in err
    assert decided(scanned) == {"loud.wav": {"jazz": "yes", "blues": "yes"}}


def test_a_folder_without_labels_a_pipe_and_a_device_are_refused(scanned, tmp_path):
    empty, pipe = tmp_path / "empty", tmp_path / "pipe"
    empty.mkdir()
    os.mkfifo(pipe)
    for place, sentence in (
        (empty, "holds no label"),
        (pipe, "it is a pipe or a device, not a file"),
        (Path("/dev/zero"), "it is a pipe or a device, not a file"),
        (tmp_path / "none.csv", "it is not there"),
    ):
        status, out, err = scanned("import", place)
        assert (status, out) == (1, "")
        assert f"{place} " in err
        assert sentence in err


def test_a_pipe_and_deep_brackets_among_json_files_are_left_out(scanned, tmp_path):
    folder = tmp_path / "lastfm"
    folder.mkdir()
    os.mkfifo(folder / "a.json")
    (folder / "b.json").write_text("[" * 100_000)
    status, out, err = scanned("import", folder)
    assert (status, out.splitlines()[0]) == (
        1,
        "2 labels read (last.fm JSON), 0 used: 0 answers changed.",
    )
    assert "it is a pipe or a device" in err
    assert "the file is not last.fm's JSON" in err


@pytest.mark.parametrize("options", [(), ("--raw",), ("--bom",)])
def test_what_could_be_a_formula_comes_back_as_it_was(scanned, tmp_path, options):
    for tag in ("=1+1", "+x", "-y", "@z", "'=q", "'til"):
        assert scanned("correct", "path:loud", f"+{tag}", "--new-tag")[0] == 0
    before, file = decided(scanned), tmp_path / "out.csv"
    assert scanned("export", "-o", file, *options)[0] == 0
    with file.open(newline="", encoding="utf-8") as opened:
        written = {row["tag"] for row in csv.DictReader(opened)}
    guarded = {"'=1+1", "'+x", "'-y", "'@z", "''=q", "'til"}
    assert written == ({"=1+1", "+x", "-y", "@z", "'=q", "'til"} if "--raw" in options else guarded)
    assert file.read_bytes().startswith(b"\xef\xbb\xbf") == ("--bom" in options)
    if "--raw" in options:  # another program's apostrophe would be taken for the guard
        return
    scanned("correct", "path:loud", *(f"?{tag}" for tag in before["loud.wav"]))
    assert decided(scanned) == {}
    assert scanned("import", file)[0] == 0
    assert decided(scanned) == before


def test_a_picture_and_an_empty_file_are_no_labels(suggested, tmp_path):
    (tmp_path / "cover.jpg").write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01rock\t1\n")
    (tmp_path / "empty.csv").touch()
    for name, sentence in (("cover.jpg", "is no list of labels"), ("empty.csv", "is empty.")):
        status, out, err = suggested("import", tmp_path / name)
        assert (status, out) == (1, "")
        assert sentence in err
