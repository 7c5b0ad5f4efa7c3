import pytest

from tagstudio.core.clock import clock


@pytest.mark.parametrize(
    ("seconds", "text", "exact"),
    [
        (0, "0:00", "0:00"),
        (6.6, "0:07", "0:06.6"),
        (59.6, "1:00", "0:59.6"),
        (59.9996, "1:00", "1:00"),
        (200, "3:20", "3:20"),
        (70.25, "1:10", "1:10.25"),
        (3723, "1:02:03", "1:02:03"),
        (3600.007, "1:00:00", "1:00:00.007"),
    ],
)
def test_times_are_written_as_a_clock_does(seconds: float, text: str, exact: str) -> None:
    assert (clock(seconds), clock(seconds, exact=True)) == (text, exact)
