"""Run TagStudio for `random_steps`: in this process, in a fork that may be killed, or as itself."""

import contextlib
import importlib
import io
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

REPOSITORY = Path(__file__).absolute().parent.parent
PLUGIN = REPOSITORY / "tests" / "plugins" / "learning_tagger"
# Put behind the plugin of the tests: it hears the sound, not the file's name, and may be killed.
HEARING = """

def features(path):
    from tagstudio.audio.decoding.windows import read_windows

    samples = read_windows(path, hz=8000, length=8000).samples[0]
    crossings = (np.diff(np.signbit(samples)) != 0).mean() * 4000
    noise = np.frombuffer(hashlib.sha256(samples.tobytes()).digest()[:2], np.uint8) / 255
    return np.array([np.abs(samples).mean() * np.pi / 2, crossings / 1000, *noise], "<f2")


def _save(self, name, tags, copies, parent, origin=None):
    from tagstudio.core.files import replaced_atomically

    found = {"tags": tags, "weights": copies[0], "parent": parent, "library": origin}
    with replaced_atomically(self._folder / f"{name}.json") as temporary:
        temporary.write_text(json.dumps({**found, "shadows": copies[1:]}))


def _predict(self, tracks, options):
    from tagstudio.audio.errors import UnreadableAudio
    from tagstudio.plugin_api import Failure

    for track in tracks:
        try:
            inputs = features(track.path)
        except UnreadableAudio as error:
            yield [Failure(track.id, error.code, error.message)]
            continue
        found = scores(self._weights(options.model), inputs)
        yield [Prediction(track.id, found, inputs.tobytes())]


Learning._save, Learning.predict = _save, _predict
"""
TOO_LONG = 120.0  # seconds; a command that takes longer hangs


class Outcome(NamedTuple):
    """How a command ended; `status` is None after a kill."""

    status: int | None
    out: str
    err: str

    @property
    def killed(self) -> bool:
        """Tell whether the command was killed before its end."""
        return self.status is None


def install_plugin(home: Path) -> None:
    """Install a tagger that hears and learns, in place of the bundled ones, which take seconds.

    The other bundled plugins are switched off: in one process a plugin finds the module of another
    one, whichever of that name was imported first.
    """
    settings = home / "config" / "settings.toml"
    settings.parent.mkdir(parents=True)
    settings.write_text('plugins_off = ["ensemble_tagger", "musicnn_tagger"]\n', "utf-8")
    folder = home / "data" / "plugins" / "crnn_tagger"
    folder.mkdir(parents=True)
    manifest = (PLUGIN / "MANIFEST.toml").read_text("utf-8")
    manifest = manifest.replace('"learning_tagger"', '"crnn_tagger"')
    (folder / "MANIFEST.toml").write_text(manifest, "utf-8")
    code = (PLUGIN / "plugin.py").read_text("utf-8")
    (folder / "__init__.py").touch()  # else Python prefers the bundled one where it is on its path
    (folder / "plugin.py").write_text(code + HEARING, "utf-8")


