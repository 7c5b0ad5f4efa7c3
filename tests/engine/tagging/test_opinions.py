"""What the members of a joint model say is stored with what the joint model says."""

import pytest
import sqlalchemy as sa

from tagstudio.audio.metadata.facts import Facts
from tagstudio.core.progress import run
from tagstudio.engine.plugins.installed_models import (
    InstalledModel,
    choose_model,
    installed_models,
    used_model,
)
from tagstudio.engine.tagging.second_pass import listen_closer
from tagstudio.engine.tagging.suggest import SuggestOptions, suggest, suggest_for
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.schema import model_tags, suggestion_features, suggestions
from tagstudio.library.models import member_scales, models
from tagstudio.library.models.disagreement import disagreements_of
from tagstudio.library.models.models import find_model
from tagstudio.library.models.opinions import opinions_of
from tagstudio.library.models.suggestions import forget, scores_of
from tagstudio.library.models.user_thresholds import UserThreshold, set_threshold
from tagstudio.library.search.query import ALL_TRACKS
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack

from ..conftest import install_plugin

NAMES = ("first .9 .2 second .1 .7 .6.mp3", "first .3 .8 second .4 .9 .2.mp3")


@pytest.fixture
def joint() -> InstalledModel:
    install_plugin("joint_tagger")
    return choose_model(installed_models(), "both")


@pytest.fixture
def library(tmp_path):
    with open_library(tmp_path / "my.db", writing=True) as opened:
        add(opened, *NAMES)
        yield opened


def add(library: Library, *names: str) -> list[int]:
    with library.write() as connection:
        known = connection.scalar(sa.select(sa.func.count()).select_from(tracks.tracks))
        new = [
            NewTrack(f"/music/{name}", 1, 1, bytes([known + n]) * 16, Facts(seconds=100.0))
            for n, name in enumerate(names)
        ]
        return tracks.add_tracks(connection, tracks.folder_id(connection, "/music"), new)


def scores(library: Library, name: str) -> dict[int, list[float]]:
    with library.read() as connection:
        found = scores_of(connection, find_model(connection, name), (1, 2, 3))
    return {id: [round(one, 3) for one in said] for id, said in found.items()}


def test_each_member_s_scores_are_suggestions_of_that_member(library, joint):
    report = run(suggest(library, joint, ALL_TRACKS, SuggestOptions(windows=2)))
    assert (report.model, report.suggested, report.problems) == ("both", 2, [])
    assert scores(library, "first") == {1: [0.9, 0.2], 2: [0.3, 0.8]}
    assert scores(library, "second") == {1: [0.1, 0.6, 0.7], 2: [0.4, 0.2, 0.9]}
    with library.read() as connection:
        both = find_model(connection, "both")
        said = opinions_of(connection, both, [1])[1]
        assert [(one.model, round(one.score, 3)) for one in said["jazz"]] == [
            ("first", 0.9),
            ("second", 0.1),
        ]
        assert [one.model for one in said["piano"]] == ["second"]
        windows = sa.select(suggestions.c.windows).distinct()
        assert connection.scalars(windows).all() == [2]
        of_members = suggestion_features.c.model_id.in_(both.members)
        assert not connection.scalars(sa.select(suggestion_features).where(of_members)).all()


def test_what_a_member_suggested_itself_stays_with_its_features(library, joint):
    first = choose_model(installed_models(), "first")
    run(suggest(library, first, ALL_TRACKS, SuggestOptions()))
    with library.write() as connection:  # told apart from what the joint model says
        connection.execute(sa.update(suggestions).values(made_at=7))
    run(suggest(library, joint, ALL_TRACKS, SuggestOptions(windows=3)))
    with library.read() as connection:
        of_first = suggestions.c.model_id == find_model(connection, "first").id
        rows = connection.execute(
            sa.select(suggestions.c.windows, suggestions.c.made_at).where(of_first)
        ).all()
        kept = connection.scalar(sa.select(sa.func.count()).select_from(suggestion_features))
    assert rows == [(1, 7), (1, 7)]
    assert kept == 4  # two of the member's, two of the joint model's


def test_again_renews_opinions_and_lets_features_of_other_windows_go(library, joint):
    first = choose_model(installed_models(), "first")
    run(suggest(library, first, ALL_TRACKS, SuggestOptions()))
    run(suggest(library, joint, ALL_TRACKS, SuggestOptions(windows=3, again=True)))
    with library.read() as connection:
        id = find_model(connection, "first").id
        windows = sa.select(suggestions.c.windows).where(suggestions.c.model_id == id)
        assert connection.scalars(windows).all() == [3, 3]
        held = sa.select(suggestion_features).where(suggestion_features.c.model_id == id)
        assert not connection.execute(held).all()


def test_a_second_pass_raises_opinions_too(library, joint):
    run(suggest(library, joint, ALL_TRACKS, SuggestOptions(windows=1)))
    report = run(listen_closer(library, joint, SuggestOptions(windows=3)))
    assert report.closer == 2
    with library.read() as connection:
        assert connection.scalars(sa.select(suggestions.c.windows).distinct()).all() == [3]


