"""The whole loop on a small tagger that really learns: answer, train, judge, use."""

import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Progress, run
from tagstudio.engine.evaluation.expected_tags import ExpectedTag
from tagstudio.engine.evaluation.gate import PromotionRefusedError, check, promote
from tagstudio.engine.evaluation.judge import judge_with_trial
from tagstudio.engine.evaluation.verdict_words import said_of
from tagstudio.engine.plugins.installed_models import (
    active_model,
    installed_models,
    rollback,
    shown_model,
)
from tagstudio.engine.plugins.tagger_process import TaggerProcess, TaggerProcesses
from tagstudio.engine.training.train import TrainSettings, train
from tagstudio.learning.verdict import Outcome
from tagstudio.library.models import judgements, promotions
from tagstudio.library.models.models import find_model
from tagstudio.library.models.user_thresholds import UserThreshold, set_threshold

from ..conftest import correct, plain, version, without_shadows


@pytest.fixture(autouse=True)
def quick(measured_here):
    """No process is started to measure."""


def active(library) -> str:
    with library.read() as connection:
        return active_model(connection, installed_models()).info.name


def history(library) -> list[str]:
    with library.read() as connection:
        return [step.kind for step in promotions.history(connection)]


def test_a_version_that_is_proven_better_comes_into_use_by_itself_and_back(learning_library):
    correct(learning_library)
    report = run(train(learning_library, plain(), TrainSettings()))
    assert report.judgement.outcome == Outcome.PROVEN
    assert report.in_use
    assert active(learning_library) == "plain-v2"
    assert rollback(learning_library) == ("plain-v2", "")
    assert active(learning_library) == "plain"
    assert history(learning_library) == ["promoted", "rolled back"]
    with pytest.raises(TagStudioError, match="there is none to go back to"):
        rollback(learning_library)


@pytest.mark.parametrize(("count", "outcome"), [(30, Outcome.TRIAL), (120, Outcome.PROVEN)])
def test_a_version_that_gives_a_tag_to_too_many_tracks_waits_for_the_librarian(
    learning_library, monkeypatch, count, outcome
):
    def expected(*_):
        yield Progress()
        return ExpectedTag("tango", 120, None, 90, 9, 2), ExpectedTag("sad", 120, 40, 30, 0, 0)

    correct(learning_library, count=count)
    monkeypatch.setattr("tagstudio.engine.evaluation.gate.expected_tags", expected)
    report = run(train(learning_library, plain(), TrainSettings()))
    assert (report.judgement.outcome, report.in_use) == (outcome, False)
    assert active(learning_library) == "plain" and not history(learning_library)
    assert report.too_many == [("tango", 90, 120)]
    said = str(report.summary())
    assert "waits for your word: with it, 90 of 120 tracks would have tango" in said
    with learning_library.read() as connection:
        version = find_model(connection, "plain-v2")
        assert said_of(judgements.newest_judgement(connection, version.id)) == said_of(
            report.judgement
        )
        looks = judgements.last_look(connection)
    asked = run(check(learning_library, "plain-v2"))  # as the question before a use does
    assert (asked.outcome, said_of(asked)) == (outcome, said_of(report.judgement))
    used = run(promote(learning_library, "plain-v2", force=False))
    assert active(learning_library) == "plain-v2"
    with learning_library.read() as connection:
        assert judgements.last_look(connection) == looks
        [step] = promotions.history(connection)
    assert step.reason == used.reason == report.judgement.reason
    assert "waits" not in str(step.reason)


def test_few_answers_bring_a_trial_that_more_answers_confirm(learning_library):
    correct(learning_library, count=30)
    first = run(train(learning_library, plain(), TrainSettings()))
    assert first.judgement.outcome == Outcome.TRIAL
    assert first.judgement.look is None
    assert "on trial" in str(first.judgement.reason)
    assert active(learning_library) == "plain-v2"
    correct(learning_library)
    second = run(train(learning_library, plain(), TrainSettings()))
    assert (second.judgement.outcome, second.judgement.look) == (Outcome.PROVEN, 1)
    assert active(learning_library) == "plain-v3"
    assert history(learning_library) == ["trial", "promoted"]


def test_a_trial_is_taken_back_when_later_answers_speak_against_it(learning_library):
    correct(learning_library, count=30)
    run(train(learning_library, plain(), TrainSettings()))
    correct(learning_library, opposite=True)
    report = run(train(learning_library, plain(), TrainSettings()))
    assert report.taken_back == "plain-v2"
    assert history(learning_library)[:2] == ["trial", "taken back"]


def test_who_refuses_trials_uses_what_is_proven_alone(learning_library):
    correct(learning_library, count=30)
    report = run(train(learning_library, plain(), TrainSettings(trials=False)))
    assert report.judgement.outcome == Outcome.TRIAL
    assert not report.in_use
    assert active(learning_library) == "plain"
    run(promote(learning_library, "plain-v2", False))
    assert history(learning_library) == ["trial"]


