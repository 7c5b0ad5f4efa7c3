"""Each field of each spec comes back from the library, and each job goes on as it was started."""

import json
import os
import types
import typing
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tagstudio.core.messages import plain
from tagstudio.core.progress import Job, Progress, run
from tagstudio.engine.jobs.file_tag_specs import WriteJob
from tagstudio.engine.jobs.library_specs import ImportLabelsJob, ScanJob, SuggestJob
from tagstudio.engine.jobs.model_specs import (
    CompareVersionsJob,
    TrainJob,
    VersionDiffJob,
)
from tagstudio.engine.jobs.record import record_stop, recorded
from tagstudio.engine.jobs.spec import VERSION, VERSION_KEY, JobSpec, UnreadableSpecError
from tagstudio.engine.jobs.specs import (
    BY_KIND,
    SPECS,
    can_resume,
    run_in_child,
    spec_of,
    unfinished,
)
from tagstudio.engine.jobs.specs import run as specs_run
from tagstudio.engine.tagging.suggest import SuggestOptions
from tagstudio.engine.training.train import TrainSettings
from tagstudio.library.db import job_records
from tagstudio.library.db.database import open_library
from tagstudio.library.db.job_records import JobRecord
from tagstudio.library.models import models, promotions
from tagstudio.library.models.models import RegisteredModel, RegisteredTag

IMPORT = ImportLabelsJob(file=Path("/a.csv"), min_count=3)
PATHS = st.binary(min_size=1, max_size=8).map(
    lambda name: Path(os.fsdecode(b"/music/" + name.replace(b"\0", b"-")))
)
VALUES = {
    bool: st.booleans(),
    int: st.integers(-(2**53), 2**53),
    float: st.floats(allow_nan=False, allow_infinity=False),
    str: st.text(max_size=8) | PATHS.map(str),
    Path: PATHS,
}


def values(wanted):
    """Values of the type of a field."""
    if isinstance(wanted, types.UnionType):
        return st.one_of(
            *(st.none() if one is type(None) else values(one) for one in typing.get_args(wanted))
        )
    if typing.get_origin(wanted) is tuple:
        return st.lists(values(typing.get_args(wanted)[0]), max_size=3).map(tuple)
    return VALUES[wanted]


def specs(kind: type[JobSpec]):
    return st.builds(kind, **{one.name: values(one.type) for one in fields(kind)})


def one_step() -> Job[None]:
    yield Progress(1, 2)


def record(kind: str, spec: dict, state: str = "interrupted") -> JobRecord:
    return JobRecord(1, kind, spec, state, 1.0, 2.0, 3, 6, "", 0)


@pytest.mark.parametrize("kind", SPECS, ids=lambda kind: kind.kind)
def test_every_field_comes_back_from_the_library_when_it_is_opened_again(kind, tmp_path):
    made = []

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(specs(kind))
    def keep(spec):
        run(recorded(library, spec, one_step()))
        made.append(spec)

    with open_library(tmp_path / "my.db", writing=True) as library:
        keep()
    with (
        open_library(tmp_path / "my.db", writing=False) as library,
        library.read() as connection,
    ):
        records = job_records.list_jobs(connection)[::-1]
    assert [spec_of(one) for one in records] == made
    for name in (one.name for one in fields(kind)):
        assert len({str(getattr(spec, name)) for spec in made}) > 1, f"{name} never varied"


def test_kinds_are_unique_and_every_field_has_a_default():
    assert len(BY_KIND) == len(SPECS)
    for kind in SPECS:
        assert kind().to_json().keys() == {VERSION_KEY, *(one.name for one in fields(kind))}
        assert VERSION_KEY not in {one.name for one in fields(kind)}


def test_defaults_are_those_of_the_engine():
    assert TrainSettings() == TrainSettings(
        TrainJob.depth, TrainJob.device, TrainJob.seed, TrainJob.name, TrainJob.reviewed_as_no
    )
    assert SuggestOptions() == SuggestOptions(
        SuggestJob.device, SuggestJob.windows, SuggestJob.again, SuggestJob.retry
    )


