"""Files of all kinds with random damage, written and undone in rounds; a long run can go on."""

import json
import random
import shutil
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from corpus import layouts, tags
from corpus.catalogue import values_of
from corpus.encode import NoEncoderError
from corpus.kinds import KINDS, REARRANGED
from corpus.making import make_all
from corpus.running import How, run_files
from corpus.truth import Case, Truth

ROUND = 400  # files of one library
SECONDS = 1.5


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Return `content` with one to four random changes: most of them near its headers."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        at = _place(changed, chance)
        size = chance.choice((1, 2, 4, 16, 300, 5_000))
        kind = chance.randrange(6)
        if kind == 0:
            for _ in range(chance.choice((1, 1, 3, 20))):
                changed[_place(changed, chance)] ^= 1 << chance.randrange(8)
        elif kind == 1:
            changed[at : at + size] = chance.randbytes(size)
        elif kind == 2:
            changed[at:at] = chance.choice((bytes(size), chance.randbytes(size)))
        elif kind == 3:
            del changed[at : at + size]
        elif kind == 4:
            other = _place(changed, chance)
            one, two = bytes(changed[at : at + size]), bytes(changed[other : other + size])
            changed[at : at + size], changed[other : other + size] = two, one
        else:
            del changed[max(1, at) :]
        changed = changed or bytearray(b"\0")
    return bytes(changed)


def _place(content: bytearray, chance: random.Random) -> int:
    share = chance.random()
    if share < 0.4:
        return chance.randrange(min(len(content), 400))
    if share < 0.6:
        return chance.randrange(max(0, len(content) - 3_000), len(content))
    return chance.randrange(len(content))


@cache
def originals() -> list[tuple[str, str, bytes]]:
    """Return short files of all kinds, each with its group and suffix."""
    found = []
    for seed, kind in enumerate(KINDS, 40_000):
        for variant in list(kind.variants)[: 3 if kind.tag else 1]:  # most of those to be written
            try:
                content = kind.whole(seed, SECONDS, values_of(seed), variant)
            except NoEncoderError:
                continue
            found.append((kind.name, kind.suffix, content))
            if kind.name == "m4a":
                found += [
                    ("m4a", ".m4a", change(content))
                    for change in REARRANGED.values()
                    if content.find(b"moov") > content.find(b"mdat")
                    and (change is not layouts.mp4_wide_mdat or b"\0\0\0\x08free" in content)
                ]
            if kind.name == "mp3":
                sound = kind.sound(seed, SECONDS, variant)
                values = values_of(seed)
                found += [
                    ("mp3", ".mp3", made)
                    for made in (
                        tags.id3v2(values, 3, 1, unsynchronised=True) + sound,
                        tags.id3v2(values, 2, 1) + sound + tags.id3v1(values),
                        sound + tags.ape_tag(values) + tags.id3v1(values),
                        sound,
                    )
                ]
    return found


def mutation_cases(first: int, last: int) -> list[tuple[int, Case]]:
    """Return the mutated files of these numbers."""
    cases = []
    sources = originals()
    for number in range(first, last):
        group, suffix, content = sources[number % len(sources)]

        def make(content: bytes = content, number: int = number) -> bytes:
            return mutated(content, random.Random(number))

        truth = Truth(None, heard="any", read="any", written="any")
        cases.append(
            (
                number % 10_000,
                Case("mutated", f"{group}, seed {number}", f"mutated{suffix}", make, truth),
            )
        )
    return cases


def run_mutations(count: int, results: Path, scratch: Path) -> None:
    """Run rounds until `count` files were written and undone, and print the sums.

    Each round is a line of the file `results`; those that are there already are not run again.
    """
    done: list[dict[str, Any]] = []
    if results.exists():
        done = [json.loads(line) for line in results.read_text().splitlines()]
    known = {one["first"] for one in done}
    for first in range(0, count, ROUND):
        if first in known:
            continue
        folder = scratch / f"round {first}"
        done.append(_round(first, min(first + ROUND, count), folder))
        shutil.rmtree(folder)
        with results.open("a") as file:
            file.write(json.dumps(done[-1]) + "\n")
        print(line_of(done[-1]), flush=True)
    _print_sums(done)


def _round(first: int, last: int, folder: Path) -> dict[str, Any]:
    made = make_all(folder / "made", mutation_cases(first, last), 1)
    work = folder / "work"
    shutil.copytree(folder / "made" / "mutated", work)
    files = [one.at(work, folder / "made" / "mutated") for one in made]
    how = How(
        folder / "home",
        keep_time=first // ROUND % 2 == 1,
        suggest=False,
        kid3=False,
        artist="Nadja Öst" if first // ROUND % 3 == 1 else "",
    )
    result = run_files(work, files, how)
    return {
        "first": first,
        "files": result.files,
        "listed": result.listed,
        "written": result.written,
        "seconds": sum(result.seconds.values()),
        "megabytes": result.megabytes,
        "faults": Counter(fault[0] for fault in result.faults),
        "details": [fault for fault in result.faults if fault[0] != "refused"],
    }


def line_of(one: dict[str, Any]) -> str:
    """Return the line of one round."""
    return (
        f"{one['first']:>7}: {one['listed']} of {one['files']} listed, {one['written']}"
        f" written, {dict(one['faults'])}, {one['seconds']:.0f} s, {one['megabytes']:.0f} MB"
    )


def _print_sums(done: list[dict[str, Any]]) -> None:
    faults: Counter[str] = Counter()
    for one in done:
        faults.update(one["faults"])
        for kind, about, _, text in one["details"]:
            if kind in {"harmed", "not undone"}:
                print(f"{kind}: {about}: {text}"[:300])
    files, listed, written = (
        sum(one[key] for one in done) for key in ("files", "listed", "written")
    )
    print(
        f"{files} mutated files: {listed} listed, {written} written,"
        f" {faults['harmed']} harmed, {faults['not undone']} not undone;"
        f" {sum(one['seconds'] for one in done):.0f} s,"
        f" {max(one['megabytes'] for one in done):.0f} MB at most"
    )
