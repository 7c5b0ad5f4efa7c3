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
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from corpus.catalogue import catalogue
from corpus.making import Made, folder_of, make_all
from corpus.mutations import run_mutations
from corpus.running import How, Result, number_of, run_files
from corpus.verdicts import FAULTS

HARMFUL = ("harmed", "not undone", "silent", "wrong")


def main() -> None:
    """Make the corpus, run it, print the table and what failed."""
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="corpus-") as scratch:
        if options.mutations:
            run_mutations(options.mutations, options.results, Path(scratch))
            return
        root = options.keep or Path(scratch) / "corpus"
        results, missing = run_corpus(root, Path(scratch), options)
    print_table(results, missing)
    if options.details:
        options.details.write_text(
            json.dumps([vars(one) for one in results], default=vars, indent=1)
        )
    if any(one.count(kind) for one in results for kind in HARMFUL):
        sys.exit(1)


def arguments() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--keep",
        type=lambda text: Path(text).absolute(),
        help="make the corpus in this folder, and use it again",
    )
    parser.add_argument("--groups", nargs="+", help="these formats only")
    parser.add_argument("--together", action="store_true", help="one library for all formats")
    parser.add_argument("--every", type=int, default=1, help="take each n-th case only")
    parser.add_argument("--part", type=int, default=0, help="which of them: 0 to n - 1")
    parser.add_argument("--processes", type=int, default=2, help="to make and judge the files")
    parser.add_argument("--details", type=Path, help="write every fault to this JSON file")
    parser.add_argument("--mutations", type=int, default=0, help="this many mutated files instead")
    parser.add_argument("--results", type=Path, default=Path("mutations.jsonl"))
    parser.add_argument("--without-kid3", action="store_true")
    parser.add_argument(
        "--artist", default="", help="say of all tracks that this artist made them, and write it"
    )
    return parser.parse_args()


def run_corpus(
    root: Path, scratch: Path, options: argparse.Namespace
) -> tuple[list[Result], Counter[str]]:
    """Make and run all formats; return the results and the encoders that are missing."""
    cases = [
        (number, case)
        for number, case in enumerate(catalogue())
        if number % options.every == options.part and case.group in (options.groups or {case.group})
    ]
    made = make_all(root, cases, options.processes)
    groups: dict[str, list[Made]] = defaultdict(list)
    for one in made:
        if one.path:
            groups["" if options.together else one.case.group].append(one)
    results = []
    for group, files in groups.items():
        work = scratch / "work" / (group or "all")
        copy(files, root / group, work)
        at_work = [one.at(work, root / group) for one in files]
        how = How(
            scratch / "home",
            keep_time=len(results) % 2 == 1,
            kid3=not options.without_kid3,
            threads=options.processes,
            artist=options.artist,
        )
        result = run_files(work, at_work, how)
        results += [*result.formats.values(), result] if options.together else [result]
        shutil.rmtree(work)
        print(summary(result), flush=True)
    return results, Counter(one.missing.partition(": ")[0] for one in made if one.missing)


def copy(files: list[Made], root: Path, work: Path) -> None:
    """Copy the folders of files, with links, pipes and attributes: the corpus stays as it is."""
    folders: dict[Path, list[str]] = defaultdict(list)
    for one in files:
        folder = folder_of(
            root.parent if root.name == one.case.group else root, one.number, one.case
        )
        folders[work / folder.parent.relative_to(root)].append(str(folder))
    for target, sources in folders.items():
        target.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-a", *sources, str(target)], check=True)


def summary(result: Result) -> str:
    """Return the line of the table for one format."""
    counts = " ".join(f"{result.count(kind):>6}" for kind in FAULTS)
    seconds = sum(result.seconds.values())
    return (
        f"{result.group:<20}{result.files:>6}{result.listed:>7}{result.written:>8} {counts}"
        f"{seconds:>8.1f}{1000 * seconds / max(1, result.files):>8.0f}"
        f"{result.megabytes:>8.0f}"
    )


def print_table(results: list[Result], missing: Counter[str]) -> None:
    """Print the table of all formats, then each file that failed."""
    for kind in FAULTS:
        print(f"\n## {kind}")
        for one in (each for each in results if each.group != "all"):
            for about, path in dict.fromkeys((f[1], f[2]) for f in one.faults if f[0] == kind):
                said = "; ".join(f[3] for f in one.faults if (f[0], f[2]) == (kind, path))
                print(f"{one.group} {number_of(path)}: {about}: {said}"[:400])
    print(
        f"\n{'format':<20}{'files':>6}{'listed':>7}{'written':>8}  harmed undone silent  wrong"
        f"   refu  words       s ms/file  MB max"
    )
    for one in results:
        if one.group != "all":
            print(summary(one))
    total = Result("all")
    for one in results:
        total.megabytes = max(total.megabytes, one.megabytes)
        for verb, seconds in one.seconds.items():
            total.seconds[verb] = total.seconds.get(verb, 0) + seconds
        if one.group != "all":
            total.files += one.files
            total.listed += one.listed
            total.written += one.written
            total.faults += one.faults
    print(summary(total))
    print("seconds:", ", ".join(f"{verb} {s:.0f}" for verb, s in total.seconds.items()))
    for tool, count in missing.items():
        print(f"skipped: {count} files, for {tool} is not there")


if __name__ == "__main__":
    main()
