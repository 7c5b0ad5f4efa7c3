"""A plugin that misbehaves is named, and stops neither the program nor the other plugins' work."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tagstudio.core import paths
from tagstudio.core.progress import run
from tagstudio.engine.plugins import discovery, installed_models, tagger_process
from tagstudio.engine.plugins.discovery import Plugin, find_plugins
from tagstudio.engine.plugins.installed_models import (
    InstalledModels,
    try_plugin,
    try_plugins,
    verify,
)
from tagstudio.engine.plugins.tagger_process import TaggerCrashed, TaggerProcess
from tagstudio.engine.processes import child, child_log
from tagstudio.plugin_api import Prediction, PredictOptions, TrackRef

OPTIONS = PredictOptions("trouble")


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    """Lose patience soon where that takes no time of an honest plugin."""
    monkeypatch.setattr(tagger_process, "SILENCE_SECONDS", 8.0)
    monkeypatch.setattr(tagger_process, "FLOOD_STEPS", 200)
    monkeypatch.setattr(tagger_process, "STOP_SECONDS", 0.5)
    monkeypatch.setattr(child, "STOP_SECONDS", 0.5)


def predict(tagger: TaggerProcess, *names: str) -> list:
    tracks = [TrackRef(number, f"/music/{name}") for number, name in enumerate(names)]
    stream = tagger.stream("predict", tracks=tracks, options=OPTIONS)
    return [item for step in stream if isinstance(step, tuple) for item in step]


def at_start(name: str) -> None:
    folder = paths.models_folder("trouble_tagger")
    folder.mkdir(parents=True)
    (folder / name).touch()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("at start crash", "it crashed, signal 11"),
        ("at start hang", "no answer for 8 s"),
        ("at start hang for good", "no answer for 8 s"),
        ("at start defect", "ZeroDivisionError: a defect of the plugin"),
        ("at start garbage", "it sent something that is no message"),
        ("models none", "gave no list of its models"),
        ("models text", "gave no list of its models"),
        ("models twice", "lists two models of one name: trouble"),
        ("models no tags", "describes its model trouble wrongly"),
        ("models rate", "describes its model trouble wrongly"),
        ("models weights", "describes its model trouble wrongly"),
        ("models no path", "cannot be a model's name"),
        ("models endless", "no end of its answer for 8 s"),
    ],
)
def test_a_plugin_that_goes_wrong_at_the_start_is_named_and_the_others_work(
    trouble, fake, file, reason, monkeypatch
):
    if reason.endswith(" s"):
        monkeypatch.setattr(tagger_process, "START_SECONDS", 8.0)
    at_start(file)
    plugins = [one for one in find_plugins() if one.source == "user"]
    installed = InstalledModels.of(try_plugins(plugins))
    assert [model.info.name for model in installed] == ["loudness"]
    [problem] = map(str, installed.problems)
    assert reason in problem
    assert "trouble_tagger" in problem


def test_one_that_hangs_holds_up_no_other(trouble, fake, monkeypatch):
    monkeypatch.setattr(tagger_process, "START_SECONDS", 8.0)
    at_start("at start hang")
    begun = time.monotonic()
    try_plugin(trouble)
    alone = time.monotonic() - begun
    begun = time.monotonic()
    try_plugins([trouble, fake, trouble])
    assert time.monotonic() - begun < 2 * alone


def test_who_keeps_the_others_waiting_is_named(trouble, fake, monkeypatch, caplog, tmp_path):
    monkeypatch.setattr(discovery, "bundled_folder", lambda: tmp_path)
    monkeypatch.setattr(tagger_process, "START_SECONDS", 8.0)
    monkeypatch.setattr(installed_models, "SLOW_SECONDS", 0.1)
    at_start("at start hang")
    found = installed_models.installed_models()
    assert [model.info.name for model in found] == ["loudness"]
    assert "trouble_tagger has not answered yet" in caplog.text
    assert "tagstudio plugins disable trouble_tagger" in caplog.text


def test_a_plugin_that_fails_in_a_check_of_its_models_leaves_the_others_theirs(
    trouble, monkeypatch, tmp_path
):
    monkeypatch.setattr(discovery, "bundled_folder", lambda: tmp_path)
    sound = paths.user_plugins_folder() / "sound_tagger"
    shutil.copytree(trouble.folder, sound)
    manifest = sound / "MANIFEST.toml"
    manifest.write_text(manifest.read_text().replace("trouble_tagger", "sound_tagger"))
    at_start("at start defect")
    checks = run(verify(None))
    failed = [one for one in checks if not one.passed]
    assert [one.name for one in failed] == ["trouble_tagger"]
    assert "a defect of the plugin" in str(failed[0].detail)
    assert any(one.passed for one in checks)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("crash", "it crashed, signal 11"),
        ("hang", "no answer for 8 s"),
        ("exits", "SystemExit: 0"),
        ("garbage", "it sent something that is no message"),
        ("other message", "it sent something that is no answer to predict"),
        ("closes", "it closed its channel"),
        ("flood of nothing", "200 messages in a row without a result"),
        ("flood of notices", "200 messages in a row without a result"),
        ("defect", "ZeroDivisionError: a defect of the plugin"),
    ],
)
def test_a_call_that_goes_wrong_is_said_with_the_name_and_the_next_one_works(trouble, name, reason):
    with TaggerProcess(trouble) as tagger:
        with pytest.raises(tagger_process.TaggerFailed, match=reason) as caught:
            predict(tagger, f"{name}.mp3")
        assert "trouble_tagger" in str(caught.value)
        assert isinstance(predict(tagger, "a.mp3")[-1], Prediction)


def test_a_huge_message_is_not_kept(trouble, monkeypatch):
    monkeypatch.setattr(child, "MOST_BYTES", 1 << 19)
    with TaggerProcess(trouble) as tagger:
        with pytest.raises(TaggerCrashed, match="a message of more than 0 MiB"):
            predict(tagger, "huge.mp3")
        assert isinstance(predict(tagger, "a.mp3")[-1], Prediction)


def test_messages_that_nobody_takes_wait_in_the_plugin(trouble):
    with TaggerProcess(trouble) as tagger:
        tracks = [TrackRef(0, "/music/deaf.mp3")]
        stream = tagger.stream("predict", tracks=tracks, options=OPTIONS)
        next(stream)
        time.sleep(0.5)
        assert tagger._child is not None
        assert tagger._child._packets.qsize() <= child.MOST_WAITING
        stream.close()


def test_one_that_does_not_hear_the_cancel_is_ended(trouble):
    with TaggerProcess(trouble) as tagger:
        tracks = [TrackRef(0, "/music/deaf.mp3")]
        stream = tagger.stream("predict", tracks=tracks, options=OPTIONS)
        for _ in range(20):  # until it is where it hears nothing any more
            next(stream)
        pid = tagger.pid
        assert pid is not None
        stream.close()
        assert tagger.pid is None
        assert not is_alive(pid)


def test_one_that_prints_without_end_fills_no_disk_and_is_named(trouble, monkeypatch):
    monkeypatch.setattr(child_log, "MOST_BYTES", 1 << 17)
    with TaggerProcess(trouble) as tagger:
        predict(tagger, "prints a.mp3", "prints b.mp3")
    assert tagger.log.stat().st_size < (1 << 17) + 100
    [complaint] = map(str, tagger.complaints)
    assert "trouble_tagger prints so much" in complaint
    with tagger.log.open("ab") as log:
        log.write(bytes(10))
    with TaggerProcess(trouble) as tagger:
        predict(tagger, "a.mp3")
    assert tagger.log.stat().st_size < 1 << 17
    assert tagger.log.with_name("trouble_tagger.log.1").exists()


def test_what_a_plugin_does_besides_is_told_with_its_state(trouble, monkeypatch):
    monkeypatch.setattr(child_log, "MOST_BYTES", 1 << 10)
    at_start("at start prints")
    state = try_plugin(trouble)
    assert [model.name for model in state.models] == ["trouble"]
    assert "prints so much" in str(state.complaints[0])


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are found by /proc")
@pytest.mark.parametrize("name", ["child", "daemon"])
def test_processes_that_outlive_a_plugin_are_ended_and_it_is_named(trouble: Plugin, name):
    with TaggerProcess(trouble) as tagger:
        predict(tagger, f"{name}.mp3")
        assert tagger._child is not None
        descendants = tagger._child._descendants
        end = time.monotonic() + 20  # one that was forked is found once it runs its own program
        while len(descendants._found()) < 2 and time.monotonic() < end:
            time.sleep(0.01)
        assert len(descendants._found()) == 2
    assert descendants._found() == []
    [complaint] = map(str, tagger.complaints)
    assert "trouble_tagger left other programs running" in complaint


HOST = """
import time
from tagstudio.engine.plugins.discovery import usable_plugin
from tagstudio.engine.plugins.tagger_process import TaggerProcess
from tagstudio.plugin_api import PredictOptions, TrackRef
tagger = TaggerProcess(usable_plugin("trouble_tagger"))
tracks = [TrackRef(1, "/music/child.mp3")]
list(tagger.stream("predict", tracks=tracks, options=PredictOptions("trouble")))
found, end = [], time.monotonic() + 20
while len(found) < 2 and time.monotonic() < end:
    found = tagger._child._descendants._found()
print(*found, flush=True)
time.sleep(1000)
"""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are found by /proc")
def test_what_a_plugin_started_ends_with_a_host_that_was_killed(trouble):
    host = subprocess.Popen([sys.executable, "-c", HOST], stdout=subprocess.PIPE)
    assert host.stdout is not None
    with host.stdout:
        pids = [int(pid) for pid in host.stdout.readline().split()]
        host.kill()
        host.wait()
    assert len(pids) == 2
    deadline = time.monotonic() + 20
    while any(map(is_alive, pids)):
        assert time.monotonic() < deadline, "a process outlived the host"
        time.sleep(0.02)