@pytest.mark.parametrize(
    ("kind", "old", "spec"),
    [
        ("scan", {"folders": ["/music"]}, ScanJob(folders=(Path("/music"),))),
        ("scan", {"folders": []}, ScanJob()),
        (
            "suggest",
            {"query": ["genre:hard bop", "year:1960"], "model": "crnn"},
            SuggestJob(query='genre:"hard bop" year:1960', model="crnn"),
        ),
        ("suggest", {"query": []}, SuggestJob()),
        ("train", {"depth": "head", "parent": "crnn"}, TrainJob(depth="head", parent="crnn")),
        (
            "train",
            {"depth": "full", "parent": "crnn", "reviewed_as_no": True},
            TrainJob(depth="full", parent="crnn", reviewed_as_no=True),
        ),
        ("write", {"files": 7, "keep_time": True}, BY_KIND["write"](keep_time=True)),
        ("import", {"file": "/a.csv", "least": 3}, IMPORT),
        ("import", {VERSION_KEY: 1, "file": "/a.csv", "least": 3}, IMPORT),
    ],
)
def test_a_record_of_an_older_program_is_read_with_defaults(kind, old, spec):
    assert spec_of(record(kind, old)) == spec


def test_a_field_that_an_older_record_lacks_is_as_the_user_has_set_it():
    old = record("suggest", {"query": []})
    found = spec_of(old, {"device": "cpu", "windows": 3, "model": "mine", "plugins": {}})
    assert found == SuggestJob(device="cpu", windows=3, model="mine")
    whole = record("suggest", SuggestJob(model="its own").to_json())
    assert spec_of(whole, {"device": "cpu", "windows": 3}) == SuggestJob(model="its own")


@pytest.mark.parametrize(
    "found",
    [
        {**TrainJob().to_json(), "rotate": True},
        {**TrainJob().to_json(), VERSION_KEY: VERSION + 1},
        {**TrainJob().to_json(), "seed": "7"},
        {**TrainJob().to_json(), "reviewed_as_no": 1},
        {"depth": None},
    ],
)
def test_a_spec_that_this_program_would_run_differently_is_not_resumed(found):
    with pytest.raises(UnreadableSpecError):
        TrainJob.from_json(found)
    assert spec_of(record("train", found)) is None
    assert not can_resume(record("train", found))


def test_a_kind_of_a_newer_program_is_not_resumed():
    assert not can_resume(record("compose", {}))


def test_the_json_is_text_that_every_column_takes():
    spec = ScanJob(folders=(Path(os.fsdecode(b"/music/\xff\xfe")),), again=("/music/\udcff",))
    text = json.dumps(spec.to_json())
    assert text.isascii()
    assert ScanJob.from_json(json.loads(text)) == spec


def test_the_newest_job_that_was_cut_off_and_not_done_since_is_unfinished(tmp_path):
    def begin(kind, spec):
        with library.write() as connection:
            return job_records.start(connection, kind, spec, at=1)

    with open_library(tmp_path / "my.db", writing=True) as library:
        assert found(library) is None
        begin("scan", ScanJob().to_json())
        done = begin("train", TrainJob().to_json())
        with library.write() as connection:
            job_records.finish(connection, done, "done", at=2)
        begin("compose", {})
        begin("write", {"files": 3})
    with open_library(tmp_path / "my.db", writing=True) as library:  # marks them as interrupted
        assert found(library).kind == "scan"


def test_a_job_that_the_user_stopped_is_unfinished_where_it_is_asked_for(tmp_path):
    with open_library(tmp_path / "my.db", writing=True) as library:
        job = recorded(library, ScanJob(), one_step())
        next(job)
        job.close()
        assert found(library) is None
        with library.read() as connection:
            assert unfinished(connection, ("interrupted", "cancelled")).state == "cancelled"


def found(library):
    with library.read() as connection:
        return unfinished(connection)


def test_paths_mean_the_same_in_every_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "labels.csv").write_text("path,tag,state\n")
    with open_library(tmp_path / "my.db", writing=True) as library:
        scan, job = ScanJob(folders=(Path("music"),)).begin(library)
        job.close()
        labels, job = ImportLabelsJob(file=Path("labels.csv")).begin(library)
        job.close()
    assert scan.folders == (tmp_path / "music",)
    assert labels.file == tmp_path / "labels.csv"


