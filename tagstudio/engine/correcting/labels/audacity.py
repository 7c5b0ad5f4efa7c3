"""Labels from label tracks of Audacity: lines of start, end and text, a file for each track.

A text is a tag, and so a yes: to the part of the track from start to end, or to the track where
these are its own, or one moment. "no: jazz" is a no, "suggested: jazz" a suggestion, "heard: jazz"
a yes to the track that stands where the tag is heard. The track is told by the name of the file, as
song.mp3.txt or song.txt for song.mp3:
https://manual.audacityteam.org/man/importing_and_exporting_labels.html
"""

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO

from tagstudio.core.messages import message
from tagstudio.datasets.table import LONGEST_ROW, numbered_lines
from tagstudio.datasets.text_encoding import open_text
from tagstudio.engine.correcting.labels.jams import names_of_sound
from tagstudio.engine.correcting.labels.label import Entry, Mention, Place, Skipped, entry, place_of

NO_LABEL_LINE = message(
    "labels.no-label-line", "the line is no label of Audacity: start, end and text"
)
HEARD = "heard"  # stands before a tag that the track has, where in it the tag is heard
STATES = ("yes", "no", "suggested", HEARD)  # that may stand before a tag
_LINE = re.compile(r"(?P<start>\d+[.,]\d+)\t(?P<end>\d+[.,]\d+)(?:\t(?P<text>.*))?")
_SNIFFED = 20  # lines by which a file is told
_SHOWN = 80


def is_label_track(file: Path) -> bool:
    """Tell whether a text file is a label track: its first lines are labels."""
    with open_text(file) as opened:
        lines = [line.strip("\r\n") for _, line in islice(numbered_lines(opened), _SNIFFED)]
    told = [line for line in lines if line.strip() and not line.startswith("\\")]
    return bool(told) and _LINE.fullmatch(told[0]) is not None


def read_audacity(file: Path) -> Iterator[Entry]:
    """Yield the labels of a label track; the same one counts once."""
    mention = Mention(names_of_sound(file.stem))
    with open_text(file) as opened:
        for number, state, tag, place in labels_of(opened):
            if state:
                yield entry(number, mention, tag, state, is_whole=True, place=place)
            else:
                yield Skipped(number, NO_LABEL_LINE, tag)


def labels_of(opened: IO[str]) -> Iterator[tuple[int, str, str, Place | None]]:
    """Yield line, state, tag and place of each label once; with the state "" a line that is none.

    A line that begins with a backslash gives the frequencies of the label before it.
    """
    seen = set()
    for number, line in numbered_lines(opened):
        plain = line.strip("\ufeff\r\n")
        if not plain.strip() or plain.startswith("\\"):
            continue
        found = _LINE.fullmatch(plain) if len(line) <= LONGEST_ROW else None
        if found is None:
            yield number, "", plain[:_SHOWN], None
            continue
        state, tag = state_and_tag(found["text"] or "")
        ends = (float(found[name].replace(",", ".")) for name in ("start", "end"))
        label = ("yes", tag, None) if state == HEARD else (state, tag, place_of(*ends))
        if label not in seen:
            seen.add(label)
            yield number, *label


def state_and_tag(text: str) -> tuple[str, str]:
    """Return state and tag of a label's text: "no: jazz" is ("no", "jazz"), "jazz" is a yes."""
    before, sign, tag = text.strip().partition(": ")
    return (before, tag.strip()) if sign and before in STATES else ("yes", text.strip())


def text_of(state: str, tag: str) -> str:
    """Return the text of a label, which `state_and_tag` reads."""
    plain = state == "yes" and state_and_tag(tag) == ("yes", tag)
    return tag if plain else f"{state}: {tag}"
