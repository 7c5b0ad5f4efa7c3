import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from tagstudio.audio.metadata.facts import Facts
from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import plain
from tagstudio.core.progress import run
from tagstudio.engine.jobs.library_specs import SuggestJob
from tagstudio.engine.jobs.record import recorded
from tagstudio.engine.plugins import tagger_process
from tagstudio.engine.plugins.installed_models import InstalledModel
from tagstudio.engine.tagging import suggestion_run
from tagstudio.engine.tagging.suggest import SuggestOptions, SuggestReport, suggest
from tagstudio.library.db import job_records
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.schema import suggestion_failures
from tagstudio.library.db.schema import suggestions as suggestion_table
from tagstudio.library.models import suggestions
from tagstudio.library.models.models import find_model
from tagstudio.library.models.score_columns import ScoreColumns
from tagstudio.library.search.query import parse
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack


@pytest.fixture
def model(trouble_model: InstalledModel) -> InstalledModel:
    return trouble_model


@pytest.fixture
def library(tmp_path):
    with open_library(tmp_path / "my.db", writing=True) as opened:
        yield opened


def add(library: Library, *names: str) -> None:
    with library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        tracks.add_tracks(connection, folder, [NewTrack(f"/music/{n}", 1, 1) for n in names])


def suggested(library, model, query: str = "", **options) -> SuggestReport:
    return run(suggest(library, model, parse(query), SuggestOptions(**options)))


def requests() -> Counter[str]:
    """The number of times the tagger was given each file."""
    file = paths.cache_folder() / "trouble_tagger" / "heard.txt"
    return Counter(file.read_text().splitlines() if file.exists() else [])


def answered(library: Library) -> list[str]:
    with library.read() as connection:
        found = connection.scalars(
            select(tracks.tracks.c.path)
            .join(suggestion_table, suggestion_table.c.track_id == tracks.tracks.c.id)
            .order_by(tracks.tracks.c.path)
        )
        return [Path(path).name for path in found]


def failures(library: Library) -> dict[str, tuple[str, int]]:
    with library.read() as connection:
        found = connection.execute(
            select(
                tracks.tracks.c.path, suggestion_failures.c.code, suggestion_failures.c.attempts
            ).join(tracks.tracks, suggestion_failures.c.track_id == tracks.tracks.c.id)
        )
        return {Path(path).name: (code, attempts) for path, code, attempts in found}


def test_every_track_gets_one_suggestion_and_none_twice(library, model):
    names = [f"{number:02}.mp3" for number in range(11)]
    add(library, *names)
    report = suggested(library, model)
    assert report == SuggestReport(
        "trouble", 11, [], [plain("Listening on the CPU: nothing else is asked for.")]
    )
    assert answered(library) == names
    assert suggested(library, model).suggested == 0
    assert set(requests().values()) == {1}
    with library.read() as connection:
        known = find_model(connection, "trouble")
        scores = suggestions.scores_of(connection, known, [1])
        assert scores[1] == pytest.approx((0.1, 0.5, 0.02))
        assert suggestions.features_of(connection, known.id, [1], (4,)) == {1: bytes(8)}
        assert len(ScoreColumns(connection, known).track_ids) == 11


def test_the_length_of_a_track_becomes_what_was_heard_of_it(library, model):
    add(library, "heard.mp3", "b.mp3")
    suggested(library, model)
    with library.read() as connection:
        seconds = connection.execute(select(tracks.tracks.c.path, tracks.tracks.c.seconds)).all()
    assert dict(map(tuple, seconds)) == {"/music/heard.mp3": 12.5, "/music/b.mp3": None}


def test_what_was_heard_of_a_recording_that_was_replaced_meanwhile_is_dropped(library, model):
    add(library, *[f"slow {number:03}.mp3" for number in range(40)])
    job = suggest(library, model, parse(""), SuggestOptions())
    while not next(job).done:
        pass
    path = "/music/slow 039.mp3"
    with library.write() as connection:
        replaced = NewTrack(path, 2, 2, b"another sound 16", Facts("Ruby", seconds=200.0))
        tracks.update_tracks(connection, [(40, replaced)])
    report = run(job)
    assert report.suggested == 39
    assert len(answered(library)) == 39
    assert "slow 039.mp3" not in answered(library)
    assert failures(library) == {}
    assert suggested(library, model).suggested == 1


