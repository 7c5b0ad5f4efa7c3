import pytest

from tagstudio.core.formula_guard import guarded, unguarded


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ('=HYPERLINK("http://evil","x")', '\'=HYPERLINK("http://evil","x")'),
        ("+1+1", "'+1+1"),
        ("-1", "'-1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("'=1", "''=1"),  # or the way back would take a mark that was there
        ("'til Tuesday", "'til Tuesday"),
        ("/music/=a.mp3", "/music/=a.mp3"),
        ("", ""),
    ],
)
def test_what_a_spreadsheet_would_run_is_guarded_and_comes_back(cell: str, safe: str) -> None:
    assert guarded(cell) == safe
    assert unguarded(safe) == cell


def test_numbers_are_left_alone() -> None:
    assert guarded(-0.5) == -0.5
    assert guarded(None) is None
