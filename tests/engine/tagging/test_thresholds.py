import numpy as np
import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.tagging import thresholds
from tagstudio.engine.tagging.thresholds import ThresholdChange
from tagstudio.learning.log_odds import logit
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.models import models, out_of_fold_scores, suggestions
from tagstudio.library.models.models import RegisteredModel, RegisteredTag
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.models.user_thresholds import UserThreshold
from tagstudio.library.tags.decisions import Decision, record_decisions
from tagstudio.library.tracks import folders, tracks
from tagstudio.library.tracks.artist_splits import split_keys, split_of
from tagstudio.library.tracks.tracks import NewTrack


@pytest.fixture
def library(tmp_path):
    """40 tracks by 40 artists; the later, the higher their score for jazz; the upper 25 are."""
    with open_library(tmp_path / "my.db", writing=True) as opened:
        with opened.write() as connection:
            folder = tracks.folder_id(connection, "/music")
            new = [
                NewTrack(f"/music/{number:02}/x.mp3", 1, 1, bytes([number]) * 16)
                for number in range(40)
            ]
            ids = tracks.add_tracks(connection, folder, new)
            register(connection, "first", 0)
            jazz = models.model(connection, 1).tags[0].tag_id
            scored = [Scored(id, (id / 50, 0.5)) for id in ids]
            suggestions.store(connection, 1, scored)
            answers = [Decision(id, jazz, "yes" if id > 15 else "no") for id in ids]
            record_decisions(connection, answers, "user")
        yield opened


def register(connection, name: str, answers: int) -> int:
    tags = (RegisteredTag("Jazz", "genre", 0.1, 0.5), RegisteredTag("rock", "genre", 0.2, 0.4))
    model = RegisteredModel(name, "0" * 64, tags, info={"answers": answers})
    return models.register(connection, "plugin", model)


def change(library: Library, name: str, threshold: float) -> ThresholdChange:
    with library.write() as connection:
        model = models.model(connection, 1)
        return thresholds.change_threshold(
            connection, model, thresholds.tag_of(model, name), UserThreshold(threshold)
        )


def at_precision(library: Library, name: str, target: float, model_id: int = 1) -> float:
    with library.read() as connection:
        model = models.model(connection, model_id)
        return thresholds.choose_threshold(
            connection, model, thresholds.tag_of(model, name), target
        )


def test_a_change_says_on_how_many_open_tracks_the_tag_is_suggested(library: Library) -> None:
    assert change(library, "rock", 0.6) == ThresholdChange("rock", 0.4, 0.6, 40, 0)
    assert change(library, "ROCK", 0.5) == ThresholdChange("rock", 0.6, 0.5, 0, 40)
    with library.read() as connection:
        found = thresholds.tag_thresholds(connection, models.model(connection, 1))
    assert [(one.tag.name, one.tag.threshold, one.suggested) for one in found] == [
        ("Jazz", 0.5, 0),  # all are decided
        ("rock", 0.5, 40),
    ]


def test_the_models_own_threshold_is_a_reset(library: Library) -> None:
    change(library, "rock", 0.6)
    change(library, "rock", 0.4)
    with library.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM user_thresholds").scalar() == 0


@pytest.mark.parametrize("threshold", [0.0, -0.5, 1.01, float("nan")])
def test_a_threshold_is_a_score(library: Library, threshold: float) -> None:
    with pytest.raises(TagStudioError, match="above 0 and at most 1"):
        change(library, "rock", threshold)


def test_an_unknown_tag_has_no_threshold(library: Library) -> None:
    with pytest.raises(TagStudioError, match=r"'jaz'.*Did you mean Jazz\?"):
        change(library, "jaz", 0.5)


def test_the_target_precision_is_reached_on_the_answers(library: Library) -> None:
    assert at_precision(library, "jazz", 0.9) == pytest.approx(
        15 / 50
    )  # 25 of 26, and one more wrong
    assert at_precision(library, "jazz", 0.7) == pytest.approx(
        7 / 50
    )  # 25 of 34, and one more wrong


def test_the_target_precision_of_a_version_is_measured_by_its_shadows(library: Library) -> None:
    """By heart the version knows the answers the wrong way round; its shadows know better."""
    with library.write() as connection:
        id = register(connection, "trained", 40)
        wrong = [Scored(n, (1 - n / 50, 0.5)) for n in range(1, 41)]
        suggestions.store(connection, id, wrong)
        shadows = np.column_stack([logit(np.arange(1, 41) / 50), np.zeros(40)])
        out_of_fold_scores.store(connection, id, range(1, 41), shadows)
    assert at_precision(library, "jazz", 0.9, id) == pytest.approx(
        at_precision(library, "jazz", 0.9), abs=1e-6
    )


def test_a_version_of_an_older_way_has_not_learned_from_the_other_splits(library: Library) -> None:
    with library.write() as connection:
        id = register(connection, "trained", 40)
        keys = split_keys(connection, list(range(1, 41)))
        not_trained_on = {n for n, key in keys.items() if split_of(key) != "train"}
        scored = [
            Scored(n, (n / 50 if n in not_trained_on else 1 - n / 50, 0.5)) for n in range(1, 41)
        ]
        suggestions.store(connection, id, scored)
    lowest_yes = min(n for n in not_trained_on if n > 15)
    assert at_precision(library, "jazz", 0.9, id) == pytest.approx(lowest_yes / 50)


def test_a_target_out_of_reach_says_why(library: Library) -> None:
    with pytest.raises(TagStudioError, match="0 yes and 0 no to rock"):
        at_precision(library, "rock", 0.9)
    with pytest.raises(TagStudioError, match="does not tell them apart"):
        at_precision(library, "jazz", 0.99)
    with pytest.raises(TagStudioError, match="between 0 and 1"):
        at_precision(library, "jazz", 90)


def test_answers_of_removed_folders_do_not_count(library: Library) -> None:
    with library.write() as connection:
        folders.remove(connection, "/music")
    with pytest.raises(TagStudioError, match="0 yes and 0 no"):
        at_precision(library, "jazz", 0.9)
