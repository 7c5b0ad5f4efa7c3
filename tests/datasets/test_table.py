import tracemalloc
from pathlib import Path

import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.datasets.table import (
    OPEN_QUOTE,
    TOO_LONG,
    ZERO_BYTE,
    BrokenRow,
    columns_of,
    read_rows,
    read_whole_and_broken,
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators_are_recognised(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    file = tmp_path / "a.csv"
    lines = [separator.join(("File", "Tags")), separator.join(("ä.mp3", "jazz")), "", "b.mp3"]
    file.write_text("\n".join(lines), encoding=encoding)
    assert columns_of(file) == ["file", "tags"]
    assert list(read_rows(file)) == [
        (2, {"file": "ä.mp3", "tags": "jazz"}),
        (4, {"file": "b.mp3"}),
    ]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TagStudioError, match=r"none\.csv cannot be read") as raised:
        columns_of(tmp_path / "none.csv")
    assert raised.value.message.key == "datasets.unreadable"


def rows_of(tmp_path: Path, content: str | bytes) -> list[tuple[int, dict[str, str]] | BrokenRow]:
    file = tmp_path / "a.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_whole_and_broken(file))


@pytest.mark.parametrize(
    "head",
    [
        "path;tag",
        "sep=;\npath;tag",
        '"sep=;"\r\npath;tag',
        "\n \n;;\nsep=;\n\n Path ;TAG ;;",
        '"path";"tag"',
    ],
)
def test_the_line_of_columns_is_found_below_blank_ones_and_the_separator_s(
    tmp_path: Path, head: str
) -> None:
    lines = len(head.splitlines())
    cells = {"path": "a,b.mp3", "tag": "jazz"}
    found = rows_of(tmp_path, f"{head}\na,b.mp3;jazz\n;;\n")
    assert [(line, {n: c for n, c in row.items() if n}) for line, row in found] == [
        (lines + 1, cells)
    ]


def test_sep_names_a_tab_and_a_bar(tmp_path: Path) -> None:
    for sign in "\t|":
        found = rows_of(tmp_path, f"sep={sign}\npath{sign}tag\na{sign}b\n")
        assert found == [(3, {"path": "a", "tag": "b"})]


def test_a_quotation_mark_that_is_not_closed_costs_its_row_only(tmp_path: Path) -> None:
    found = rows_of(
        tmp_path,
        'path,tag\na,jazz\n"b,jazz\nc,"two\nlines"\n"d",jazz\ne,"rock\n"f","pop"\ng,"last\n',
    )
    assert found == [
        (2, {"path": "a", "tag": "jazz"}),
        BrokenRow(3, OPEN_QUOTE, '"b,jazz'),
        (4, {"path": "c", "tag": "two\nlines"}),
        (6, {"path": "d", "tag": "jazz"}),
        BrokenRow(7, OPEN_QUOTE, 'e,"rock'),
        (8, {"path": "f", "tag": "pop"}),
        BrokenRow(9, OPEN_QUOTE, 'g,"last'),
    ]


def test_a_mark_inside_of_a_cell_is_a_sign_as_any(tmp_path: Path) -> None:
    found = rows_of(tmp_path, 'path,tag\n12" mix,jazz\n"a ""b""",pop\n"c"d,rock\n')
    assert [row["path"] for _, row in found] == ['12" mix', 'a "b"', "cd"]


def test_a_row_that_is_too_long_costs_itself_only(tmp_path: Path) -> None:
    long = "x" * 2_000_000
    found = rows_of(tmp_path, f'path,tag\na,b\n{long},jazz\n"{long}",jazz\nc,d\n')
    assert found == [
        (2, {"path": "a", "tag": "b"}),
        BrokenRow(3, TOO_LONG, "x" * 80),
        BrokenRow(4, TOO_LONG, '"' + "x" * 79),
        (5, {"path": "c", "tag": "d"}),
    ]


def test_a_line_of_any_length_takes_little_memory(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    with file.open("wb") as opened:
        opened.write(b"path,tag\n")
        opened.truncate(200 << 20)  # zero bytes: a hole, no room on the disk
    tracemalloc.start()
    try:
        [row] = read_whole_and_broken(file)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert isinstance(row, BrokenRow)
    assert row.reason == TOO_LONG
    assert peak < 100 << 20


def test_zero_bytes_cost_their_row_only(tmp_path: Path) -> None:
    found = rows_of(tmp_path, b"path,tag\na\0b,jazz\nc,d\n")
    assert found == [BrokenRow(2, ZERO_BYTE, "ab,jazz"), (3, {"path": "c", "tag": "d"})]


def test_an_empty_file_has_no_columns(tmp_path: Path) -> None:
    assert rows_of(tmp_path, "") == []
    assert columns_of(tmp_path / "a.csv") == [""]
