import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Progress
from tagstudio.engine.plugins import tagger_process
from tagstudio.engine.plugins.tagger_process import TaggerCrashed, TaggerDefect, TaggerProcess
from tagstudio.plugin_api import Notice, Prediction, PredictOptions, TrackRef

OPTIONS = PredictOptions("trouble")


def tracks(*names: str) -> list[TrackRef]:
    return [TrackRef(number, f"/music/{name}") for number, name in enumerate(names)]


def predict(tagger: TaggerProcess, *names: str) -> list:
    stream = tagger.stream("predict", tracks=tracks(*names), options=OPTIONS)
    return [item for step in stream for item in step]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until_gone(pid: int, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while is_alive(pid):
        assert time.monotonic() < deadline, f"process {pid} is still there"
        time.sleep(0.01)


def test_what_libraries_print_does_not_reach_the_protocol(trouble):
    with TaggerProcess(trouble) as tagger:
        items = predict(tagger, "a.mp3", "b.mp3")
        assert isinstance(items[0], Notice)
        assert [item.track_id for item in items[1:]] == [0, 1]
        assert items[1] == Prediction(0, (0.1, 0.5, 0.02), bytes(8))
    assert "and another one past Python" in tagger.log.read_text()


def test_warming_up_waits_for_nothing_and_its_failure_spoils_no_call(trouble):
    with TaggerProcess(trouble) as tagger:
        tagger.warm_up()
        process = tagger.pid
        assert [item.track_id for item in predict(tagger, "a.mp3")[1:]] == [0]
        assert tagger.pid == process
    assert (paths.cache_folder() / trouble.name / "warm.txt").read_text() == "yes"


def test_a_generator_gives_progress_and_a_result(trouble):
    with TaggerProcess(trouble) as tagger:
        install = tagger.stream("install", name="trouble", source=None)
        assert next(install) == Progress(1, 2, "fetching")
        with pytest.raises(StopIteration) as end:
            next(install)
        assert end.value.value == tagger.call("models")[0]
        assert "Path" not in str(tagger.call("verify", reference=Path("/x")))


def test_the_worlds_errors_and_defects_arrive_as_such_and_the_process_lives_on(trouble):
    with TaggerProcess(trouble) as tagger:
        with pytest.raises(TagStudioError, match=r"The weights are gone\. Install"):
            predict(tagger, "world.mp3")
        with pytest.raises(TaggerDefect, match="ZeroDivisionError: a defect of the plugin"):
            predict(tagger, "defect.mp3")
        assert len(predict(tagger, "a.mp3")) == 2


def test_after_a_crash_the_next_call_starts_a_new_process(trouble):
    with TaggerProcess(trouble) as tagger:
        with pytest.raises(TaggerCrashed, match="it crashed, signal 11"):
            predict(tagger, "a.mp3", "crash.mp3")
        assert tagger.pid is None
        assert len(predict(tagger, "a.mp3")) == 2


def test_a_silent_tagger_is_ended(trouble, monkeypatch):
    monkeypatch.setattr(tagger_process, "SILENCE_SECONDS", 0.5)
    with TaggerProcess(trouble) as tagger:
        with pytest.raises(TaggerCrashed, match="no answer for"):
            predict(tagger, "hang.mp3")
        assert tagger.pid is None


def test_closing_the_stream_cancels_and_keeps_the_process(trouble, monkeypatch):
    monkeypatch.setattr(tagger_process, "STOP_SECONDS", 20.0)  # much less than all tracks take
    with TaggerProcess(trouble) as tagger:
        names = [f"slow {number}.mp3" for number in range(1000)]
        stream = tagger.stream("predict", tracks=tracks(*names), options=OPTIONS)
        next(stream)
        next(stream)
        pid = tagger.pid
        stream.close()
        assert tagger.pid == pid  # it heard the cancel, or it would have been ended
        assert len(predict(tagger, "a.mp3")) == 2


def test_a_stream_that_outlives_its_process_leaves_the_next_one_alone(trouble):
    with TaggerProcess(trouble) as tagger:
        stream = tagger.stream("predict", tracks=tracks("slow.mp3"), options=OPTIONS)
        next(stream)
        tagger.stop()
        assert len(predict(tagger, "a.mp3")) == 2
        pid = tagger.pid
        stream.close()
        assert tagger.pid == pid
        assert len(predict(tagger, "a.mp3")) == 2


def test_a_hanging_tagger_is_killed_on_cancel(trouble, monkeypatch):
    monkeypatch.setattr(tagger_process, "STOP_SECONDS", 0.2)
    with TaggerProcess(trouble) as tagger:
        stream = tagger.stream("predict", tracks=tracks("hang.mp3"), options=OPTIONS)
        next(stream)
        pid = tagger.pid
        assert pid is not None
        wait_until_requested(trouble.name, "hang.mp3")  # before that it would still take the cancel
        stream.close()
        assert tagger.pid is None
        wait_until_gone(pid)


def wait_until_requested(plugin: str, file: str) -> None:
    requests = paths.cache_folder() / plugin / "heard.txt"
    deadline = time.monotonic() + 60
    while not (requests.exists() and file in requests.read_text()):
        assert time.monotonic() < deadline, f"{file} was never requested"
        time.sleep(0.01)


HOST = """
import sys, time
from pathlib import Path
from tagstudio.engine.plugins.discovery import usable_plugins
from tagstudio.engine.plugins.tagger_process import TaggerProcess
tagger = TaggerProcess(next(p for p in usable_plugins() if p.name == "trouble_tagger"))
tagger.call("models")
print(tagger.pid, flush=True)
time.sleep(1000)
"""


def test_the_tagger_ends_with_a_host_that_was_killed(trouble):
    host = subprocess.Popen([sys.executable, "-c", HOST], stdout=subprocess.PIPE)
    assert host.stdout is not None
    with host.stdout:
        pid = int(host.stdout.readline())
        host.kill()
        host.wait()
    wait_until_gone(pid)
