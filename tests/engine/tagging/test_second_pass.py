from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from tagstudio.core import paths
from tagstudio.core.progress import run
from tagstudio.engine.jobs.library_specs import ListenCloserJob, SuggestJob
from tagstudio.engine.plugins.installed_models import InstalledModels, try_plugin
from tagstudio.engine.tagging import second_pass
from tagstudio.engine.tagging.second_pass import (
    FIRST,
    SECOND,
    listen_closer,
    suggest_in_two_passes,
)
from tagstudio.engine.tagging.suggest import SuggestOptions, SuggestReport, suggest, suggest_for
from tagstudio.library.db import job_records
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.schema import suggestion_failures, suggestion_features
from tagstudio.library.db.schema import suggestions as table
from tagstudio.library.models import suggestions
from tagstudio.library.models.models import find_model
from tagstudio.library.search.query import ALL_TRACKS, parse
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack

from ..conftest import install_plugin


@pytest.fixture
def models():
    return InstalledModels.of([try_plugin(install_plugin("window_tagger"))])


@pytest.fixture
def model(models):
    return next(one for one in models if one.info.name == "old")


@pytest.fixture
def library(tmp_path):
    with open_library(tmp_path / "my.db", writing=True) as opened:
        yield opened


def add(library: Library, *names: str) -> None:
    with library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        for at, name in enumerate(names):
            tracks.add_tracks(connection, folder, [NewTrack(f"/music/{name}", 1, 1)], at=at)


def suggested(library, model, windows: int = 3, query: str = "", **options) -> SuggestReport:
    how = SuggestOptions(windows=windows, **options)
    return run(suggest_in_two_passes(library, model, parse(query), how))


def closer(library, model, windows: int = 3, **how) -> SuggestReport:
    return run(listen_closer(library, model, SuggestOptions(windows=windows), **how))


def heard() -> list[str]:
    file = paths.cache_folder() / "window_tagger" / "heard.txt"
    return file.read_text().splitlines() if file.exists() else []


def stored(library: Library, model="old") -> dict[str, tuple[int, float]]:
    """By name: the windows, and the score, which tells the windows heard."""
    with library.read() as connection:
        known = find_model(connection, model)
        scores = suggestions.scores_of(connection, known, range(1, 99))
        rows = connection.execute(
            sa.select(tracks.tracks.c.path, table.c.track_id, table.c.windows)
            .join(table, table.c.track_id == tracks.tracks.c.id)
            .where(table.c.model_id == known.id)
        )
        return {Path(path).stem: (windows, round(10 * scores[id][0])) for path, id, windows in rows}


