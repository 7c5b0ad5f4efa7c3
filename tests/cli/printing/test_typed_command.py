"""The command that `resume` prints makes the spec that it goes on with."""

import os
import shlex
from pathlib import Path

import pytest

from tagstudio.cli.printing.typed_command import COMMANDS, typed_command
from tagstudio.core.errors import TagStudioError
from tagstudio.core.settings import Settings
from tagstudio.engine.jobs import specs
from tagstudio.engine.jobs.library_specs import MeasureJob, ScanJob, SuggestJob
from tagstudio.engine.jobs.model_specs import EvaluateJob, TrainJob

CASES = [
    (
        TrainJob(parent="msd-crnn", seed=8, name="mine2", reviewed_as_no=False),
        "train --model msd-crnn --depth auto --seed 8 --name mine2 --answers-only",
    ),
    (TrainJob(depth="head", device="cpu"), "train --depth head --device cpu"),
    (TrainJob(trials=False, holdout=True), "train --depth auto --no-trials --holdout"),
    (ScanJob(folders=(Path("/my music"), Path("/b"))), "scan '/my music' /b"),
    (ScanJob(), "scan"),
    (SuggestJob(model="mine", windows=5, again=True), "suggest --model mine --windows 5 --again"),
    (
        SuggestJob(
            model="mine",
            windows=3,
            ray="head:6379",
            path_maps=("/a b=/c", "node@/d=/e"),
            ray_cpus=4,
            ray_gpus=0.25,
            ray_batches=("cuda=128",),
        ),
        "suggest --model mine --ray head:6379 --ray-cpus 4 --ray-gpus 0.25"
        " --path-map '/a b=/c' --path-map node@/d=/e --ray-batch cuda=128",
    ),
    (
        SuggestJob(model="mine", query="genre:hard bop", device="cpu", windows=3, retry=True),
        "suggest --model mine --device cpu --retry genre:hard bop",
    ),
    (
        SuggestJob(model="mine", query='-genre:"hard bop" year:1960', windows=3),
        "suggest --model mine -- '-genre:\"hard bop\" year:1960'",
    ),
    (EvaluateJob(versions=("mine2",)), "evaluate --model mine2"),
    (MeasureJob(query="genre:bop", again=True), "measure --again genre:bop"),
    (EvaluateJob(versions=("mine2",), holdout=True), "evaluate --model mine2 --holdout"),
]


@pytest.mark.parametrize(("spec", "command_line"), CASES, ids=[text for _, text in CASES])
def test_the_command_makes_the_spec_again(spec, command_line, command, music, monkeypatch):
    command("scan", music)
    made = []

    def run(library, spec, **given):
        made.append(spec)
        raise TagStudioError("test.enough", "Enough.")

    monkeypatch.setattr(specs, "run", run)
    assert typed_command(spec, Settings()) == command_line
    command(*shlex.split(command_line))
    assert made == [spec]


def test_an_option_as_it_is_set_is_left_out():
    spec = SuggestJob(model="mine", device="cpu", windows=3)
    assert typed_command(spec, Settings(device="cpu", windows=3)) == "suggest --model mine"
    assert typed_command(spec, Settings(device="cuda", windows=1)) == (
        "suggest --model mine --device cpu --windows 3"
    )


def test_what_the_window_alone_can_start_is_said_as_well():
    several = EvaluateJob(versions=("a", "b c"))
    assert typed_command(several, Settings()) == "evaluate --model a; evaluate --model 'b c'"
    chosen = MeasureJob(track_ids=(4, 5), retry=True)
    assert typed_command(chosen, Settings()) == "measure --retry (2 chosen tracks)"
    again = ScanJob(folders=(Path("/music"),), again=("/music/1.mp3", "/music/2.mp3"))
    assert typed_command(again, Settings()) == "scan /music (2 once more)"


def test_a_path_that_is_no_text_is_quoted():
    spec = ScanJob(folders=(Path(os.fsdecode(b"/music/\xff")),))
    assert shlex.split(typed_command(spec, Settings())) == ["scan", "/music/\udcff"]


def test_every_job_that_can_be_resumed_has_a_command():
    assert {spec.kind for spec in specs.SPECS if spec.resumable} == COMMANDS.keys()
