"""Files of other programs, told by their content, whatever their names are."""

import json
import tracemalloc
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.correcting.labels import audacity as audacity_labels
from tagstudio.engine.correcting.labels.audacity import NO_LABEL_LINE, state_and_tag
from tagstudio.engine.correcting.labels.formats import reader_of, unit_of
from tagstudio.engine.correcting.labels.jams import NO_TAG_ANNOTATION, NOT_SURE
from tagstudio.engine.correcting.labels.label import SUGGESTION, Label, Skipped, seconds_of
from tagstudio.engine.correcting.labels.label_studio import (
    NO_TASK,
    NOT_ANNOTATED,
    PASSED_OVER,
)
from tagstudio.engine.exchange.audacity import heard_passages
from tagstudio.engine.exchange.formats import FORMATS, format_of
from tagstudio.engine.exchange.workbook import MOST_ROWS, WorkbookWriter
from tagstudio.engine.exchange.writer import ExportOptions, Target, member_name
from tagstudio.engine.tagging.tag_timeline import TagTimeline


def read(file: Path) -> tuple[str, list[tuple[int, str, str, str]], list[Skipped]]:
    """Return format, labels as (row, track, tag, state), and what is no label."""
    name, entries = reader_of(file, None, 1)
    found = list(entries)
    labels = [one for one in found if isinstance(one, Label)]
    told = [(one.row, str(one.mention), one.tag, one.state) for one in labels]
    return name, told, [one for one in found if isinstance(one, Skipped)]


@pytest.fixture
def put(tmp_path):
    def put(name: str, content: object) -> Path:
        file = tmp_path / name
        file.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        return file

    return put


def choices(*names: object, control: str = "genre", kind: str = "choices") -> dict[str, object]:
    return {"from_name": control, "to_name": "audio", "type": kind, "value": {kind: [*names]}}


def test_label_studio_as_it_exports(put):
    tasks = [
        {
            "id": 1,
            "data": {"audio": "/data/local-files/?d=music/a%20b.mp3"},
            "annotations": [
                {"result": [choices("jazz", "blues"), choices("rock", control="not")]},
                {"result": [choices("live", kind="labels")]},
            ],
            "predictions": [{"result": [choices("pop")]}],
        },
        {"data": {"audio": "s3://bucket/c.mp3"}, "annotations": []},
        {"data": {"audio": "d.mp3"}, "annotations": [{"was_cancelled": True, "result": []}]},
        {"audio": "e.mp3", "genre": "jazz"},
        7,
    ]
    name, labels, left = read(put("export.json", tasks))
    assert (name, unit_of(name)) == ("Label Studio", "task")
    assert labels == [
        (1, "music/a b.mp3", "jazz", "yes"),
        (1, "music/a b.mp3", "blues", "yes"),
        (1, "music/a b.mp3", "rock", "no"),
        (1, "music/a b.mp3", "live", "yes"),
    ]
    assert [(one.row, one.reason) for one in left] == [
        (1, SUGGESTION),
        (2, NOT_ANNOTATED),
        (3, PASSED_OVER),
        (4, NO_TASK),
        (5, NO_TASK),
    ]


def test_what_is_written_of_an_answer_counts_while_it_is_still_the_one_chosen(put):
    told = [
        {"tag": tag, "state": "yes", "source": "user", "time": "2020-01-01T00:00:00+00:00"}
        for tag in ("jazz", "pop")
    ]
    result = [choices("jazz"), choices("pop", control="not")]
    task = {"data": {"path": "/a.mp3", "answers": told}, "annotations": [{"result": result}]}
    _, entries = reader_of(put("a.json", [task]), None, 1)
    assert [(one.tag, one.state, one.source, one.at) for one in entries] == [
        ("jazz", "yes", "user", 1577836800),
        ("pop", "no", "", None),
    ]


@pytest.mark.parametrize("cut", [1, 2, 20, 90])
def test_a_list_that_is_cut_off_names_the_element(put, cut):
    tasks = [{"data": {"audio": f"{n}.mp3"}, "annotations": []} for n in range(5000)]
    text = json.dumps(tasks)
    file = put("cut.json", text[:-cut])
    with pytest.raises(TagStudioError, match=r"at its element \d+, so nothing of it"):
        read(file)


def test_jams_of_others(put, tmp_path):
    annotations = [
        {
            "namespace": "tag_open",
            "annotation_metadata": {"data_source": "Manual Annotation"},
            "data": [
                {"time": 0, "duration": 9, "value": "jazz", "confidence": 1},
                {"time": 0, "duration": 9, "value": "loud", "confidence": None},
                {"time": 0, "duration": 9, "value": "sad", "confidence": 0},
            ],
        },
        {"namespace": "tag_gtzan", "data": {"value": ["blues"], "confidence": [None]}},
        {"namespace": "beat", "data": [{"value": 1}]},
        {
            "namespace": "tag_open",
            "annotation_metadata": {"data_source": "program"},
            "data": [{"value": "pop"}],
        },
    ]
    facts = {"title": "So What", "artist": "Miles", "duration": 9}
    file = put("so what.jams", {"annotations": annotations, "file_metadata": facts})
    name, labels, left = read(file)
    assert name == "JAMS"
    assert [row[2:] for row in labels] == [("jazz", "yes"), ("loud", "yes"), ("blues", "yes")]
    assert [one.reason for one in left] == [NOT_SURE, SUGGESTION]
    [first, *_] = reader_of(file, None, 1)[1]
    assert (first.mention.title, first.mention.artist) == ("So What", "Miles")
    assert "so what.mp3" in first.mention.paths
    put("b.jams", {"annotations": [], "file_metadata": {}})
    assert [one.reason for one in read(tmp_path)[2]][:1] == [NO_TAG_ANNOTATION]  # a folder of them
    (tmp_path / "renamed").write_bytes(file.read_bytes())
    assert read(tmp_path / "renamed")[0] == "JAMS"