def test_the_thresholds_follow_the_scores(library, model):
    add(library, *(f"{number:03}.mp3" for number in range(5)))
    suggested(library, model)
    with library.read() as connection:
        known = find_model(connection, model.info.name)
    assert {tag.library_rule for tag in known.tags} == {"model"}


def test_a_query_narrows_it_down_and_again_renews(library, model):
    add(library, "one.mp3", "two.mp3")
    assert suggested(library, model, "two").suggested == 1
    assert suggested(library, model, again=True).suggested == 2
    assert requests() == {"two.mp3": 2, "one.mp3": 1}


def test_files_that_fail_are_listed_and_not_tried_for_ever(library, model):
    add(library, "a fail.mp3", "b.mp3", "c wrong.mp3", "d silent.mp3")
    report = suggested(library, model)
    assert report.suggested == 1
    assert {p.code for p in report.problems} == {"damaged", "bad_answer", "no_answer"}
    assert all(p.message and p.path.startswith("/music/") for p in report.problems)
    suggested(library, model)
    suggested(library, model)
    assert requests() == {"a fail.mp3": 2, "b.mp3": 1, "c wrong.mp3": 2, "d silent.mp3": 2}
    suggested(library, model, retry=True)
    assert requests()["a fail.mp3"] == 3
    assert failures(library)["a fail.mp3"] == ("damaged", 3)


def test_a_run_that_is_stopped_knows_the_files_that_failed(library, model):
    add(library, "a fail.mp3", "b.mp3")
    job = suggest(library, model, parse(""), SuggestOptions())
    while not (progress := next(job)).done:
        pass
    job.close()
    assert [problem.code for problem in progress.so_far.problems] == ["damaged"]


def test_a_track_that_crashes_the_tagger_fails_and_the_others_go_on(library, model):
    names = [f"{number:02}.mp3" for number in range(10)]
    add(library, *names, "05 crash.mp3", "07 crash.mp3")
    report = suggested(library, model)
    assert answered(library) == names
    assert failures(library) == {"05 crash.mp3": ("crashed", 1), "07 crash.mp3": ("crashed", 1)}
    assert [p.code for p in report.problems] == ["crashed", "crashed"]
    assert requests()["01.mp3"] == 1


def test_a_track_that_hangs_the_tagger_fails_and_the_others_go_on(library, model, monkeypatch):
    monkeypatch.setattr(tagger_process, "SILENCE_SECONDS", 0.4)
    add(library, "01.mp3", "02 hang.mp3", "03.mp3")
    suggested(library, model)
    assert answered(library) == ["01.mp3", "03.mp3"]
    assert failures(library) == {"02 hang.mp3": ("crashed", 1)}


def test_a_tagger_that_only_crashes_ends_the_run(library, model):
    add(library, *[f"{number:02} crash.mp3" for number in range(30)])
    with pytest.raises(TagStudioError, match="again and again"):
        suggested(library, model)
    assert sum(requests().values()) < 15


def test_an_error_that_the_user_can_correct_ends_the_run_with_its_sentence(library, model):
    add(library, "1.mp3", "2.mp3", "3.mp3", "4.mp3", "5 world.mp3")
    with pytest.raises(TagStudioError, match="Install the model again"):
        suggested(library, model)
    assert len(answered(library)) == 4


def test_a_cancelled_run_keeps_its_batches(library, model):
    add(library, *[f"slow {number:03}.mp3" for number in range(400)])
    spec = SuggestJob()
    job = recorded(library, spec, suggest(library, model, parse(""), SuggestOptions()))
    while next(job).done < 8:
        pass
    job.close()
    kept = len(answered(library))
    assert 8 <= kept < 100
    with library.read() as connection:
        (record,) = job_records.list_jobs(connection)
    assert (record.kind, record.state, record.total) == ("suggest", "cancelled", 400)
    assert record.done >= 8


