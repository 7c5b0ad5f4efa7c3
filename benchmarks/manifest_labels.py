"""Turn a manifest of labelled files into labels that `tagstudio import` takes.

    python benchmarks/manifest_labels.py ../shared/data -o labels.csv [--half]

manifest.csv has the columns file, tags (those of the 50, separated by ";"), label and track. A tag
named is a yes. A file whose label is a genre is also a no to the other genre tags of the test
material. `track` names the recording that an excerpt was cut from; it goes into the column artist,
so that all excerpts of one recording are in one split. `--half` keeps every other recording.
"""

import argparse
import csv
import hashlib
from pathlib import Path

GENRES = {
    "blues": "blues",
    "country": "country",
    "hiphop": "Hip-Hop",
    "jazz": "jazz",
    "metal": "metal",
    "pop": "pop",
    "rock": "rock",
    "disco": "dance",
    "classical": None,
    "reggae": None,
}


def main() -> None:
    """Write the labels."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=lambda text: Path(text).absolute())
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--half", action="store_true")
    options = parser.parse_args()
    with (options.data / "manifest.csv").open(encoding="utf-8", newline="") as manifest:
        rows = list(csv.DictReader(manifest))
    written = 0
    with options.output.open("w", encoding="utf-8", newline="") as output:
        writer = csv.writer(output)
        writer.writerow(["path", "artist", "tag", "state"])
        for row in rows:
            if options.half and not in_half(row["track"]):
                continue
            for tag, state in answers(row["label"], row["tags"]).items():
                writer.writerow([options.data / row["file"], row["track"], tag, state])
                written += 1
    print(f"{written} labels written to {options.output}")


def answers(label: str, tags: str) -> dict[str, str]:
    """Return yes and no by tag."""
    found = {}
    if label in GENRES:
        found = {tag: "no" for tag in GENRES.values() if tag}
    return found | {tag: "yes" for tag in tags.split(";") if tag}


def in_half(recording: str) -> bool:
    """Tell whether a recording is in the half that is kept: by its hash, so always the same."""
    return hashlib.sha256(recording.encode()).digest()[0] % 2 == 0


if __name__ == "__main__":
    main()
