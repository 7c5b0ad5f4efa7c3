"""The whole loop on a small tagger that really learns: correct, train, measure, promote."""

import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import run
from tagstudio.engine.evaluation.bootstrap import AucDifference
from tagstudio.engine.evaluation.evaluate import compare_versions, freeze_test_set
from tagstudio.engine.evaluation.gate import (
    PromotionRefusedError,
    promote,
    verdict,
    verdict_on,
)
from tagstudio.engine.plugins.installed_models import active_model, installed_models, rollback
from tagstudio.engine.training.train import TrainSettings, train
from tagstudio.library.models import promotions

from ..conftest import correct, plain, version


@pytest.fixture(autouse=True)
def quick(measured_here):
    """No process is started to measure."""


def test_the_loop_from_corrections_to_a_better_active_version_and_back(trained):
    library, report = trained
    assert report.model.info.name == "plain-v2"
    assert report.model.info.parent == "plain"
    assert len(report.epochs) == 4
    assert report.verdict.passed, report.verdict.reason
    difference = report.comparison.auc_difference
    assert difference.candidate > 0.95 > difference.parent
    run(promote(library, "plain-v2", False, "cpu"))
    with library.read() as connection:
        assert active_model(connection, installed_models()).info.name == "plain-v2"
    assert rollback(library) == ("plain-v2", "")
    with library.read() as connection:
        assert active_model(connection, installed_models()).info.name == "plain"
        kinds = [step.kind for step in promotions.history(connection)]
    assert kinds == ["promoted", "rolled back"]
    with pytest.raises(TagStudioError, match="no promotion to roll back"):
        rollback(library)


def test_a_version_trained_on_nonsense_stays_a_candidate_unless_forced(trained):
    library, _ = trained
    run(promote(library, "plain-v2", False, "cpu"))
    correct(library, flip=1.0, seed=3)
    nonsense = run(train(library, version("plain-v2"), TrainSettings(name="nonsense")))
    assert not nonsense.verdict.passed
    with pytest.raises(PromotionRefusedError, match=r"stays a candidate\. .*proven"):
        run(promote(library, "nonsense", False, "cpu"))
    with library.read() as connection:
        assert active_model(connection, installed_models()).info.name == "plain-v2"
    run(promote(library, "nonsense", True, "cpu"))
    with library.read() as connection:
        assert promotions.history(connection)[-1].kind == "forced"
        assert active_model(connection, installed_models()).info.name == "nonsense"
    assert rollback(library) == ("nonsense", "plain-v2")


def test_too_few_answers_of_the_test_split_are_said_to_be_too_few(learning_library):
    correct(learning_library, count=24)
    report = run(train(learning_library, plain(), TrainSettings()))
    assert not report.verdict.passed
    assert "Correct more tracks" in str(report.verdict.reason)


def test_the_active_version_is_not_promoted_again(trained):
    with pytest.raises(TagStudioError, match="plain is the active version already"):
        run(promote(trained.library, "plain", False, "cpu"))


def test_a_comparison_passes_by_its_auc_difference(trained):
    found = run(
        compare_versions(
            trained.library, plain(), trained.report.model, freeze_test_set(trained.library), "cpu"
        )
    )
    assert verdict(found).passed
    assert verdict(None).reason.key == "evaluation.no-test-set"


@pytest.mark.parametrize(
    ("low", "high", "key"),
    [
        (0.01, 0.09, "gate.proven"),
        (-0.01, 0.09, "gate.not-proven"),
        (-0.09, -0.01, "gate.worse"),
    ],
)
def test_the_verdict_follows_the_bounds_of_the_difference(low, high, key):
    found = verdict_on(AucDifference(0.7, 0.75, low, high), 40)
    assert (found.passed, found.reason.key) == (key == "gate.proven", key)
    assert f"ROC-AUC 0.700 -> 0.750 on 40 test tracks, difference at least {low:+.3f}" in str(
        found.reason
    )
