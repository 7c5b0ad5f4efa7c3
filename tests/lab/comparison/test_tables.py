import csv

import numpy as np
import pytest

from tagstudio.lab.comparison.findings import find
from tagstudio.lab.comparison.tables import write_tables
from tagstudio.plugin_api import Epoch, ScoredClips


@pytest.fixture
def findings(clips, make_run):
    scores = np.random.default_rng(0).random((200, 3)).astype(np.float32)
    epochs = (Epoch(1, 2, 0.5, None, None, 7.0, 140), Epoch(2, 2, 0.4, None, None, 9.0, 140))
    timed = make_run("keen", epochs=epochs, parameters=1_000_367, scored=ScoredClips(200, 2.0))
    return find(clips, [timed, make_run("dull")], [scores, scores])


def rows(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_summary_has_a_row_per_network(findings, tmp_path):
    summary = rows(write_tables(findings, tmp_path)[0])
    assert [row["network"] for row in summary] == ["keen", "dull"]
    assert summary[0]["parameters"] == "1000367"
    assert summary[0]["epochs"] == "2"
    assert float(summary[0]["training_seconds_per_2500_clips"]) == pytest.approx(
        8 / 140 * 2500, 1e-4
    )
    assert float(summary[0]["inference_seconds_per_2500_clips"]) == 25
    assert float(summary[0]["macro_roc_auc"]) == pytest.approx(findings.networks[0].macro_auc, 1e-4)
    assert (summary[0]["test_clips"], summary[0]["test_groups"]) == ("200", "100")
    assert summary[0]["measured_tags"] == "2"
    assert (summary[1]["parameters"], summary[1]["training_seconds_per_2500_clips"]) == ("", "")


def test_every_tag_has_its_counts_and_only_measured_ones_a_figure(findings, tmp_path):
    tags = rows(write_tables(findings, tmp_path)[1])
    assert [(row["network"], row["tag"]) for row in tags[:3]] == [
        ("keen", "rock"),
        ("keen", "jazz"),
        ("keen", "rare"),
    ]
    assert int(tags[0]["yes"]) + int(tags[0]["no"]) == 200
    assert float(tags[0]["low"]) < float(tags[0]["roc_auc"]) < float(tags[0]["high"])
    assert (tags[2]["roc_auc"], tags[2]["average_precision"]) == ("", "")


def test_differences_say_whether_they_are_shown(findings, tmp_path):
    (row,) = rows(write_tables(findings, tmp_path)[2])
    assert (row["network"], row["other"], row["difference"], row["shown"]) == (
        "dull",
        "keen",
        "0",
        "no",
    )
