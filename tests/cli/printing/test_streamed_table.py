import io
import sys

from tagstudio.cli.printing.streamed_table import print_rows


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_columns_are_as_wide_as_their_widest_cell(capsys):
    rows = [["So What", "9:22"], ["Ñ", ""]]
    print_rows(["Title", "Time"], rows, rows)
    assert capsys.readouterr().out.splitlines() == ["Title    Time", "So What  9:22", "Ñ"]


def test_what_is_wider_than_the_terminal_goes_on_below_between_words(monkeypatch):
    monkeypatch.setenv("COLUMNS", "20")
    monkeypatch.setattr(sys, "stdout", terminal := Terminal())
    rows = [["one two three four", "12345678901"]]
    print_rows(["A", "B"], rows, rows)
    assert terminal.getvalue().splitlines() == [
        "\x1b[1mA          B\x1b[0m",
        "one two    123456789",
        "three      01",
        "four",
    ]


def test_nothing_is_lost_of_a_row_that_is_wider_than_the_sample(capsys):
    print_rows(["A", "B"], [["ab", "c"], ["abcdef", "gh"]], [["ab", "c"]])
    assert capsys.readouterr().out.splitlines() == ["A   B", "ab  c", "ab  g", "cd  h", "ef"]


def test_east_asian_characters_take_two_columns_and_accents_none(capsys):
    rows = [["音楽", "x"], ["e\u0301", "y"]]
    print_rows(["A", "B"], rows, rows)
    assert capsys.readouterr().out.splitlines() == ["A     B", "音楽  x", "e\u0301     y"]


def test_rows_are_printed_while_others_are_still_being_read(capsys):
    seen = []

    def rows():
        for number in range(3):
            seen.append(capsys.readouterr().out)
            yield [str(number)]

    print_rows(["N"], rows(), [["0"]])
    assert seen == ["N\n", "0\n", "1\n"]


def test_no_rows_are_a_heading_alone(capsys):
    print_rows(["Title", "Time"], [], [])
    assert capsys.readouterr().out == "Title  Time\n"
