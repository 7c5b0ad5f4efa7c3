from types import SimpleNamespace

import pytest

from tagstudio.engine.evaluation.expected_tags import ExpectedTag
from tagstudio.engine.training.train import TrainReport
from tagstudio.ui.background.job_kinds import trained


def told(*own_tags: ExpectedTag) -> str:
    """Return the sentence on a training that put a version with these tags to use."""
    model = SimpleNamespace(info=SimpleNamespace(name="third"))
    judged = SimpleNamespace(reason="It is on trial.")
    counts = (120, 30, 60, 0)
    return trained(TrainReport(model, "plain", *counts, [], [], judged, True, "", own_tags))


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (40, "By its scores tango fits 40 of 120 tracks, those that you answered included."),
        (90, "By its scores tango fits 90 of 120 tracks, which is probably too many: answer no"),
    ],
)
def test_a_version_that_comes_into_use_tells_how_many_tracks_get_an_own_tag(qapp, count, said):
    found = told(ExpectedTag("tango", 120, None, count, 15, 9))
    assert found.startswith(f"third learned from 60 tracks. It is on trial. {said}")
    assert found.endswith("The way back: Go back to the version before, on the page Model.")


def test_a_version_without_own_tags_tells_of_none(qapp):
    assert told() == "third learned from 60 tracks. It is on trial."