def maps_of(library: Library, track_id: int) -> int:
    with library.read() as connection:
        query = sa.select(suggestion_features.c.features).where(
            suggestion_features.c.track_id == track_id
        )
        return max(len(features) // 4 for features in connection.scalars(query))


def test_all_tracks_are_heard_once_before_any_is_heard_more_closely(library, model):
    add(library, "a.mp3", "b.mp3", "c.mp3")
    report = suggested(library, model)
    assert (report.suggested, report.closer, report.problems) == (3, 3, [])
    first = ["a.mp3 1", "b.mp3 1", "c.mp3 1"]
    newest_first = ["c.mp3 3 centre", "b.mp3 3 centre", "a.mp3 3 centre"]
    assert heard() == first + newest_first
    assert stored(library) == dict.fromkeys("abc", (3, 3))
    assert maps_of(library, 1) == 3
    assert suggested(library, model) == SuggestReport("old")
    assert len(heard()) == 6


def test_the_progress_says_which_pass_it_is(library, model):
    add(library, "a.mp3", "b.mp3")
    steps = list(suggest_in_two_passes(library, model, ALL_TRACKS, SuggestOptions(windows=3)))
    said = [step.message for step in steps if step.done]
    assert said == [FIRST, FIRST, SECOND, SECOND]


def test_one_window_is_one_pass(library, model):
    add(library, "a.mp3")
    assert suggested(library, model, windows=1).closer == 0
    assert heard() == ["a.mp3 1"]


def test_renewing_hears_all_windows_at_once(library, model):
    add(library, "a.mp3")
    suggested(library, model)
    suggested(library, model, windows=5, again=True)
    assert heard()[2:] == ["a.mp3 5"]
    suggested(library, model, windows=1, again=True)  # fewer, as it is asked for
    assert stored(library) == {"a": (1, 1)}


def test_a_query_restricts_both_passes(library, model):
    add(library, "one.mp3", "two.mp3")
    suggested(library, model, query="two")
    assert heard() == ["two.mp3 1", "two.mp3 3 centre"]


def test_what_is_killed_between_or_within_the_passes_goes_on(library, model):
    add(library, *[f"{n:02}.mp3" for n in range(40)])
    job = suggest_in_two_passes(library, model, ALL_TRACKS, SuggestOptions(windows=3))
    while next(job).message != SECOND:
        pass
    job.close()
    after = sum(windows == 3 for windows, _ in stored(library).values())
    assert 0 < after < 40
    report = suggested(library, model)
    assert (report.suggested, report.closer) == (0, 40 - after)
    assert set(stored(library).values()) == {(3, 3)}


def test_a_track_too_short_for_two_windows_is_not_heard_again(library, model):
    add(library, "short.mp3", "unknown short.mp3", "long.mp3")
    with library.write() as connection:
        for id, seconds in ((1, 58.2), (3, 58.24)):
            connection.execute(
                sa.update(tracks.tracks).where(tracks.tracks.c.id == id).values(seconds=seconds)
            )
    suggested(library, model)
    assert heard()[3:] == ["long.mp3 3 centre", "unknown short.mp3 3 centre"]
    assert suggested(library, model).closer == 0
    assert len(heard()) == 5


@pytest.mark.parametrize("name", ["tired", "worse"])
def test_a_track_that_fails_in_the_second_pass_keeps_its_first_result(library, model, name):
    add(library, "a.mp3", f"{name}.mp3", "c.mp3")
    report = suggested(library, model)
    assert (report.suggested, report.closer, len(report.problems)) == (3, 2, 1)
    assert stored(library)[name] == (3, 1)
    assert stored(library)["a"] == stored(library)["c"] == (3, 3)
    with library.read() as connection:  # it counts as suggested, not as failed
        assert connection.execute(sa.select(suggestion_failures)).all() == []
    asked = len(heard())
    assert suggested(library, model).problems == []
    assert len(heard()) == asked


def test_a_file_that_is_gone_by_then_waits_for_the_scan(library, model):
    add(library, "a.mp3", "gone.mp3")
    report = suggested(library, model)
    assert (report.suggested, report.closer, report.problems) == (2, 1, [])
    assert stored(library)["gone"] == (1, 1)
    closer(library, model)
    assert heard()[-1] == "gone.mp3 3 centre"


def test_tracks_that_others_wait_for_go_first(library, model, monkeypatch):
    monkeypatch.setattr(second_pass, "SMALL_REQUEST", 2)
    add(library, *[f"{n}.mp3" for n in range(6)])
    suggested(library, model, windows=1)
    on_screen = iter([(1, 99), (3, 2), ()])
    closer(library, model, first=lambda: next(on_screen))
    order = [line.split(".")[0] for line in heard()[6:]]
    assert order == ["0", "5", "2", "1", "4", "3"]


def test_more_windows_use_the_centre_of_fewer(library, model):
    add(library, "a.mp3")
    for windows in (2, 4, 5, 7):
        closer(library, model, windows) if heard() else suggested(library, model, windows=2)
    assert heard() == ["a.mp3 1", "a.mp3 2 centre", "a.mp3 4", "a.mp3 5", "a.mp3 7 centre"]


def test_the_mean_map_of_an_older_program_is_no_centre(library, model):
    add(library, "a.mp3")
    suggested(library, model)
    with library.write() as connection:
        mean = np.array([0.5, 1], "<f2").tobytes()
        connection.execute(sa.update(suggestion_features).values(features=mean))
    assert closer(library, model).closer == 0  # three windows were averaged: it is as good
    closer(library, model, windows=5)
    assert heard()[2:] == ["a.mp3 5"]


def test_scores_of_fewer_windows_never_take_the_place_of_more(library, model):
    add(library, "a.mp3")
    suggested(library, model, windows=1)
    job = listen_closer(library, model, SuggestOptions(windows=3))
    next(job)
    with library.write() as connection:  # the command line, meanwhile
        id = find_model(connection, "old").id
        suggestions.store(connection, id, [suggestions.Scored(1, (0.9,), windows=5)])
    assert run(job).closer == 0
    assert stored(library) == {"a": (5, 9)}


def test_another_version_scores_from_all_windows_that_were_heard(library, models, model):
    add(library, "a.mp3", "short.mp3")
    suggested(library, model)
    suggested(library, model, windows=5, query="a.mp3")
    new = next(one for one in models if one.info.name == "new")
    before = heard()
    assert suggested(library, new).suggested == 2
    assert stored(library, "new") == {"a": (5, 5), "short": (3, 1)}
    assert heard() == before


def test_the_second_pass_of_a_version_takes_what_another_has_heard(library, models, model):
    add(library, "a.mp3")
    suggested(library, model, windows=1)
    new = next(one for one in models if one.info.name == "new")
    suggested(library, new, windows=1)
    closer(library, new)
    before = heard()
    assert before[-1] == "a.mp3 3 centre"
    assert closer(library, model).closer == 1
    assert (heard(), stored(library)) == (before, {"a": (3, 3)})


def test_what_lacks_features_is_heard_as_closely_as_before(library, models, model):
    add(library, "a.mp3")
    suggested(library, model)
    with library.write() as connection:  # as after a restore
        connection.execute(sa.delete(suggestion_features))
    run(suggest_for(library, model, [1], to_learn_from=True))
    assert heard()[-1] == "a.mp3 3"
    assert (stored(library), maps_of(library, 1)) == ({"a": (3, 3)}, 3)


def test_a_single_pass_takes_what_features_there_are(library, models, model):
    add(library, "a.mp3")
    suggested(library, model, windows=1)
    new = next(one for one in models if one.info.name == "new")
    run(suggest(library, new, ALL_TRACKS, SuggestOptions(windows=3)))
    assert stored(library, "new") == {"a": (1, 1)}
    assert heard() == ["a.mp3 1"]


def test_both_passes_are_one_job_and_the_quiet_one_leaves_no_record(library, models, model):
    from tagstudio.engine.jobs import specs

    add(library, "a.mp3", "b tired.mp3")
    run(specs.run(library, SuggestJob(model="old", windows=3)))
    with library.read() as connection:
        [record] = job_records.list_jobs(connection)
        assert (record.kind, record.state, record.failures) == ("suggest", "done", 1)
    report = run(specs.run(library, ListenCloserJob(model="old", windows=5), first=lambda: [2]))
    assert report.closer == 1
    assert heard()[-2:] == ["b tired.mp3 5", "a.mp3 5 centre"]
    with library.read() as connection:
        assert len(job_records.list_jobs(connection)) == 1
