import shutil
import threading

import pytest

from tagstudio.core import paths
from tagstudio.core.progress import Progress, run
from tagstudio.core.settings import Settings, load_settings
from tagstudio.engine.jobs.library_specs import SuggestJob
from tagstudio.engine.jobs.specs import run as run_spec
from tagstudio.library.db import job_records
from tagstudio.library.models.models import RegisteredModel, RegisteredTag, find_model, register
from tagstudio.library.models.suggestions import Scored, store
from tagstudio.library.search.pending import closer_tracks
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack
from tagstudio.ui.background import library_jobs
from tagstudio.ui.background.by_itself import closer_listening
from tagstudio.ui.background.by_itself.closer_listening import CloserListening, closer_listening_of

from ....engine.conftest import PLUGINS

LONG = 30_000  # ms


@pytest.fixture(autouse=True)
def jobs_here():
    """In processes, as in the program."""


@pytest.fixture
def workspace(empty_workspace, monkeypatch):
    """Twelve tracks, whose suggestions come from one window each."""
    monkeypatch.setattr(closer_listening, "SOON_MS", 20)
    shutil.copytree(PLUGINS / "trouble_tagger", paths.user_plugins_folder() / "trouble_tagger")
    workspace = empty_workspace
    workspace.use(load_settings())
    with workspace.library.write() as connection:
        new = [NewTrack(f"/music/slow {number:02}.mp3", 1, 1) for number in range(12)]
        tracks.add_tracks(connection, tracks.folder_id(connection, "/music"), new)
    run(run_spec(workspace.library, SuggestJob(model="trouble", windows=1)))
    workspace.tell("suggestions")
    return workspace


@pytest.fixture
def listening(workspace, battery):
    return CloserListening(workspace, battery)


def left(workspace) -> int:
    with workspace.library.read() as connection:
        return len(closer_tracks(connection, find_model(connection, "trouble").id, 3))


def heard() -> list[str]:
    file = paths.cache_folder() / "trouble_tagger" / "heard.txt"
    return [line.split()[1][:2] for line in file.read_text().splitlines()]


def all_heard(workspace, listening, qtbot) -> None:
    """Wait until nothing is left and nothing runs."""
    qtbot.waitUntil(lambda: left(workspace) == 0 and listening.state == "done", timeout=LONG)


def waiting(event: threading.Event):
    """A job that another one stands in for."""
    yield Progress(0, 1)
    while not event.wait(0.01):
        yield Progress(0, 1)


def test_it_listens_by_itself_until_all_is_heard(workspace, listening, qtbot):
    said = []
    workspace.status_changed.connect(said.append)
    listening.begin()
    qtbot.waitUntil(lambda: listening.state == "running", timeout=LONG)
    assert workspace.jobs.jobs[0].quiet
    all_heard(workspace, listening, qtbot)
    assert said == []
    assert [job.quiet for job in workspace.jobs.over] == [True]  # Jobs lists it
    with workspace.library.read() as connection:
        assert len(job_records.list_jobs(connection)) == 1  # the first pass


def test_the_newest_tracks_come_first_but_for_those_on_screen(workspace, listening, qtbot):
    workspace.on_screen = (3, 99)
    listening.begin()
    all_heard(workspace, listening, qtbot)
    assert heard()[12:] == ["02", "11", "10", "09", "08", "07", "06", "05", "04", "03", "01", "00"]


def test_it_gives_way_to_another_job_and_goes_on_after_it(workspace, listening, qtbot):
    listening.begin()
    qtbot.waitUntil(lambda: left(workspace) < 12, timeout=LONG)
    event = threading.Event()
    workspace.run("Training", "train", lambda: waiting(event))
    qtbot.waitUntil(lambda: listening.job is None, timeout=LONG)
    before = left(workspace)
    assert 0 < before < 12
    qtbot.waitUntil(lambda: listening.state == "busy", timeout=LONG)
    event.set()
    all_heard(workspace, listening, qtbot)


def test_a_job_that_needs_no_tagger_runs_beside_it(workspace, listening, qtbot):
    event = threading.Event()
    workspace.run("Copying", "copy", lambda: waiting(event))
    listening.begin()
    qtbot.waitUntil(lambda: listening.state == "running", timeout=LONG)
    qtbot.waitUntil(lambda: listening.state == "done", timeout=LONG)
    event.set()
    qtbot.waitUntil(lambda: not workspace.jobs.jobs, timeout=LONG)
    assert left(workspace) == 0