def test_files_that_failed_are_tried_again_as_the_job_was_started():
    scan = ScanJob(folders=(Path("/music"),)).with_failed(["/music/a.mp3"])
    assert scan == ScanJob(folders=(Path("/music"),), again=("/music/a.mp3",))
    job = SuggestJob(query="jazz", model="crnn", windows=3, again=True).with_failed(["/a.mp3"])
    assert job == SuggestJob(query="jazz", model="crnn", windows=3, retry=True)


def test_a_newer_job_hides_an_older_one_of_its_kind_even_if_it_cannot_be_read(tmp_path):
    with open_library(tmp_path / "my.db", writing=True) as library, library.write() as connection:
        job_records.start(connection, "train", TrainJob().to_json(), at=1)
        job_records.start(connection, "scan", ScanJob().to_json(), at=2)
        job_records.start(connection, "train", {**TrainJob().to_json(), "rotate": True}, at=3)
        done = job_records.start(connection, "scan", ScanJob(again=("/a.mp3",)).to_json(), at=4)
        job_records.finish(connection, done, "done", at=5)
    with open_library(tmp_path / "my.db", writing=True) as library:  # marks them as interrupted
        assert found(library) is None


def test_what_a_spec_is_begun_with_goes_to_its_begin_and_the_job_is_recorded(tmp_path):
    readers = object()
    begun = []

    class Scan(ScanJob):
        def begin(self, library, readers=None):
            begun.append(readers)
            return self, one_step()

    with open_library(tmp_path / "my.db", writing=True) as library:
        run(specs_run(library, Scan(), readers=readers))
        with library.read() as connection:
            assert [one.state for one in job_records.list_jobs(connection)] == ["done"]
    assert begun == [readers]


def test_a_job_that_is_stopped_while_its_process_begins_is_recorded_and_offered_again(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("TAGSTUDIO_HOME", str(tmp_path))
    with open_library(tmp_path / "my.db", writing=True) as library:
        job = run_in_child(library, ScanJob(folders=(tmp_path,)))
        next(job)
        job.close()  # before that process has found anything
        with library.read() as connection:
            [left] = job_records.list_jobs(connection)
        assert (left.kind, left.state) == ("scan", "cancelled")
        with library.write() as connection:
            job_records.mark_cut_off(connection, left.started)  # as the window does at its end
        with library.read() as connection:
            assert unfinished(connection).id == left.id


def test_a_training_that_is_stopped_before_its_first_report_goes_on_with_its_version(
    tmp_path, monkeypatch
):
    def here(_library, _run, spec, *, tell, **_):
        tell(replace(spec, parent="starter", name="starter-v2"))
        yield Progress()

    monkeypatch.setattr("tagstudio.engine.processes.job_in_child.job_in_child", here)
    with open_library(tmp_path / "my.db", writing=True) as library:
        job = run_in_child(library, TrainJob())
        next(job)
        job.close()
        with library.read() as connection:
            [left] = job_records.list_jobs(connection)
    assert spec_of(left) == TrainJob(parent="starter", name="starter-v2")


def test_a_job_of_which_no_record_is_kept_leaves_none_when_it_is_stopped(tmp_path):
    class Unrecorded(ScanJob):
        def is_recorded(self):
            return False

    with open_library(tmp_path / "my.db", writing=True) as library:
        record_stop(library, Unrecorded(), 0.0)
        with library.read() as connection:
            assert job_records.list_jobs(connection) == []


def test_a_spec_that_is_begun_names_its_versions(fake, tmp_path):
    with open_library(tmp_path / "my.db", writing=True) as library:
        for spec in (CompareVersionsJob(), VersionDiffJob()):
            begun, job = spec.begin(library)
            job.close()
            names = begun.to_json()
            assert {names[one] for one in ("before", "after", "version") if one in names} == {
                "loudness"
            }


def test_a_writing_that_is_begun_names_the_model_whose_suggestions_it_writes(tmp_path):
    with open_library(tmp_path / "my.db", writing=True) as library:
        begun, job = WriteJob(query="jazz").begin(library)
        job.close()
        assert begun == WriteJob(query="jazz", preset="standard")
        with library.write() as connection:
            jazz = RegisteredTag("jazz", "genre", 0.1)
            id = models.register(connection, "p", RegisteredModel("mine", "1", (jazz,)))
            promotions.record_promotion(connection, "promoted", id, plain(""))
        begun, job = WriteJob(query="jazz").begin(library)
        job.close()
    assert begun == WriteJob(query="jazz", model="mine", preset="standard")
