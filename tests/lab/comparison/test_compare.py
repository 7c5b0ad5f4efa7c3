from dataclasses import replace

import numpy as np
import pytest

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import run
from tagstudio.engine.plugins.tagger_process import TaggerCrashed
from tagstudio.lab.comparison.compare import all_networks, compare_networks
from tagstudio.lab.comparison.folder import ComparisonFolder
from tagstudio.plugin_api.clips import Clips
from tagstudio.plugin_api.splits import TEST, VALIDATION


@pytest.fixture
def kept(tmp_path) -> ComparisonFolder:
    return ComparisonFolder(tmp_path / "comparison")


def trained(kept: ComparisonFolder) -> list[str]:
    return (kept.models / "trained.txt").read_text().split()


def test_every_network_is_trained_in_every_size_and_scores_the_test_set(plugin, clips, plan, kept):
    outcome = run(compare_networks(plugin, clips, plan, kept))
    assert [(one.network, one.size) for one in outcome.runs] == [
        ("dull", "0.1M"),
        ("keen", "0.1M"),
        ("dull", "1M"),
        ("keen", "1M"),
    ]
    assert [one.parameters for one in outcome.runs] == [100_000, 100_000, 1_000_000, 1_000_000]
    assert [one.number for one in outcome.runs[0].epochs] == [1, 2, 3]
    assert tuple(map(str, outcome.notices)) == (
        "1 of 4, dull 0.1M: Training on the CPU: nothing else is asked for.",
    )
    assert all(kept.scores(one).shape == (200, 3) for one in outcome.runs)
    assert not paths.models_folder(plugin.name).exists()


def test_seconds_are_those_of_2500_clips(plugin, clips, plan, kept):
    first = run(compare_networks(plugin, clips, plan, kept)).runs[0]
    assert first.training_seconds == pytest.approx(1.0 * 2500 / 150)
    assert first.inference_seconds == pytest.approx(0.5 * 2500 / 200)


def test_the_progress_says_which_network_it_is_at(plugin, clips, plan, kept):
    messages = [str(one.message) for one in compare_networks(plugin, clips, plan, kept)]
    assert messages[0] == "1 of 4, dull 0.1M: epoch 1, loss 1.0000, validation 2.0000"


def test_what_is_finished_is_not_done_again(plugin, clips, plan, kept):
    first = run(compare_networks(plugin, clips, plan, kept))
    more = replace(plan, networks=("keen", "fair", "dull"))
    again = run(compare_networks(plugin, clips, more, kept))
    assert set(first.runs) < set(again.runs)
    assert sorted(trained(kept)[4:]) == ["fair-0.1M-seed0", "fair-1M-seed0"]


def test_a_comparison_goes_on_after_a_crash(plugin, clips, plan, kept):
    (plan.training.store / "stop").touch()
    with pytest.raises(TaggerCrashed):
        run(compare_networks(plugin, clips, plan, kept))
    begun = kept.kept(next(plan.runs()))
    assert [epoch.number for epoch in begun.epochs] == [1]
    assert not begun.sha256
    outcome = run(compare_networks(plugin, clips, plan, kept))
    assert [epoch.number for epoch in outcome.runs[0].epochs] == [1, 2, 3]


def test_a_run_stopped_by_the_user_goes_on(plugin, clips, plan, kept):
    job = compare_networks(plugin, clips, plan, kept)
    for _ in range(4):
        next(job)
    job.close()
    run(compare_networks(plugin, clips, plan, kept))
    assert trained(kept).count("dull-0.1M-seed0") == 1


def test_lost_scores_are_made_again_without_training(plugin, clips, plan, kept):
    first = run(compare_networks(plugin, clips, plan, kept))
    kept.scores_file(first.runs[0]).unlink()
    assert run(compare_networks(plugin, clips, plan, kept)) == replace(first, notices=())
    assert len(trained(kept)) == 4


def test_another_comparison_is_not_mixed_in(plugin, clips, plan, kept):
    run(compare_networks(plugin, clips, plan, kept))
    longer = replace(plan, training=replace(plan.training, epochs=9))
    with pytest.raises(TagStudioError, match="comparison with epochs 3, not 9"):
        run(compare_networks(plugin, clips, longer, kept))
    fewer = replace(clips, splits=np.where(clips.splits == VALIDATION, TEST, clips.splits))
    with pytest.raises(TagStudioError, match="comparison with clips"):
        run(compare_networks(plugin, fewer, plan, kept))


def test_a_teacher_is_brought_along(plugin, clips, plan, kept):
    with_teacher = replace(plan, training=replace(plan.training, teacher="old"))
    with pytest.raises(TagStudioError, match="teacher old is not installed"):
        run(compare_networks(plugin, clips, with_teacher, kept))
    installed = paths.models_folder(plugin.name)
    installed.mkdir(parents=True)
    (installed / "old.json").write_text("{}")
    assert len(run(compare_networks(plugin, clips, with_teacher, kept)).runs) == 4


def test_a_test_set_that_is_too_small_is_refused_before_training(plugin, clips, plan, kept):
    few = np.where(np.arange(400) < 391, VALIDATION, TEST).astype(np.uint8)
    with pytest.raises(TagStudioError, match="10 yes and 10 no in the test set"):
        run(compare_networks(plugin, replace(clips, splits=few), plan, kept))
    assert not kept.folder.exists()


def test_the_plugins_word_for_an_unknown_network_reaches_the_user(plugin, clips, plan, kept):
    with pytest.raises(TagStudioError, match="no network 'odd'"):
        run(compare_networks(plugin, clips, replace(plan, networks=("odd",)), kept))


def test_the_clips_are_kept_with_the_comparison(plugin, clips, plan, kept):
    run(compare_networks(plugin, clips, plan, kept))
    assert Clips.load(kept.clips).ids == clips.ids


def test_the_plugin_names_its_networks(plugin):
    assert all_networks(plugin) == ("keen", "fair", "dull")
