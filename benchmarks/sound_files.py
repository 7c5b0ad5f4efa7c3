"""Run a corpus of sound files of all kinds through the program as a user would, and judge each.

    python benchmarks/sound_files.py [--keep FOLDER] [--groups mp3 flac ...] [--every 1]
    python benchmarks/sound_files.py --mutations 10000 --results FILE.jsonl

The corpus (`benchmarks/corpus/`) is made here: containers, encodings, tags of all kinds, wrong
names, damages. Each format is scanned, tagged by the bundled model, listed, written and undone by
the command line, from an empty home. Then each file is held against the truth about it, which the
maker knows, and against PyAV, libsndfile, mutagen and, where it is installed, Kid3:

- harmed: packets, decoded sound, chapters, other tags, pictures, mode or attributes changed;
- not undone: other bytes than before, though nobody else changed the file;
- silent: neither in the library nor told; or suggestions from a part of it without a word;
- wrong: duration, title, artist, album, year or genre are not the truth;
- refused: a healthy file was told not to be heard or written;
- words: a sentence speaks of libraries and of Python.

Encoders that are not installed are skipped, and counted. With --mutations, files of all kinds are
changed at random and written and undone, in rounds of a few hundred; a run that was cut off goes
on where it was.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from corpus.catalogue import catalogue
from corpus.making import Made, make_all
from corpus.oracle import first_shown_by_kid3, held, shown_by_kid3
from corpus.program import Program, Ran
from corpus.verdicts import FAULTS, Done, faults

VERBS = ("scan", "suggest", "list", "correct", "write", "undo")


@dataclass
class Result:
    """What came out for one format."""

    group: str
    files: int = 0
    listed: int = 0
    written: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    megabytes: float = 0
    faults: list[tuple[str, str, str, str]] = field(default_factory=list)  # kind, case, path, text

    def count(self, kind: str) -> int:
        """Return the number of files with a fault of a kind."""
        return len({path for one, _, path, _ in self.faults if one == kind})


def main() -> None:
    """Make the corpus, run it, print the table and what failed."""
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="corpus-") as scratch:
        root = options.keep or Path(scratch) / "corpus"
        if options.mutations:
            from corpus.mutations import run_mutations

            run_mutations(options.mutations, options.results, Path(scratch), options.processes)
            return
        results, missing = run_corpus(root, Path(scratch), options)
    print_table(results, missing)
    if options.details:
        options.details.write_text(json.dumps([vars(one) for one in results], indent=1))
    if any(one.count(kind) for one in results for kind in FAULTS[:4]):
        sys.exit(1)


def arguments() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", type=lambda text: Path(text).absolute(),
                        help="make the corpus in this folder, and use it again")
    parser.add_argument("--groups", nargs="+", help="these formats only")
    parser.add_argument("--every", type=int, default=1, help="take each n-th case only")
    parser.add_argument("--processes", type=int, default=2, help="to make and judge the files")
    parser.add_argument("--details", type=Path, help="write every fault to this JSON file")
    parser.add_argument("--mutations", type=int, default=0, help="this many mutated files instead")
    parser.add_argument("--results", type=Path, default=Path("mutations.jsonl"))
    parser.add_argument("--without-kid3", action="store_true")
    return parser.parse_args()


def run_corpus(
    root: Path, scratch: Path, options: argparse.Namespace
) -> tuple[list[Result], Counter[str]]:
    """Make and run all formats; return the results and the encoders that are missing."""
    cases = [(number, case) for number, case in enumerate(catalogue())
             if number % options.every == 0 and case.group in (options.groups or {case.group})]
    made = make_all(root, cases, options.processes)
    groups: dict[str, list[Made]] = defaultdict(list)
    for one in made:
        if one.path:
            groups[one.case.group].append(one)
    results = []
    for group, files in groups.items():
        work = scratch / "work" / group
        work.parent.mkdir(exist_ok=True)
        # With links, pipes and attributes: the corpus itself stays as it was made.
        subprocess.run(["cp", "-a", str(root / group), str(work)], check=True)
        at_work = [replace(one, path=str(work) + one.path.removeprefix(str(root / group)),
                           original=one.path) for one in files]
        results.append(run_group(work, at_work, scratch / "home", options,
                                 keep_time=len(results) % 2 == 1))
        shutil.rmtree(work)
        print(summary(results[-1]), flush=True)
    return results, Counter(one.missing.partition(":")[0] for one in made if one.missing)


def run_group(
    folder: Path, files: list[Made], home: Path, options: argparse.Namespace, *, keep_time: bool
) -> Result:
    """Run one format through all verbs, in a library of its own."""
    program = Program(home, re.sub(r"\W", "_", folder.name))
    done = {one.number: Done(one) for one in files}
    result = Result(folder.name, len(files))

    def look(part: str) -> None:
        with ThreadPoolExecutor(options.processes) as pool:
            looks = pool.map(lambda one: held(one.made.path), done.values())
            for one, found in zip(done.values(), looks, strict=True):
                setattr(one, part, found)

    look("before")
    for number, text in of_files(ran(result, "scan", program.scan(folder))):
        if number in done:
            done[number].told += text + "\n"
    ran(result, "suggest", program.run("suggest"))
    listed = ran(result, "list", program.run("list", "--json")).json()
    for row in listed.get("tracks", ()):
        number = number_of(row["path"])
        if number in done and done[number].row is None:
            done[number].row = row
    ran(result, "correct", program.say_yes())
    more = ["--keep-time"] if keep_time else []
    written = ran(result, "write", program.run("write", "-y", "--json", *more)).json()
    for problem in written.get("problems", ()):
        if number_of(problem["path"]) in done:
            done[number_of(problem["path"])].problem = str(problem["message"])
    look("after")
    if not options.without_kid3:
        show_to_others([one for one in done.values() if one.written], options.processes)
    undone = ran(result, "undo", program.run("write", "--undo", "-y", "--json", *more)).json()
    for problem in undone.get("problems", ()):
        if number_of(problem["path"]) in done:
            done[number_of(problem["path"])].undo_problem = str(problem["message"])
    look("undone")
    judge(result, done, keep_time)
    return result


def show_to_others(changed: list[Done], processes: int) -> None:
    """Let another program show what it sees of each file as it was, and as it is."""
    with ThreadPoolExecutor(processes) as pool:
        before = pool.map(lambda one: shown_by_kid3(one.made.original), changed)
        after = pool.map(lambda one: first_shown_by_kid3(one.made.path), changed)
        for one, was, now in zip(changed, before, after, strict=True):
            one.shown_before, one.shown_after = was, now


def judge(result: Result, done: dict[int, Done], keep_time: bool) -> None:
    """Add the faults of each file to the result."""
    right = {one.made.case.same_sound: one for one in reversed(done.values())}
    for one in done.values():
        case = one.made.case
        like = right.get(case.same_sound) if case.same_sound else None
        result.listed += one.row is not None
        result.written += one.written
        for kind, text in faults(one, like, keep_time):
            result.faults.append((kind, f"{case.about} ({case.name})", one.made.path, text))


def ran(result: Result, verb: str, command: Ran) -> Ran:
    """Add what a command took to the result, and what shows a defect."""
    result.seconds[verb] = round(command.seconds, 2)
    result.megabytes = max(result.megabytes, command.megabytes)
    if trouble := command.trouble():
        result.faults.append(("words", f"`{verb}` as a whole", verb, trouble))
    return command


def of_files(command: Ran) -> Iterator[tuple[int, str]]:
    """Yield the numbers of the files that are named in what a command said."""
    for line in (command.out + "\n" + command.err).splitlines():
        number = number_of(line)
        if number is not None:
            yield number, line


def number_of(text: str) -> int | None:
    """Return the number of the case whose folder a path is in."""
    found = re.search(r"/(\d{4})(?:/|$|\b)", text)
    return int(found.group(1)) if found else None


def summary(result: Result) -> str:
    """Return the line of the table for one format."""
    counts = " ".join(f"{result.count(kind):>6}" for kind in FAULTS)
    seconds = sum(result.seconds.values())
    return (f"{result.group:<20}{result.files:>6}{result.listed:>7}{result.written:>8} {counts}"
            f"{seconds:>8.1f}{1000 * seconds / max(1, result.files):>8.0f}"
            f"{result.megabytes:>8.0f}")


def print_table(results: list[Result], missing: Counter[str]) -> None:
    """Print the table of all formats, then each file that failed."""
    for kind in FAULTS:
        print(f"\n## {kind}")
        for one in results:
            for about, path in dict.fromkeys((f[1], f[2]) for f in one.faults if f[0] == kind):
                said = "; ".join(f[3] for f in one.faults if (f[0], f[2]) == (kind, path))
                print(f"{one.group} {number_of(path)}: {about}: {said}"[:400])
    print(f"\n{'format':<20}{'files':>6}{'listed':>7}{'written':>8}  harmed undone silent  wrong"
          f"   refu  words       s ms/file  MB max")
    for one in results:
        print(summary(one))
    total = Result("all")
    for one in results:
        total.files += one.files
        total.listed += one.listed
        total.written += one.written
        total.faults += one.faults
        total.megabytes = max(total.megabytes, one.megabytes)
        for verb, seconds in one.seconds.items():
            total.seconds[verb] = total.seconds.get(verb, 0) + seconds
    print(summary(total))
    print("seconds:", ", ".join(f"{verb} {s:.0f}" for verb, s in total.seconds.items()))
    for tool, count in missing.items():
        print(f"skipped: {count} files, for {tool} is not there")


if __name__ == "__main__":
    main()
