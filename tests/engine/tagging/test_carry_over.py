"""The librarian's thresholds on the next version, whose scores are a third of those before."""

import pytest

from tagstudio.engine.tagging.carry_over import carry_over
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.models import models, suggestions, user_thresholds
from tagstudio.library.models.models import ModelTag, RegisteredModel, RegisteredTag
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.models.user_thresholds import UserThreshold
from tagstudio.library.tags.decisions import Decision, record_decisions
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack
from tagstudio.library.views.counts import suggested_count

COUNT = 60
TAGS = (RegisteredTag("jazz", "genre", 0.1, 0.5), RegisteredTag("rock", "genre", 0.2, 0.4))


@pytest.fixture
def library(tmp_path):
    with open_library(tmp_path / "my.db", writing=True) as opened:
        with opened.write() as connection:
            folder = tracks.folder_id(connection, "/music")
            tracks.add_tracks(
                connection, folder, [NewTrack(f"/music/{n}.mp3", 1, 1) for n in range(COUNT)]
            )
            models.register(connection, "plugin", RegisteredModel("v1", "0" * 64, TAGS))
            new = RegisteredModel("v2", "1" * 64, TAGS, parent="v1")
            models.register(connection, "plugin", new)
            score(connection, 1, range(1, COUNT + 1), 1)
        yield opened


def score(connection, model_id: int, ids: range, scale: float) -> None:
    scored = [Scored(id, (scale * id / 100,) * 2) for id in ids]
    suggestions.store(connection, model_id, scored)


def set_jazz(library: Library, threshold: UserThreshold, model_id: int = 1) -> None:
    with library.write() as connection:
        model = models.model(connection, model_id)
        user_thresholds.set_threshold(connection, model, model.tags[0].tag_id, threshold)


def carried(library: Library) -> list[str]:
    with library.write() as connection:
        return carry_over(connection, models.model(connection, 1), models.model(connection, 2))


def jazz(library: Library, model_id: int = 2) -> ModelTag:
    with library.read() as connection:
        return models.model(connection, model_id).tags[0]


def suggested(library: Library, model_id: int) -> int:
    with library.read() as connection:
        model = models.model(connection, model_id)
        tag = model.tags[0]
        return suggested_count(connection, model, tag.tag_id, tag.threshold)


@pytest.mark.parametrize("threshold", [0.05, 0.345, 0.59, 0.7])
def test_the_tag_is_suggested_on_as_many_tracks_as_before(
    library: Library, threshold: float
) -> None:
    set_jazz(library, UserThreshold(threshold))
    with library.write() as connection:
        score(connection, 2, range(1, COUNT + 1), 1 / 3)
    assert carried(library) == ["jazz"]
    assert suggested(library, 2) == suggested(library, 1)
    found = jazz(library)
    assert (found.user_rule, found.user_target) == ("share", suggested(library, 1) / COUNT)
    with library.read() as connection:
        assert not models.model(connection, 2).tags[1].is_set_by_user


def test_a_few_tracks_with_scores_by_both_are_enough(library: Library) -> None:
    set_jazz(library, UserThreshold(0.445))
    with library.write() as connection:
        score(connection, 2, range(41, 51), 1 / 3)
    carried(library)
    assert jazz(library).threshold == pytest.approx(0.15, abs=0.005)
    assert jazz(library).user_target == 16 / COUNT  # of the library, not of the ten


def test_before_the_version_has_scores_the_distance_is_kept(library: Library) -> None:
    set_jazz(library, UserThreshold(0.6))
    carried(library)
    assert jazz(library).threshold == pytest.approx(0.6)  # both models' own is .5


def test_a_target_precision_is_found_again_on_the_version_s_scores(library: Library) -> None:
    set_jazz(library, UserThreshold(0.4, "precision", 0.8))
    with library.write() as connection:
        score(connection, 2, range(1, COUNT + 1), 1 / 3)
        given = [Decision(n, jazz(library).tag_id, "yes" if n > 30 else "no") for n in range(1, 61)]
        record_decisions(connection, given, "user")
    carried(library)
    found = jazz(library)
    assert (found.user_rule, found.user_target) == ("precision", 0.8)
    assert found.threshold == pytest.approx(25 / 300)  # 30 of 36, and one more wrong


def test_without_answers_a_target_precision_carries_over_as_a_share(library: Library) -> None:
    set_jazz(library, UserThreshold(0.4, "precision", 0.8))
    with library.write() as connection:
        score(connection, 2, range(1, COUNT + 1), 1 / 3)
    carried(library)
    assert suggested(library, 2) == suggested(library, 1) == 21
    assert (jazz(library).user_rule, jazz(library).user_target) == ("precision", 0.8)


def test_a_threshold_that_was_set_for_the_version_stays(library: Library) -> None:
    set_jazz(library, UserThreshold(0.4))
    set_jazz(library, UserThreshold(0.2), model_id=2)
    assert carried(library) == []
    assert jazz(library).threshold == 0.2