def test_labels_of_audacity(put):
    file = put(
        "song.flac.txt",
        "\ufeff0.000000\t3.500000\tjazz\n\\\t20.0\t900.0\n4,000000\t5,000000\tjazz\n"
        "0.000000\t9.000000\tno: rock\n0.000000\t9.000000\tsuggested: pop\nnonsense\n"
        "1.000000\t2.000000\theard: blues\n4.000000\t4.000000\tblues\n0.0\t3.5\tjazz\n",
    )
    name, labels, left = read(file)
    assert name == "Audacity"
    assert labels == [
        (1, "song.flac", "jazz", "yes"),
        (3, "song.flac", "jazz", "yes"),
        (4, "song.flac", "rock", "no"),
        (7, "song.flac", "blues", "yes"),
    ]
    places = [one.place for one in reader_of(file, None, 1)[1] if isinstance(one, Label)]
    assert places == [(0.0, 3.5), (4.0, 5.0), (0.0, 9.0), None]  # of the track: heard, a moment
    assert [(one.row, one.reason) for one in left] == [(5, SUGGESTION), (6, NO_LABEL_LINE)]


@pytest.mark.parametrize("tag", ["jazz", "no: jazz", "yes: ", "a: b", "suggested: x", "yes: no: a"])
@pytest.mark.parametrize("state", ["yes", "no", "suggested"])
def test_the_text_of_a_label_says_state_and_tag(state, tag):
    tag = tag.strip()
    assert state_and_tag(audacity_labels.text_of(state, tag)) == (state, tag)


def test_where_a_tag_is_heard_is_a_passage():
    scores = np.array([[0.9], [0.8], [0.1], [0.7], [0.1]], np.float32)
    timeline = TagTimeline(np.arange(5, dtype=np.float32) * 4, 10.0, scores)  # centres 5, 9 ... 21
    assert heard_passages(timeline, 0, 0.5, 30.0) == [(0.0, 11.0), (15.0, 19.0)]
    assert heard_passages(timeline, 0, 0.05, 30.0) == [(0.0, 30.0)]
    assert heard_passages(timeline, 0, 0.95, 30.0) == []


def test_an_archive_of_something_else_and_a_playlist_are_told(put, tmp_path):
    with ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("cover.png", b"x")
    with pytest.raises(TagStudioError, match="archive without labels"):
        read(tmp_path / "x.zip")
    with pytest.raises(TagStudioError, match="is a playlist"):
        read(put("x.m3u8", "#EXTM3U\n#EXTINF:1,a\n/a.mp3\n"))
    with ZipFile(tmp_path / "x.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet>")
    with pytest.raises(TagStudioError, match="is damaged, so nothing of it was imported"):
        read(tmp_path / "x.xlsx")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2020-01-01T00:00:00+00:00", 1577836800),
        ("2020-01-01T01:00:00+01:00", 1577836800),
        ("2020-01-01", 1577836800),
        ("yesterday", None),
        ("2999-01-01", None),
        ("1900-01-01", None),
    ],
)
def test_a_time_to_come_is_none(text, seconds):
    assert seconds_of(text) == seconds


def test_the_name_of_a_file_tells_its_format():
    for name, expected in (
        ("a.csv", "csv"),
        ("a.XLSX", "xlsx"),
        ("a.json", "jsonl"),
        ("a.jams.zip", "jams"),
        ("a.txt.zip", "audacity"),
        ("a.m3u", "m3u8"),
        ("a", "csv"),
    ):
        assert format_of(Path(name)) is FORMATS[expected]


def test_names_in_an_archive_are_short_and_plain():
    name = member_name(7, "/m/" + "ä" * 300 + "\udce9:\n.flac", ".jams")
    assert name.startswith("000007 ä")
    assert name.endswith(".flac.jams")
    assert len(name) < 110
    assert name.isprintable()


def test_a_workbook_goes_on_in_the_next_sheet_and_needs_no_memory(monkeypatch, tmp_path):
    monkeypatch.setattr("tagstudio.engine.exchange.workbook.MOST_ROWS", 1000)
    file = tmp_path / "x.xlsx"
    with file.open("wb") as out:
        writer = WorkbookWriter(Target(out, None, 1, None, ExportOptions()))
        writer._rows = 1000
        tracemalloc.start()
        for number in range(2500):
            writer._write([f"/m/{number}.mp3", "jazz", "yes", 0.5, *[""] * 8])
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        writer.finish()
    assert most < 4_000_000
    with ZipFile(file) as archive:
        assert len([one for one in archive.namelist() if "sheets/" in one]) == 3
    _, labels, _ = read(file)
    assert len(labels) == 2500
    assert labels[-1][1] == "/m/2499.mp3"
    assert MOST_ROWS == 1_048_576


def test_a_text_that_a_spreadsheet_would_run_is_a_text_there(tmp_path):
    out = BytesIO()
    writer = WorkbookWriter(Target(out, None, 1, None))
    writer._write(["=1+1", "@x", *[""] * 10])
    writer.finish()
    with ZipFile(out) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert '<c t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c>' in sheet
