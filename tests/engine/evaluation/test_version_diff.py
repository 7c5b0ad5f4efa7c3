from dataclasses import replace

import pytest

from tagstudio.core.progress import run
from tagstudio.engine.evaluation.expected_tags import expected_tags
from tagstudio.engine.evaluation.version_diff import changed_tracks, differences
from tagstudio.engine.jobs.model_specs import PromoteJob, VersionDiffJob
from tagstudio.engine.plugins.installed_models import register_installed
from tagstudio.engine.tagging.suggest import SuggestOptions, suggest
from tagstudio.library.models import suggestions
from tagstudio.library.search.query import ALL_TRACKS
from tagstudio.library.tags import decisions, tags
from tagstudio.library.tags.decisions import Decision

from ..conftest import LEARNING_TRACKS, plain

UNDECIDED = range(61, LEARNING_TRACKS + 1)


@pytest.fixture(autouse=True)
def quick(measured_here):
    """No process is started to measure."""


@pytest.fixture
def before_and_after(trained):
    """The models before and after the training, both with suggestions for every track."""
    run(suggest(trained.library, trained.report.model, ALL_TRACKS, SuggestOptions()))
    with trained.library.write() as connection:
        undecided = [
            Decision(track_id, tag.id, "unseen")
            for track_id in UNDECIDED
            for tag in tags.list_tags(connection)
        ]
        decisions.record_decisions(connection, undecided, "user")
        return register_installed(connection, plain()), register_installed(
            connection, trained.report.model
        )


def test_differences_count_the_tracks_that_gain_and_lose_a_tag(trained, before_and_after):
    changes = run(differences(trained.library, *before_and_after))
    jazz = next(change for change in changes.tags if change.tag == "jazz")
    assert changes.tracks == LEARNING_TRACKS
    assert jazz.corrected
    assert jazz.gained + jazz.lost > 0
    assert jazz.gained + jazz.lost <= len(UNDECIDED), "what is answered stays"


def test_the_question_before_a_version_is_used_counts_the_same(trained, before_and_after):
    versions = plain(), trained.report.model
    expected = run(expected_tags(trained.library, *versions, "cpu"))  # it renews thresholds
    with trained.library.write() as connection:
        known = [register_installed(connection, one) for one in versions]
    found = run(differences(trained.library, *known))
    asked = {one.tag: (one.comes, one.goes) for one in expected}
    assert {one.tag: (one.gained, one.lost) for one in found.tags} == asked


def test_the_tracks_behind_the_differences_are_named(trained, before_and_after):
    before, after = before_and_after
    found = run(differences(trained.library, before, after))
    with trained.library.read() as connection:
        for one, tag in zip(found.tags, before.tags, strict=True):
            gained, lost = changed_tracks(connection, before, after, tag.tag_id)
            assert (len(gained), len(lost)) == (one.gained, one.lost)
            scores = suggestions.scores_of(connection, after, gained + lost)
            place = [t.tag_id for t in after.tags].index(tag.tag_id)
            threshold = after.thresholds[tag.tag_id]
            assert all(scores[track_id][place] >= threshold for track_id in gained)
            assert all(scores[track_id][place] < threshold for track_id in lost)
        assert found.tags[0].gained + found.tags[0].lost > 0


def test_a_tag_that_only_one_version_knows_is_gained_or_lost_where_that_one_suggests_it(
    trained, before_and_after
):
    before, after = before_and_after
    without = replace(before, tags=(replace(before.tags[0], offered=False), *before.tags[1:]))
    for pair, counts in (((without, after), "gained"), ((after, without), "lost")):
        found = run(differences(trained.library, *pair))
        [own] = [one for one in found.tags if one.tag == before.tags[0].name]
        with trained.library.read() as connection:
            moved = changed_tracks(connection, *pair, before.tags[0].tag_id)
            scores = suggestions.scores_of(connection, after, range(1, LEARNING_TRACKS + 1))
        suggested = sum(scores[id][0] >= after.tags[0].threshold for id in UNDECIDED)
        assert getattr(own, counts) == own.gained + own.lost == suggested > 0
        assert [len(ids) for ids in moved] == [own.gained, own.lost]


def test_the_active_version_is_compared_with_the_one_in_use_before(trained):
    name = trained.report.model.info.name
    _, job = VersionDiffJob(version=name).begin(trained.library)
    beside = run(job)  # not in use yet: beside the active one
    assert (beside.before.name, beside.after.name) == (plain().info.name, name)
    run(PromoteJob(version=name, force=True).begin(trained.library)[1])
    _, job = VersionDiffJob(version=name).begin(trained.library)
    since = run(job)
    assert (since.before.name, since.after.name) == (plain().info.name, name)
    assert since.found == beside.found
    _, job = VersionDiffJob(version=plain().info.name).begin(trained.library)
    back = run(job)
    assert (back.before.name, back.after.name) == (name, plain().info.name)