def test_it_begins_after_the_first_pass_that_the_user_asks_for(workspace, listening, qtbot):
    listening.begin()
    all_heard(workspace, listening, qtbot)
    with workspace.library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        tracks.add_tracks(connection, folder, [NewTrack("/music/new 12.mp3", 1, 1)])
    library_jobs.suggest_tags(workspace)
    qtbot.waitUntil(lambda: heard().count("12") == 2, timeout=LONG)
    all_heard(workspace, listening, qtbot)


def test_it_pauses_when_it_is_asked_to_and_the_setting_says_so(workspace, listening, qtbot):
    listening.begin()
    qtbot.waitUntil(lambda: left(workspace) < 12, timeout=LONG)
    listening.pause()
    qtbot.waitUntil(lambda: listening.state == "paused", timeout=LONG)
    assert not load_settings().listen_closer
    kept = left(workspace)
    assert 0 < kept < 12
    qtbot.wait(200)
    assert (listening.state, left(workspace)) == ("paused", kept)
    listening.go_on()
    qtbot.waitUntil(lambda: listening.state == "done", timeout=LONG)
    assert (left(workspace), load_settings().listen_closer) == (0, True)


def test_it_pauses_on_battery(workspace, battery, qtbot, monkeypatch):
    monkeypatch.setattr(closer_listening, "POWER_MS", 20)
    other = CloserListening(workspace, battery)
    other.begin()
    qtbot.waitUntil(lambda: left(workspace) < 12, timeout=LONG)
    battery.is_used = True
    qtbot.waitUntil(lambda: other.state == "battery", timeout=LONG)
    assert left(workspace) > 0
    battery.is_used = False
    all_heard(workspace, other, qtbot)


def test_on_battery_it_does_not_even_begin(workspace, listening, battery, qtbot):
    battery.is_used = True
    listening.begin()
    qtbot.waitUntil(lambda: listening.state == "battery", timeout=LONG)
    assert (listening.job, listening.left, len(heard())) == (None, 12, 12)


def test_what_cannot_be_done_is_tried_once_and_said_without_a_fuss(workspace, listening, qtbot):
    said = []
    workspace.status_changed.connect(said.append)
    shutil.rmtree(paths.user_plugins_folder() / "trouble_tagger")
    listening.begin()
    qtbot.waitUntil(lambda: listening.state == "failed", timeout=LONG)
    assert "trouble" in listening.failure
    qtbot.wait(200)
    assert (listening.state, listening.job, said) == ("failed", None, [])


def test_a_user_who_stops_all_jobs_stops_it_too(workspace, listening, qtbot):
    listening.begin()
    qtbot.waitUntil(lambda: listening.state == "running", timeout=LONG)
    for job in list(workspace.jobs.jobs):
        job.cancel()
    qtbot.waitUntil(lambda: listening.job is None, timeout=LONG)
    qtbot.wait(200)
    assert listening.job is None
    assert listening.state == "soon"


def test_one_window_is_all_there_is_to_hear(workspace, listening, qtbot):
    workspace.use(Settings(windows=1))
    with qtbot.waitSignal(listening.changed, timeout=LONG):
        listening.begin()
    assert (listening.state, len(heard())) == ("done", 12)


def test_closing_ends_it(workspace, listening, qtbot):
    listening.begin()
    qtbot.waitUntil(lambda: listening.state == "running", timeout=LONG)
    workspace.close()
    assert not listening._soon.isActive()


def test_there_is_one_of_a_window(workspace):
    assert closer_listening_of(workspace) is closer_listening_of(workspace)


def test_it_listens_for_the_version_in_use_while_another_one_stands_in(
    workspace, listening, qtbot, monkeypatch
):
    with workspace.library.write() as connection:
        tags = (RegisteredTag("jazz", "genre", 0.1, 0.5),)
        model_id = register(connection, "trouble", RegisteredModel("newer", "1" * 64, tags))
        store(connection, model_id, [Scored(id, (0.5,)) for id in range(1, 13)])
        newer = find_model(connection, "newer")
    started: list[str] = []
    monkeypatch.setattr(workspace, "replaced_by", lambda: newer)
    monkeypatch.setattr(listening, "_start", started.append)
    listening.begin()
    qtbot.waitUntil(lambda: bool(started), timeout=LONG)
    assert started[0] == "newer"
    listening.end()