def test_a_version_trained_on_nonsense_stays_a_candidate_unless_forced(learning_library):
    correct(learning_library, flip=1.0, seed=3)
    nonsense = run(train(learning_library, plain(), TrainSettings(name="nonsense")))
    assert nonsense.judgement.outcome == Outcome.NOT_BETTER
    assert active(learning_library) == "plain"
    with pytest.raises(PromotionRefusedError, match=r"nonsense stays a candidate\. "):
        run(promote(learning_library, "nonsense", False))
    run(promote(learning_library, "nonsense", True))
    assert active(learning_library) == "nonsense"
    assert history(learning_library) == ["forced"]


def test_thresholds_carry_over_from_the_version_in_use_while_another_one_stands_in(
    learning_library,
):
    correct(learning_library, flip=1.0, seed=3)
    for name in ("first", "second"):
        run(train(learning_library, plain(), TrainSettings(name=name)))
    run(promote(learning_library, "first", True))
    with learning_library.write() as connection:
        assert shown_model(connection, "").name == "plain"  # nothing was renewed
        first = find_model(connection, "first")
        set_threshold(connection, first, first.tags[0].tag_id, UserThreshold(0.7))
    run(promote(learning_library, "second", True))
    with learning_library.read() as connection:
        assert find_model(connection, "second").tags[0].is_set_by_user


def test_the_same_answers_get_the_same_verdict_and_spend_one_look(learning_library):
    correct(learning_library, flip=1.0, seed=3)
    report = run(train(learning_library, plain(), TrainSettings()))
    again = run(check(learning_library, "plain-v2"))
    assert (again.reason, again.details) == (report.judgement.reason, report.judgement.details)
    other = run(train(learning_library, plain(), TrainSettings(seed=1)))
    assert (report.judgement.look, other.judgement.look) == (1, None)
    with learning_library.read() as connection:
        assert judgements.last_look(connection)[0] == 1


def judged_again(library, name: str = "plain-v2"):
    """Return the version whose trial ends, the verdict, and how often copies were scored for it."""
    with TaggerProcesses() as taggers:
        scored = []
        stream = TaggerProcess.stream

        def counted(self, method, **arguments):
            scored.append(method)
            return stream(self, method, **arguments)

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(TaggerProcess, "stream", counted)
            installed = installed_models()
            found = run(judge_with_trial(library, installed, version(name), taggers))
    return *found, scored.count("score_copies")


def test_what_was_judged_by_the_same_answers_is_not_scored_again(learning_library):
    correct(learning_library, flip=1.0, seed=3)
    report = run(train(learning_library, plain(), TrainSettings()))
    ended, judgement, scored = judged_again(learning_library)
    assert (ended, judgement.reason) == ("", report.judgement.reason)
    assert scored == 0
    correct(learning_library, count=100, seed=4)
    assert judged_again(learning_library)[2] > 0


def test_a_trial_that_the_same_answers_left_is_not_looked_at_again_and_one_they_end_is(
    learning_library,
):
    correct(learning_library, count=30)
    run(train(learning_library, plain(), TrainSettings()))
    correct(learning_library, opposite=True)
    run(train(learning_library, plain(), TrainSettings(name="third", trials=False)))
    with learning_library.write() as connection:  # as if its trial had not ended
        plain_v2 = find_model(connection, "plain-v2").id
        promotions.record_promotion(connection, "trial", plain_v2, "")
    run(check(learning_library, "third"))  # judges the candidate, and ends no trial
    ended, _, scored = judged_again(learning_library, "third")
    assert ended == "plain-v2"
    assert scored > 0
    assert judged_again(learning_library, "third")[0::2] == ("", 0)


def test_too_few_artists_are_said_to_be_too_few(learning_library):
    correct(learning_library, count=6)
    report = run(train(learning_library, plain(), TrainSettings()))
    assert report.judgement.outcome == Outcome.NOT_BETTER
    assert "too little to tell yet" in str(report.judgement.reason)


def test_the_active_version_is_not_promoted_again(trained):
    with pytest.raises(TagStudioError, match="plain is the active version already"):
        run(promote(trained.library, "plain", False))


def test_a_version_of_an_older_way_can_be_used_and_the_next_one_is_held_against_its_root(trained):
    without_shadows("plain-v2")
    with pytest.raises(PromotionRefusedError, match="older way"):
        run(promote(trained.library, "plain-v2", False))
    run(promote(trained.library, "plain-v2", True))
    report = run(train(trained.library, version("plain-v2"), TrainSettings()))
    assert report.judgement.outcome == Outcome.TRIAL  # no look for a proof is due
    assert report.model.info.parent == "plain"
    assert active(trained.library) == "plain-v3"
