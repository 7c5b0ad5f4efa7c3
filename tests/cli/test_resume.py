import json

import pytest

from tagstudio.cli import resume
from tagstudio.library.db import job_records
from tagstudio.library.db.database import open_library


@pytest.fixture
def cut_off(tmp_path, music):
    """A scan that was recorded and killed."""
    with open_library(tmp_path / "my.db", writing=True) as library, library.write() as connection:
        job_records.start(connection, "scan", {"folders": [str(music)]}, at=1)


def test_a_scan_that_was_cut_off_goes_on(command, cut_off, music):
    status, out, err = command("resume")
    assert (status, out) == (0, "3 new\n")
    assert f"Going on: scan {music}\n" in err


def test_the_report_comes_as_json_too(command, cut_off):
    status, out, _ = command("resume", "--json")
    assert (status, json.loads(out)["new"]) == (0, 3)


def test_without_a_job_that_was_cut_off_it_says_so(command):
    status, out, err = command("resume")
    assert (status, out, err) == (0, "", "No job was stopped or interrupted.\n")
    assert json.loads(command("resume", "--json")[1]) == {"resumed": None}


def test_every_job_that_can_be_resumed_prints_its_report():
    from tagstudio.cli.resume import _PRINTERS
    from tagstudio.engine.jobs.specs import SPECS

    assert {spec.kind for spec in SPECS if spec.resumable} == _PRINTERS.keys()


def test_a_job_without_a_printer_fails_before_it_runs(command, cut_off, tmp_path, monkeypatch):
    monkeypatch.setattr(resume, "_PRINTERS", {})
    assert command("resume")[0] != 0
    with open_library(tmp_path / "my.db", writing=False) as library, library.read() as connection:
        assert len(job_records.list_jobs(connection)) == 1
