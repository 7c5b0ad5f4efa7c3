from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale

import tagstudio.ui
from tagstudio.core.messages import message
from tagstudio.ui.text import dates
from tagstudio.ui.text.dates import day_text, time_text
from tagstudio.ui.text.message_translation import translated

AT = datetime(2026, 12, 1, 9, 30).timestamp()
OWN_FORMATS = ("strftime", "isoformat", "QDate", "datetime")


@pytest.mark.parametrize(
    ("language", "day", "hour"),
    [
        ("en", "1 Dec 2026", "9:30"),
        ("en_GB", "1 Dec 2026", "09:30"),
        ("de", "01.12.2026", "09:30"),
        ("de_AT", "01.12.2026", "09:30"),
    ],
)
def test_nobody_takes_the_day_for_the_month(language, day, hour):
    QLocale.setDefault(QLocale(language))
    assert day_text(AT) == day
    assert time_text(AT).startswith(f"{day}, {hour}")


def test_a_moment_in_a_message_is_written_the_same():
    told = message("x.y", "since {since:time}", since=AT)
    assert str(told) == "since 2026-12-01 09:30"
    QLocale.setDefault(QLocale("en_GB"))
    assert translated(told) == "since 1 Dec 2026, 09:30"
    assert translated(message("x.y", "since {since:time}", since="long")) == "since long"


def test_no_other_part_of_the_window_formats_dates():
    for file in Path(tagstudio.ui.__file__).parent.rglob("*.py"):
        if file != Path(dates.__file__):
            text = file.read_text(encoding="utf-8")
            assert [name for name in OWN_FORMATS if name in text] == [], file
