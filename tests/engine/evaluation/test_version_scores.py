import numpy as np
import pytest

from tagstudio.audio.metadata.facts import Facts
from tagstudio.core.progress import run
from tagstudio.engine.evaluation.version_scores import EvaluationSummary, evaluation_summaries
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.models import evaluations, models, suggestions
from tagstudio.library.models.evaluations import Figures, FrozenLabel
from tagstudio.library.models.models import RegisteredModel, RegisteredTag
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack

TRACKS = 60


@pytest.fixture
def library(tmp_path):
    with open_library(tmp_path / "my.db", writing=True) as opened:
        with opened.write() as connection:
            new = [
                NewTrack(f"/music/{n}.mp3", 1, 1, bytes([n]) * 16, Facts(artist=f"A{n // 2}"))
                for n in range(TRACKS)
            ]
            tracks.add_tracks(connection, tracks.folder_id(connection, "/music"), new)
        yield opened


def add_scores(library: Library, name: str, scores) -> int:
    """A model that gives the tracks these scores of jazz."""
    with library.write() as connection:
        model = RegisteredModel(name, name, (RegisteredTag("jazz", "genre", 0.2),))
        model_id = models.register(connection, "p", model)
        scored = [Scored(n + 1, (float(score),)) for n, score in enumerate(scores)]
        suggestions.store(connection, model_id, scored)
    return model_id


def freeze(library: Library) -> int:
    with library.write() as connection:
        labels = [FrozenLabel(n + 1, 1, n % 2 == 0, f"artist a{n // 2}") for n in range(TRACKS)]
        return evaluations.store_test_set(connection, labels).id


def summaries(library: Library, active: int, *versions: int) -> list[EvaluationSummary]:
    with library.read() as connection:
        rows = [models.model(connection, id) for id in (active, *versions)]
    return run(evaluation_summaries(library, rows[0], rows))


def test_a_better_version_passes_a_worse_one_does_not_and_the_active_has_no_verdict(library):
    random = np.random.default_rng(0)
    active = add_scores(library, "active", random.random(TRACKS))
    better = add_scores(library, "better", 0.9 - 0.8 * (np.arange(TRACKS) % 2))
    worse = add_scores(library, "worse", 0.1 + 0.8 * (np.arange(TRACKS) % 2))
    freeze(library)
    of_active, of_better, of_worse = summaries(library, active, better, worse)
    assert of_active.verdict is None
    assert of_active.macro.low < of_active.macro.auc < of_active.macro.high
    assert of_better.verdict.passed
    assert of_better.macro.auc == 1.0
    assert not of_worse.verdict.passed
    assert "worse than before" in str(of_worse.verdict.reason)


def test_stored_figures_of_the_newest_test_set_win_over_those_from_scores(library, measured_here):
    active = add_scores(library, "active", np.linspace(0, 1, TRACKS))
    figures = Figures(1, 30, 30, 0.5, 0.5, 0.4, 0.6)
    test_set_id = freeze(library)
    [from_scores] = summaries(library, active)[0].figures
    assert (from_scores.positives, from_scores.negatives) == (30, 30)
    assert from_scores.roc_auc == pytest.approx(0.5, abs=0.02)  # rises from track to track
    assert (from_scores.low, from_scores.high) == (None, None)
    with library.write() as connection:
        evaluations.store_figures(connection, test_set_id, active, [figures])
    assert summaries(library, active)[0].figures == (figures,)


def test_a_version_without_scores_has_neither_figures_nor_verdict(library, measured_here):
    active = add_scores(library, "active", np.linspace(0, 1, TRACKS))
    unscored = add_scores(library, "unscored", [])
    assert [one.macro for one in summaries(library, active, unscored)] == [None, None]
    freeze(library)
    of_unscored = summaries(library, active, unscored)[1]
    assert (of_unscored.figures, of_unscored.macro, of_unscored.verdict) == ((), None, None)