def test_a_job_that_ended_is_recorded_with_its_failures_and_an_idle_one_is_not(library, model):
    add(library, "1.mp3", "2 fail.mp3")
    for _ in range(3):
        job = suggest(library, model, parse(""), SuggestOptions())
        run(recorded(library, SuggestJob(), job))
    with library.read() as connection:
        again, first = job_records.list_jobs(connection)
        assert (first.state, first.done, first.total, first.failures) == ("done", 2, 2, 1)
        assert (again.state, again.total, again.failures) == ("done", 1, 1)
        assert job_records.failures(connection, first.id)[0].code == "damaged"


SUGGEST = """
import sys
from pathlib import Path
from tagstudio.core.progress import run
from tagstudio.engine.plugins.discovery import usable_plugin
from tagstudio.engine.plugins.installed_models import InstalledModels, try_plugin
from tagstudio.engine.tagging import suggestion_run
from tagstudio.engine.tagging.suggest import SuggestOptions, suggest
from tagstudio.library.db.database import open_library
from tagstudio.library.search.query import parse
with open_library(Path(sys.argv[1]), writing=True) as library:
    [model] = InstalledModels.of([try_plugin(usable_plugin("trouble_tagger"))])
    print("go", flush=True)
    run(suggest(library, model, parse(""), SuggestOptions()))
"""


def test_killed_again_and_again_it_still_decodes_every_track_once(tmp_path, trouble, model):
    path = tmp_path / "killed.db"
    names = [f"slow {number:03}.mp3" for number in range(60)]
    with open_library(path, writing=True) as library:
        add(library, *names)
    kills = 0
    for delay in (0.4, 0.55, 0.7, 0.85, 60):
        process = subprocess.Popen(
            [sys.executable, "-c", SUGGEST, str(path)], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        with process.stdout:
            process.stdout.readline()
            try:
                process.wait(delay)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                kills += 1
    with open_library(path, writing=True) as library:
        assert answered(library) == names
        assert suggested(library, model).suggested == 0
    batch_in_flight = 4 + 4  # the one being decoded, and one decoded and not yet stored
    repeated = sum(count - 1 for count in requests().values())
    assert kills >= 2
    assert repeated <= kills * batch_in_flight


def test_what_failed_before_the_run_was_ended_is_known(library, model):
    add(library, *[f"{number:02} crash.mp3" for number in range(30)])
    so_far: list[object] = []
    with pytest.raises(TagStudioError, match="again and again"):
        run(
            suggest(library, model, parse(""), SuggestOptions()),
            lambda progress: so_far.append(progress.so_far),
        )
    assert so_far[-1].problems


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("crash", "it crashed"),
        ("defect", "a defect of the plugin"),
        ("garbage", "something that is no message"),
        ("few", "gave 2 scores for the 3 tags"),
        ("no number", "no number from 0 to 1: NaN"),
        ("wrong", "no number from 0 to 1: 7.0"),
        ("text", "no number from 0 to 1: 'a'"),
        ("silent", "gave no answer"),
        ("flood of nothing", "messages in a row without a result"),
        ("flood of strangers", "messages in a row without a result"),
    ],
)
def test_a_track_on_which_the_plugin_misbehaves_is_told_with_its_name_and_the_others_go_on(
    library, model, monkeypatch, name, said
):
    for module in (tagger_process, suggestion_run):
        monkeypatch.setattr(module, "FLOOD_STEPS", 300)
    add(library, "a.mp3", f"b {name}.mp3", "c.mp3", "d.mp3", "e.mp3")
    report = suggested(library, model)
    assert answered(library) == ["a.mp3", "c.mp3", "d.mp3", "e.mp3"]
    [problem] = report.problems
    assert problem.path == f"/music/b {name}.mp3"
    assert said in str(problem.message)
    assert "trouble_tagger" in str(problem.message)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("twice", "more than one result for a track"),
        ("stranger", "results that belong to no track"),
        ("strange thing", "results that belong to no track"),
        ("no list", "more than one result for a track"),
        ("daemon", "left other programs running"),
    ],
)
def test_what_belongs_to_no_track_is_left_out_and_the_plugin_is_named(library, model, name, said):
    add(library, "a.mp3", f"b {name}.mp3", "c.mp3")
    report = suggested(library, model)
    assert len(answered(library)) == 3
    assert report.problems == []
    [notice] = [str(one) for one in report.notices if "Listening" not in str(one)]
    assert said in notice
    assert "trouble_tagger" in notice
