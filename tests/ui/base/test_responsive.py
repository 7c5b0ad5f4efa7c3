import gc
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from types import ModuleType

import pytest

from tagstudio.ui.base import responsive
from tagstudio.ui.base.responsive import responsive as kept_responsive


class Cycle:
    def __init__(self, ended):
        self.me = self
        weakref.finalize(self, lambda: ended.append(threading.current_thread()))


def on_a_thread(work):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


@pytest.fixture(autouse=True)
def others_set_aside() -> Iterator[None]:
    """Set aside what other tests left: a look at all of it takes seconds, each time."""
    gc.freeze()
    yield
    gc.freeze()


def test_garbage_of_a_thread_is_collected_on_the_window_s_thread(qtbot, monkeypatch):
    monkeypatch.setattr(responsive, "COLLECT_MS", 5)
    ended = []

    def work():
        kept = [Cycle(ended) for _ in range(3)]
        kept.clear()
        rows = [[number] for number in range(200_000)]  # many times what sets Python's own off
        assert len(rows) == 200_000
        assert not ended

    with kept_responsive():
        on_a_thread(work)
        qtbot.waitUntil(lambda: len(ended) == 3)
    assert set(ended) == {threading.main_thread()}


def test_a_collection_waits_while_a_job_holds_many_objects(qtbot, monkeypatch):
    monkeypatch.setattr(responsive, "COLLECT_MS", 1)
    ended, ticks = [], []
    collect = responsive.GarbageCollector._collect
    monkeypatch.setattr(
        responsive.GarbageCollector, "_collect", lambda self: (ticks.append(1), collect(self))
    )
    with kept_responsive():
        Cycle(ended)
        rows = [[number] for number in range(2 * responsive.MANY)]
        before = len(ticks)
        qtbot.waitUntil(lambda: len(ticks) > before + 5)
        assert not ended
        rows.clear()
        qtbot.waitUntil(lambda: bool(ended))


def test_a_collection_does_not_wait_for_ever(qtbot, monkeypatch):
    monkeypatch.setattr(responsive, "COLLECT_MS", 1)
    monkeypatch.setattr(responsive, "PATIENCE", 3)
    ended = []
    with kept_responsive():
        Cycle(ended)
        rows = [[number] for number in range(2 * responsive.MANY)]
        qtbot.waitUntil(lambda: bool(ended))
    assert len(rows) == 2 * responsive.MANY


def test_old_garbage_is_collected_too(qtbot, monkeypatch):
    monkeypatch.setattr(responsive, "COLLECT_MS", 1)
    monkeypatch.setattr(responsive, "FULL_EVERY", 30)
    ended, old = [], []
    with kept_responsive():
        old.append(Cycle(ended))
        gc.collect()
        gc.collect()  # now it is among the oldest, which few collections look at
        old.clear()
        qtbot.waitUntil(lambda: bool(ended))


def test_what_was_loaded_is_set_aside_while_the_window_lives(qtbot, monkeypatch):
    monkeypatch.setattr(responsive, "SETTLED_MS", 5)
    with kept_responsive():
        before = gc.get_freeze_count()
        qtbot.waitUntil(lambda: gc.get_freeze_count() > before)
    assert gc.get_freeze_count() == 0


def test_afterwards_all_is_as_before(qtbot):
    before = sys.getswitchinterval()
    with kept_responsive():
        assert not gc.isenabled()
        assert sys.getswitchinterval() < before
    assert gc.isenabled()
    assert sys.getswitchinterval() == before


def test_modules_are_loaded_ahead_on_a_thread(qtbot, monkeypatch, tmp_path):
    monkeypatch.setattr(responsive, "LOAD_MS", 5)
    monkeypatch.syspath_prepend(tmp_path)
    source = "import threading\nby = threading.current_thread().name\n"
    (tmp_path / "loaded_ahead.py").write_text(source, encoding="utf-8")
    with kept_responsive(["no_such_module", "loaded_ahead"]):
        qtbot.waitUntil(lambda: hasattr(sys.modules.get("loaded_ahead"), "by"))
    assert sys.modules.pop("loaded_ahead").by == "loading ahead"


def test_a_window_that_closes_at_once_loads_nothing(qtbot, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "never_loaded.py").write_text("", encoding="utf-8")
    with kept_responsive(["never_loaded"]):
        pass
    qtbot.wait(20)
    assert "never_loaded" not in sys.modules


LOADING = """
import gc, threading
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from tagstudio.ui.shell.main_window import SCREENS
from tagstudio.ui.base.responsive import LoadingAhead
application = QApplication([])
ahead = LoadingAhead([screen.module for screen in SCREENS])
thread = threading.Thread(target=ahead._load)
thread.start()
thread.join()
made = [one for one in gc.get_objects() if issubclass(type(one), QObject)]
print(len(made), all(one.thread().isMainThread() for one in made))
"""


def test_loading_the_screens_makes_no_object_of_qt_on_the_thread():
    done = subprocess.run(
        [sys.executable, "-c", LOADING], capture_output=True, text=True, check=True
    )
    count, on_main = done.stdout.split()
    assert int(count) > 1
    assert on_main == "True"


def test_the_types_of_qt_are_made_on_this_thread_before_another_asks_for_any(qtbot, monkeypatch):
    asked = []

    def load(name: str) -> ModuleType:
        asked.append((name, threading.current_thread() is threading.main_thread()))
        return ModuleType(name)

    monkeypatch.setattr(responsive, "import_module", load)
    with kept_responsive(["a.screen"]) as ahead, qtbot.waitSignal(ahead.loaded):
        pass
    before = [(f"PySide6.{name}", True) for name in responsive.QT_MODULES]
    assert asked == [*before, ("a.screen", False)]