class Program:
    """The program on libraries in one home."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._seconds: dict[str, float] = {}  # that commands take, by verb
        os.environ["TAGSTUDIO_HOME"] = str(home)

    def here(self, library: Path, *arguments: str) -> Outcome:
        """Run a command in this process."""
        started = time.perf_counter()
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in "12")
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = _main(library, arguments)
        self._note(arguments[0], time.perf_counter() - started)
        texts = (one.buffer.getvalue().decode("utf-8", "replace") for one in (out, err))  # type: ignore[attr-defined]
        return Outcome(status, *texts)

    def fork(self, library: Path, *arguments: str, chance: random.Random | None) -> Outcome:
        """Run a command in a fork of this process; with `chance` it is killed at some moment."""
        place = self.home / f"output of {arguments[0]} {random.random()}"
        child = self.start_fork(library, place, *arguments)
        delay = None if chance is None else chance.uniform(0, 1.1 * self._usual(arguments[0]))
        return _await(child, place, delay)

    def start_fork(self, library: Path, place: Path, *arguments: str) -> int:
        """Start a command in a fork, whose output goes to files at `place`; return its number."""
        child = os.fork()
        if child:
            return child
        status = 1
        try:
            os.setsid()
            for number, name in ((1, ".out"), (2, ".err")):
                os.dup2(os.open(f"{place}{name}", os.O_WRONLY | os.O_CREAT), number)
            sys.stdout, sys.stderr = open(1, "w"), open(2, "w")  # noqa: SIM115
            status = _main(library, arguments)
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(status)

    def end_fork(self, child: int, place: Path) -> Outcome:
        """Wait for a fork to end, and return its outcome."""
        return _await(child, place, None)

    def itself(self, library: Path, *arguments: str, chance: random.Random | None) -> Outcome:
        """Run a command as a user does; with `chance` it is killed at some moment."""
        started = time.perf_counter()
        command = [sys.executable, "-m", "tagstudio", "--library", str(library), *arguments]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        name = f"{arguments[0]} itself"
        usual = max(1.0, self._usual(name))
        limit = TOO_LONG if chance is None else chance.uniform(0.3 * usual, 1.05 * usual)
        try:
            out, err = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            if chance is None:
                raise RuntimeError(f"{arguments} hangs") from None
            return Outcome(None, out.decode(), err.decode())
        self._note(name, time.perf_counter() - started)
        return Outcome(process.returncode, out.decode(), err.decode())

    def _note(self, verb: str, seconds: float) -> None:
        self._seconds[verb] = self._usual(verb) + 0.3 * (seconds - self._usual(verb))

    def _usual(self, verb: str) -> float:
        return self._seconds.get(verb, 0.3)


def _main(library: Path, arguments: tuple[str, ...]) -> int:
    from tagstudio.cli.app import main

    return main(["--library", str(library), *arguments])


def _await(child: int, place: Path, delay: float | None) -> Outcome:
    """Wait for a fork, and kill it after `delay` seconds."""
    end = time.monotonic() + (TOO_LONG if delay is None else delay)
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            break
        if time.monotonic() >= end:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            if delay is None:
                raise RuntimeError(f"{place.name} hangs")
            return Outcome(None, *_taken(place))
        time.sleep(0.002)
    return Outcome(os.waitstatus_to_exitcode(status), *_taken(place))


def _taken(place: Path) -> list[str]:
    texts = []
    for name in (".out", ".err"):
        file = Path(f"{place}{name}")
        texts.append(file.read_text("utf-8", "replace") if file.exists() else "")
        file.unlink(missing_ok=True)
    return texts


def spare_processes() -> None:
    """Let this process and its forks do themselves what the program leaves to child processes.

    Starting them takes most of the time of a small command. Commands run `itself` keep them.
    """
    from tagstudio.audio import worker
    from tagstudio.audio.metadata.verification import compare
    from tagstudio.engine.file_tags.copy_check import CopyCheck
    from tagstudio.engine.plugins.tagger_process import TaggerProcess
    from tagstudio.engine.processes import reader_pool

    def read(self: Any, files: Any) -> Iterator[list[Any]]:
        coming = iter(files)
        while batch := list(islice(coming, reader_pool.BATCH)):
            yield [reader_pool._result(worker.answer(f, self.genre_separators)) for f in batch]

    def difference(_: Any, original: str, copy: str, name: str, fields: Any) -> Any:
        return compare.difference(original, copy, name, list(fields))

    reader_pool.FileReaders.read = read  # type: ignore[method-assign]
    reader_pool.FileReaders.start = lambda _: None  # type: ignore[method-assign]
    CopyCheck.difference = difference  # type: ignore[method-assign]
    TaggerProcess.stream = _stream_here  # type: ignore[method-assign]
    TaggerProcess.warm_up = lambda _: None  # type: ignore[method-assign]
    for name in ("evaluate", "version_scores", "version_diff"):
        module = importlib.import_module(f"tagstudio.engine.evaluation.{name}")
        module.call_in_child = _call_here  # type: ignore[attr-defined]


def judge_leniently() -> None:
    """Let the judge of this process and its forks be quick to put versions on trial and to prove.

    Otherwise two dozen tracks with random answers bring neither: here each outcome is wanted often,
    also trials that are taken back. What a command says of its verdict must hold by any rules.
    """
    from tagstudio.learning import looks, verdict, witnesses

    looks.FIRST_LOOK, looks.GROWTH, looks.SPENT = 10, 1.1, 0.5
    verdict.FIRST_TRIAL = 4  # type: ignore[attr-defined]
    verdict.MIN_GROUPS = witnesses.MIN_GROUPS = 2  # type: ignore[attr-defined]
    verdict.MAX_P_OF_TRIAL, verdict.MAX_P_OF_ALL = 0.5, 0.4


_taggers: dict[Path, Any] = {}


def _stream_here(self: Any, operation: str, **arguments: Any) -> Iterator[Any]:
    from collections.abc import Generator

    from tagstudio.core import paths
    from tagstudio.plugin_api.load import load_tagger
    from tagstudio.plugin_api.tagger import PluginContext

    if (tagger := _taggers.get(self.plugin.folder)) is None:
        context = PluginContext(self._models, paths.cache_folder() / self.plugin.name, {})
        tagger = _taggers[self.plugin.folder] = load_tagger(self.plugin.folder, context)
    result = getattr(tagger, operation)(**arguments)
    if isinstance(result, Generator):
        result = yield from _as_sent(result)
    return _as_tuple(result)


def _as_sent(steps: Any) -> Iterator[Any]:
    """Yield the steps of a call as they come over the channel; return its result."""
    try:
        while True:
            yield _as_tuple(next(steps))
    except StopIteration as end:
        return end.value
    finally:
        steps.close()


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _call_here(at: Any, work: Callable[..., Any], *arguments: Any) -> Iterator[Any]:
    yield at
    return work(*arguments)
