from types import SimpleNamespace

import pytest

from tagstudio.engine.evaluation.expected_tags import ExpectedTag
from tagstudio.engine.jobs.library_specs import CheckJob
from tagstudio.engine.jobs.problem import Problem
from tagstudio.engine.jobs.record import HasSummary
from tagstudio.engine.scanning.scan import ScanReport
from tagstudio.engine.tagging.suggest import SuggestReport
from tagstudio.engine.training.train import TrainReport
from tagstudio.library.checking.check import CheckReport
from tagstudio.ui.background.job_kinds import checked, scanned, suggested, trained


def report_of(*own_tags: ExpectedTag, taken_back: str = "") -> TrainReport:
    model = SimpleNamespace(info=SimpleNamespace(name="third"))
    judged = SimpleNamespace(reason="It is on trial.", details={})
    counts = (120, 30, 60, 0)
    return TrainReport(model, "plain", *counts, [], [], judged, True, taken_back, own_tags)


def told(*own_tags: ExpectedTag) -> str:
    """Return the sentence on a training that put a version with these tags to use."""
    return trained(report_of(*own_tags))


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (40, "40 of 120 tracks have tango, answered or suggested."),
        (
            90,
            "90 of 120 tracks have tango, answered or suggested, which is probably too many: answer"
            " no",
        ),
    ],
)
def test_a_version_that_comes_into_use_tells_how_many_tracks_get_an_own_tag(qapp, count, said):
    found = told(ExpectedTag("tango", 120, None, count, 15, 9))
    assert found.startswith(f"third learned from 60 tracks. It is on trial. {said}")
    assert found.endswith("The way back: Go back to the version before, on the page Model.")


def test_a_version_without_own_tags_tells_of_none(qapp):
    assert told() == "third learned from 60 tracks. It is on trial."


def test_what_a_training_came_to_is_kept_where_the_jobs_are_listed():
    report = report_of(taken_back="second")
    assert isinstance(report, HasSummary)
    assert str(report.summary()) == (
        "second was on trial and is taken back. third learned from 60 tracks. It is on trial."
    )


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (ScanReport(), "Scanned: nothing is new or changed."),
        (ScanReport(absent=[Problem("/a", "missing", "Away.")]), "Away."),
        (
            ScanReport(missing=4, absent=[Problem("/a", "missing", "Away.")]),
            "Scanned: 4 missing. Away.",
        ),
        (ScanReport(problems=[Problem("/a/b", "damaged", "Bad.")]), "Scanned: 1 unreadable."),
        (
            ScanReport(new=3, unread=1, problems=[Problem("/a/b", "damaged", "Bad.")]),
            "Scanned: 2 new, 1 unreadable.",
        ),
        (
            ScanReport(new=1, unread=1, problems=[Problem("/a/b", "damaged", "Bad.")]),
            "Scanned: 1 unreadable.",
        ),
        (ScanReport(returned=23), "Scanned: 23 found again."),
        (ScanReport(changed=1, moved=1, returned=3), "Scanned: 1 changed, 1 moved, 3 found again."),
    ],
)
def test_a_scan_tells_what_is_new_changed_back_gone_and_unreadable(qapp, report, said):
    assert scanned(report) == said


def test_without_any_track_it_is_told_how_to_add_some(qapp):
    assert "no track waits for suggestions from crnn" in suggested(SuggestReport("crnn"))
    found = suggested(SuggestReport("crnn", is_empty=True))
    assert found == "There are no tracks yet to suggest tags for. Add a folder with music first."


def test_of_a_sound_library_it_is_told_what_was_looked_at_and_which_files_lack(qapp):
    said = "The library itself is sound: tracks, answers and scores."
    assert checked(CheckJob(), CheckReport((), ())) == said
    report = CheckReport((), (), None, tracks=20, missing=1, unreadable=2)
    files = " Of its 20 music files, at the last scan: 1 missing, 2 unreadable."
    assert checked(CheckJob(), report) == said + files
