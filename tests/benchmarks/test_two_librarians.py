"""The benchmark of two librarians, small: each kind of cut once."""

from two_librarians import run


def test_nothing_is_lost_or_doubled_through_kills_ended_sessions_and_a_restart(
    postgresql, tmp_path
):
    result = run(postgresql, tmp_path, answers=40, every=0.2, peace=0.5, cut_every=3.0, most_cuts=3)
    said = [file.read_text() for file in tmp_path.glob("*.err")]
    assert (result.lost, result.doubled, result.unseen) == (0, 0, 0), said
    assert result.written == 80
    assert len(result.cuts) == 3
    assert result.lost_connections >= 1
