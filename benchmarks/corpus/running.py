"""Run files of the corpus through the program, and collect what it did wrong with each."""

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.making import Made
from corpus.oracle import first_shown_by_kid3, held, shown_by_kid3
from corpus.program import Program, Ran
from corpus.verdicts import Done, faults


@dataclass(frozen=True)
class How:
    """How files are run: in which home, whether to suggest, to keep the time, to ask Kid3.

    With an `artist` that is said of all of them, and written.
    """

    home: Path
    keep_time: bool = False
    suggest: bool = True
    kid3: bool = True
    threads: int = 2
    artist: str = ""


@dataclass
class Result:
    """What came out for some files; a fault is its kind, the case, the path and a sentence.

    `formats` are the parts of it by format; what the commands took is known of the whole only.
    """

    group: str
    files: int = 0
    listed: int = 0
    written: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    megabytes: float = 0
    faults: list[tuple[str, str, str, str]] = field(default_factory=list)
    formats: dict[str, "Result"] = field(default_factory=dict)

    def count(self, kind: str) -> int:
        """Return the number of files with a fault of a kind."""
        return len({path for one, _, path, _ in self.faults if one == kind})


def run_files(folder: Path, files: Sequence[Made], how: How) -> Result:
    """Run the files under `folder` through all verbs, in a library of their own."""
    program = Program(how.home, re.sub(r"\W", "_", folder.name))
    done = {one.number: Done(one) for one in files}
    result = Result(folder.name, len(files))
    _look(done, "before", how)
    for number, text in _of_files(_ran(result, "scan", program.scan(folder))):
        if number in done:
            done[number].told += text + "\n"
    if how.suggest:
        _ran(result, "suggest", program.run("suggest"))
    listed = _ran(result, "list", program.run("list", "--json")).json()
    for row in listed.get("tracks", ()):
        number = number_of(row["path"])
        if number in done and done[number].row is None:
            done[number].row = row
    _ran(result, "correct", program.say_yes())
    if how.artist:
        _ran(result, "artists", program.run("artists", "set", how.artist, "path:/"))
    more = ["--keep-time"] if how.keep_time else []
    written = _ran(result, "write", program.run("write", "-y", "--json", *more)).json()
    for number, text in _problems(written):
        if number in done:
            done[number].problem = text
    _look(done, "after", how)
    if how.kid3:
        _show_to_others([one for one in done.values() if one.written], how)
    undone = _ran(result, "undo", program.run("write", "--undo", "-y", "--json", *more)).json()
    for number, text in _problems(undone):
        if number in done:
            done[number].undo_problem = text
    _look(done, "undone", how)
    _judge(result, done, how)
    return result


def _look(done: dict[int, Done], part: str, how: How) -> None:
    with ThreadPoolExecutor(how.threads) as pool:
        looks = pool.map(lambda one: held(one.made.path), done.values())
        for one, found in zip(done.values(), looks, strict=True):
            setattr(one, part, found)


def _show_to_others(changed: list[Done], how: How) -> None:
    """Let another program show what it sees of each file as it was, and as it is."""
    with ThreadPoolExecutor(how.threads) as pool:
        before = pool.map(lambda one: shown_by_kid3(one.made.original), changed)
        after = pool.map(lambda one: first_shown_by_kid3(one.made.path), changed)
        for one, was, now in zip(changed, before, after, strict=True):
            one.shown_before, one.shown_after = was, now


def _judge(result: Result, done: dict[int, Done], how: How) -> None:
    right = {one.made.case.same_sound: one for one in reversed(done.values())}
    for one in done.values():
        case = one.made.case
        like = right.get(case.same_sound) if case.same_sound else None
        part = result.formats.setdefault(case.group, Result(case.group))
        found = [
            (kind, f"{case.about} ({case.name})", one.made.path, text)
            for kind, text in faults(one, like, how.keep_time, how.suggest, how.artist)
        ]
        for counted in (result, part):
            counted.listed += one.row is not None
            counted.written += one.written
            counted.faults += found
        part.files += 1


def _ran(result: Result, verb: str, command: Ran) -> Ran:
    """Add what a command took to the result, and what shows a defect."""
    result.seconds[verb] = round(command.seconds, 2)
    result.megabytes = max(result.megabytes, command.megabytes)
    if trouble := command.trouble():
        result.faults.append(("words", f"`{verb}` as a whole", verb, trouble))
    return command


def _problems(report: dict[str, Any]) -> Iterator[tuple[int | None, str]]:
    for problem in report.get("problems", ()):
        yield number_of(problem["path"]), str(problem["message"])


def _of_files(command: Ran) -> Iterator[tuple[int, str]]:
    """Yield the numbers of the files that are named in what a command said."""
    for line in (command.out + "\n" + command.err).splitlines():
        number = number_of(line)
        if number is not None:
            yield number, line


def number_of(text: str) -> int | None:
    """Return the number of the case whose folder a path is in."""
    found = re.search(r"/(\d{4})(?:/|$|\b)", text)
    return int(found.group(1)) if found else None
