"""What a cluster's driver says is stored as a run without one does; the driver is played here."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from tagstudio.core.messages import plain
from tagstudio.core.progress import Progress, run
from tagstudio.engine.cluster.cluster_process import ClusterProcess, told_of_nodes
from tagstudio.engine.cluster.cluster_settings import ClusterSettings
from tagstudio.engine.cluster.driver import NODES
from tagstudio.engine.cluster.nodes import NodeReport
from tagstudio.engine.plugins.installed_models import InstalledModel
from tagstudio.engine.tagging import cluster_run, second_pass
from tagstudio.engine.tagging.second_pass import suggest_in_two_passes
from tagstudio.engine.tagging.suggest import SuggestOptions
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.schema import suggestion_failures, suggestions
from tagstudio.library.search.query import ALL_TRACKS
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack
from tagstudio.plugin_api import Failure, Notice, Prediction

SCORES = (0.1, 0.5, 0.02)
ONE = ("one", "10.0.0.1", 2, 7, 0, 20.0, None)
TWO = ("two", "10.0.0.2", 1, 0, 0, 0.0, plain("its mount is missing"))


class PlayedCluster(ClusterProcess):
    """A driver that answers by the names of the files, and says so with two nodes."""

    asked: list[tuple[list[str], int, int]]

    def __init__(self, model, settings, device):
        super().__init__(model, settings, device)
        self.asked = []
        self.is_stopped = False
        PLAYED.append(self)

    def stream(self, operation, **arguments) -> Iterator[object]:
        if operation != "predict":
            return (yield from super().stream(operation, **arguments))
        asked, options = arguments["tracks"], arguments["options"]
        self.asked.append(([Path(t.path).name for t in asked], options.windows, len(asked)))
        assert len(arguments["files"]) == len(asked)
        assert {one[0] for one in arguments["files"]} == {track.id for track in asked}
        yield (Notice("Joined."),)
        yield ()
        for track in asked:
            yield (answer(track), (NODES, ONE, TWO))
        yield ((NODES, ONE, TWO),)

    def stop(self):
        self.is_stopped = True
        super().stop()


PLAYED: list[PlayedCluster] = []


def answer(track):
    name = Path(track.path).name
    for code in ("missing", "changed", "damaged"):
        if code in name:
            return Failure(track.id, code, f"{name} is {code}")
    return Prediction(track.id, SCORES, bytes(8))


@pytest.fixture
def model(trouble_model: InstalledModel, monkeypatch) -> InstalledModel:
    PLAYED.clear()
    monkeypatch.setattr(cluster_run, "ClusterProcess", PlayedCluster)
    return trouble_model


@pytest.fixture
def library(tmp_path) -> Iterator[Library]:
    with open_library(tmp_path / "my.db", writing=True) as opened:
        yield opened


def add(library: Library, *names: str) -> None:
    with library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        tracks.add_tracks(connection, folder, [NewTrack(f"/music/{n}", 1, 1) for n in names])


def suggested(library, model, windows=1, report=lambda progress: None):
    options = SuggestOptions(windows=windows, cluster=ClusterSettings("auto"))
    return run(suggest_in_two_passes(library, model, ALL_TRACKS, options), report)


def stored(library: Library, table) -> list[int]:
    with library.read() as connection:
        return sorted(connection.scalars(select(table.c.track_id)))


def test_results_are_stored_once_and_failures_as_without_a_cluster(library, model):
    add(library, "a.mp3", "b missing.mp3", "c changed.mp3", "d damaged.mp3", "e.mp3")
    report = suggested(library, model)
    assert report.suggested == 2
    assert stored(library, suggestions) == [1, 5]
    assert stored(library, suggestion_failures) == [4]  # the scan deals with the others
    assert sorted((one.code, Path(one.path).name) for one in report.problems) == [
        ("changed", "c changed.mp3"),
        ("damaged", "d damaged.mp3"),
        ("missing", "b missing.mp3"),
    ]
    assert report.nodes == [NodeReport(*ONE), NodeReport(*TWO)]
    assert report.notices == [plain("Joined.")]
    again = suggested(library, model)
    assert again.suggested == 0
    assert [one for one, _, _ in PLAYED[1].asked] == [
        ["b missing.mp3", "c changed.mp3", "d damaged.mp3"]
    ]


def test_both_passes_are_heard_by_one_cluster_which_is_left_at_the_end(library, model):
    add(library, "a.mp3", "b.mp3")
    report = suggested(library, model, windows=3)
    assert (report.suggested, report.closer) == (2, 2)
    [cluster] = PLAYED
    assert [(windows, count) for _, windows, count in cluster.asked] == [(1, 2), (3, 2)]
    assert cluster.is_stopped


def test_a_run_that_is_cancelled_leaves_the_cluster_and_keeps_what_was_heard(library, model):
    add(library, *[f"{n}.mp3" for n in range(9)])
    options = SuggestOptions(cluster=ClusterSettings("auto"))
    job = suggest_in_two_passes(library, model, ALL_TRACKS, options)
    while next(job).done < 4:
        pass
    job.close()
    assert PLAYED[0].is_stopped
    assert stored(library, suggestions) == [1, 2, 3, 4]
    assert suggested(library, model).suggested == 5
    assert stored(library, suggestions) == list(range(1, 10))


def test_the_progress_names_the_pass_and_the_rate_of_each_node_that_hears(library, model):
    add(library, "a.mp3", "b.mp3")
    said: list[Progress] = []
    suggested(library, model, windows=3, report=said.append)
    assert str(said[-1].message) == f"{second_pass.SECOND} (one 20.0/s)"


def test_a_request_has_what_the_cluster_hears_in_two_minutes(library, model):
    add(library, *[f"{n:04}.mp3" for n in range(cluster_run.FEWEST + 5)])
    suggested(library, model)
    assert [count for _, _, count in PLAYED[0].asked] == [cluster_run.FEWEST, 5]
    rate = [(*ONE[:5], 50.0, None)]
    assert told_of_nodes(((NODES, *rate),)) == ([NodeReport(*rate[0])], ())


def test_what_a_driver_says_of_nodes_is_taken_out_of_a_step():
    result = Prediction(1, SCORES)
    assert told_of_nodes((result, (NODES, ONE))) == ([NodeReport(*ONE)], (result,))
    assert told_of_nodes((result,)) == ([], (result,))
    assert told_of_nodes(()) == ([], ())
    assert told_of_nodes("nonsense") == ([], ("nonsense",))
