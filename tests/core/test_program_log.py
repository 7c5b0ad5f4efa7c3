import errno
import logging

import pytest

from tagstudio.core import program_log
from tagstudio.core.errors import TagStudioError
from tagstudio.core.program_log import last_errors, log_file, logged

TITLE = "Nocturne for a Rainy Window"
log = logging.getLogger("tagstudio.core.test")


def test_the_log_names_the_file_and_the_line_in_short_does_not(home):
    with logged():
        log.warning("%s is not kept: %s", f"/music/{TITLE}.mp3", OSError(errno.ENOSPC, TITLE))
    assert TITLE in log_file().read_text()
    [told] = last_errors(10)
    assert told.endswith(f"WARNING tagstudio.core.test: … is not kept: OSError {errno.ENOSPC}")
    assert TITLE not in told


def test_an_error_that_the_user_can_correct_is_told_by_its_key(home):
    with logged():
        log.error("a command failed: %s", TagStudioError("scan.gone", "No {path}.", path=TITLE))
    assert last_errors(1)[0].endswith("a command failed: scan.gone")


def test_a_defect_is_told_by_its_kind_and_its_places(home):
    with logged():
        try:
            program_log.last_errors(TITLE)  # type: ignore[arg-type]
        except TypeError as error:
            log.exception("a defect")
            assert error
        try:
            raise KeyError(f"{TITLE}\nin short: {TITLE}")
        except KeyError:
            log.exception("another")
    first, second = last_errors(10)
    assert "a defect: TypeError at test_program_log.py:" in first
    assert "core/program_log.py:" in first
    assert "another: KeyError at" in second
    assert TITLE not in first + second


def test_what_other_packages_say_is_left_out(home):
    with logged():
        logging.getLogger("mutagen").warning(f"bad frame in {TITLE}")  # noqa: G004 - as they do
    assert last_errors(1)[0].endswith("WARNING mutagen: …")


def test_it_rotates_and_the_newest_errors_are_over_both_files(home, monkeypatch):
    monkeypatch.setattr(program_log, "LOG_BYTES", 2000)
    with logged():
        for number in range(60):
            log.warning("number %d of %s", number, TITLE)
    files = sorted(log_file().parent.iterdir())
    assert [file.name for file in files] == ["tagstudio.log", "tagstudio.log.1", "tagstudio.log.2"]
    assert all(file.stat().st_size < 2500 for file in files)
    assert len(last_errors(10)) == 10


def test_without_a_log_there_are_no_errors_and_no_complaint(home):
    assert last_errors(10) == []


@pytest.mark.parametrize("text", ["50% of it", "%s and %5.1f and %d"])
def test_any_words_are_told(home, text):
    with logged():
        log.warning(text, *(1,) * text.count("%") * ("and" in text))
    assert "tagstudio.core.test" in last_errors(1)[0]