def test_rescoring_from_features_gives_opinions(library, joint):
    run(suggest(library, joint, ALL_TRACKS, SuggestOptions()))
    with library.write() as connection:
        for member in find_model(connection, "both").members:
            forget(connection, [1, 2], member)
    assert scores(library, "first") == {}
    run(suggest_for(library, choose_model(installed_models(), "both-v2"), [1, 2]))
    assert scores(library, "first") == {1: [0.9, 0.2], 2: [0.3, 0.8]}


def test_opinions_are_forgotten_with_the_recording(library, joint):
    run(suggest(library, joint, ALL_TRACKS, SuggestOptions()))
    with library.write() as connection:
        forget(connection, [1])
    assert scores(library, "first").keys() == scores(library, "both").keys() == {2}


def test_opinions_that_cannot_be_the_members_are_the_tagger_s_failure(library, joint):
    add(library, "odd .1 .2 .3 .4 .5.mp3")
    report = run(suggest(library, joint, ALL_TRACKS, SuggestOptions()))
    assert [problem.code for problem in report.problems] == ["bad_answer"]
    assert scores(library, "both").keys() == scores(library, "first").keys() == {1, 2}


def test_a_joint_model_may_keep_its_opinions_to_itself(library, joint):
    add(library, "alone .1 .2 .3 .4 .5.mp3")
    run(suggest(library, joint, ALL_TRACKS, SuggestOptions()))
    assert scores(library, "both").keys() == {1, 2, 3}
    assert scores(library, "first").keys() == {1, 2}


def test_a_member_whose_tags_were_lost_is_registered_anew(library, joint):
    run(suggest(library, joint, ALL_TRACKS, SuggestOptions()))
    with library.write() as connection:
        first = find_model(connection, "first").id
        last = sa.and_(model_tags.c.model_id == first, model_tags.c.position == 1)
        connection.execute(sa.delete(model_tags).where(last))
    add(library, "first .5 .6 second .7 .8 .9.mp3")
    report = run(suggest(library, joint, ALL_TRACKS, SuggestOptions()))
    assert report.problems == []
    assert scores(library, "first")[3] == [0.5, 0.6]


def test_an_unknown_member_has_no_opinions(library, joint):
    with library.read() as connection:
        assert models.id_of(connection, "joint_tagger", "first", "0") is None
    stranger = type(joint.info.members[0])("joint_tagger", "gone", "9" * 64)
    members = (joint.info.members[0], stranger)
    other = InstalledModel(
        joint.plugin, type(joint.info)(**{**vars(joint.info), "members": members})
    )
    run(suggest(library, other, ALL_TRACKS, SuggestOptions()))
    assert scores(library, "both").keys() == scores(library, "first").keys() == {1, 2}
    with library.read() as connection:
        assert find_model(connection, "second") is None


def test_what_is_known_as_a_member_only_is_not_the_model_that_suggests(library, joint):
    run(suggest(library, joint, ALL_TRACKS, SuggestOptions()))
    with library.read() as connection:
        assert used_model(connection, "").name == find_model(connection, None).name == "both"
    add(library, "first .5 .6 second .7 .8 .9.mp3")
    first = choose_model(installed_models(), "first")
    run(suggest(library, first, ALL_TRACKS, SuggestOptions()))
    with library.write() as connection:
        assert models.facts(connection, find_model(connection, "first").id)["as_member"] is False
        assert used_model(connection, "first").name == "first"


def test_a_member_whose_scores_are_lower_on_all_tracks_is_of_no_other_opinion(library, joint):
    """By its own threshold of .5 the first one says yes to most, the second one to nearly none."""
    add(
        library,
        *(f"first .{9 - n} .5 second .{max(1, 6 - n)} .5 .5 {n}.mp3" for n in range(5)),
        "first .9 .5 second .1 .5 .5.mp3",  # here they disagree
    )
    run(suggest(library, joint, ALL_TRACKS, SuggestOptions()))
    with library.write() as connection:
        both = find_model(connection, "both")
        by_scale = disagreements_of(connection, both, list(range(3, 9)))
        member_scales.store(connection, both.id, {})
        by_thresholds = disagreements_of(connection, both, list(range(3, 9)))
    alike = range(3, 8)
    assert max(by_scale[id].value for id in alike) < 0.25
    assert min(by_thresholds[id].value for id in alike) > 0.28
    assert max(by_scale, key=by_scale.__getitem__) == 8
    assert by_scale[8].tag == "jazz"


def test_scales_follow_the_joint_model_s_threshold_at_once(library, joint):
    run(suggest(library, joint, ALL_TRACKS, SuggestOptions()))
    with library.write() as connection:
        both = find_model(connection, "both")
        before = disagreements_of(connection, both, [1])[1]
        jazz = both.tags[0]
        set_threshold(connection, both, jazz.tag_id, UserThreshold(0.99))
        after = disagreements_of(connection, models.model(connection, both.id), [1])[1]
    assert before.tag == "jazz"
    assert after.value < before.value
