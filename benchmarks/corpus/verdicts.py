"""What the program did with a file, held against the truth about it."""

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from corpus.making import Made
from corpus.oracle import Held
from corpus.truth import Truth

Fault = Literal["harmed", "not undone", "silent", "wrong", "refused", "words"]
FAULTS: tuple[Fault, ...] = ("harmed", "not undone", "silent", "wrong", "refused", "words")

# What belongs to libraries and to Python, and says nothing to a librarian.
WORDS = re.compile(
    r"mutagen|ffmpeg|libsndfile|soundfile|pyav|errno|traceback|exception|nonetype|list index"
    r"|keyerror|valueerror|indexerror|typeerror|codec can't|struct|unpack|not enough data"
    r"|can't sync|declares 0 Hz|HeaderNotFound|0x[0-9a-f]{2}|\bNone\b|b'",
    re.IGNORECASE,
)
MOST_DIFFERENT = 0.12  # two scores of the same sound in the same encoding


@dataclass
class Done:
    """What the program said of one file, and what the file held before, after and in the end."""

    made: Made
    row: dict[str, Any] | None = None
    told: str = ""
    problem: str = ""
    undo_problem: str = ""
    before: Held = field(default_factory=Held)
    after: Held = field(default_factory=Held)
    undone: Held = field(default_factory=Held)
    shown_before: dict[str, str] | None = None
    shown_after: dict[str, str] | None = None

    @property
    def written(self) -> bool:
        """Tell whether the file was changed."""
        return self.before.sha256 != self.after.sha256


def faults(
    done: Done, like: Done | None, keep_time: bool, heard: bool = True, artist: str = ""
) -> list[tuple[Fault, str]]:
    """Return each fault with a sentence; `like` is the same sound under its right name.

    With `keep_time` the time of change was to be kept; `heard` says that tags were suggested;
    `artist` is the name that was to be written, if one was.
    """
    truth = done.made.case.truth
    found: list[tuple[Fault, str]] = []
    found += [("harmed", text) for text in _harm(done, keep_time, artist)]
    if done.undone.sha256 != done.before.sha256:
        text = done.undo_problem or ("written" if done.written else "changed, though not written")
        found.append(("not undone", text))
    elif done.undone.attributes != done.before.attributes:
        found.append(("harmed", "its attributes after undo"))
    if heard:
        found += _hearing(done, truth, like)
    if done.row and not done.row.get("failure"):
        found += [("wrong", text) for text in _wrong_values(done.row, truth)]
    found += _writing(done, truth)
    for text in (done.told, done.problem, done.undo_problem, (done.row or {}).get("failure") or ""):
        said = WORDS.search(text.replace(done.made.path, "FILE"))
        if said:
            found.append(("words", f"{said.group()!r} in: {text.strip()[-200:]}"))
            break
    return found


def _harm(done: Done, keep_time: bool, artist: str) -> list[str]:
    if not done.written:
        return []
    lost = done.before.differences(done.after, same_time=keep_time, written=(artist,))
    right = (done.shown_before or {}) | ({"Artist": artist} if artist and done.shown_after else {})
    for name, text in right.items():
        shown = (done.shown_after or {}).get(name)
        if shown != text:
            lost.append(f"other programs show {name} {shown!r}, not {text!r}")
    return lost


def _hearing(done: Done, truth: Truth, like: Done | None) -> list[tuple[Fault, str]]:
    row = done.row
    if truth.told and truth.told not in done.told:
        return [("silent", f"no word of {truth.told}")]
    if row is None:
        if done.told:
            return [("refused", f"told: {done.told.strip()[-160:]}")] * (truth.heard == "whole")
        return [("silent", "neither in the library nor told")] * truth.is_music
    if not truth.is_music:
        return [("wrong", "no music, but in the library")]
    if row.get("failure") or row.get("partial"):
        text = row.get("failure") or "told as partly heard"
        return [("refused", text)] * (truth.heard == "whole")
    silent = _without_a_word(row, truth, like)
    return [("silent", silent)] if silent else []


def _without_a_word(row: dict[str, Any], truth: Truth, like: Done | None) -> str:
    """Return what is not said of a file that has suggestions, or should have."""
    if not row.get("suggestions"):
        return "no suggestions, and no word why"
    if truth.heard in {"partly", "not"}:
        return f"suggestions without a word ({truth.heard} to be heard)"
    if truth.seconds and (row.get("duration") or 0) < truth.seconds / 10:
        return f"{row.get('duration')} s of {truth.seconds:.1f} s"
    if truth.heard == "whole" and like and like.row and _differ(row, like.row):
        return "other scores than the same sound under its right name"
    return ""


def _differ(one: dict[str, Any], other: dict[str, Any]) -> bool:
    scores = [
        {each["tag"]: each["score"] for each in row.get("suggestions", ())} for row in (one, other)
    ]
    return bool(scores[1]) and any(
        abs(scores[0].get(tag, 0) - score) > MOST_DIFFERENT for tag, score in scores[1].items()
    )


def _wrong_values(row: dict[str, Any], truth: Truth) -> list[str]:
    wrong = []
    seconds, said = truth.seconds, row.get("duration")
    if (
        truth.heard == "whole"
        and seconds
        and (said is None or abs(said - seconds) > max(0.5, 0.02 * seconds))
    ):
        wrong.append(f"duration {said} for {seconds:.2f}")
    if truth.read == "any":
        return wrong
    values = truth.values
    right = {
        "title": values.title,
        "artist": values.artist,
        "album": values.album,
        "year": values.year,
        "genre": "; ".join(values.genres),
    }
    if "albumartist" in row or "album_artist" in row:
        right["albumartist"] = values.albumartist
    for name, value in right.items():
        listed = row.get(name, row.get("album_artist") if name == "albumartist" else None)
        if (listed or None) != (value or None) and not (
            truth.read == "right or none" and not listed
        ):
            wrong.append(f"{name} {_cut(listed)} for {_cut(value)}")
    return wrong


def _cut(value: object) -> str:
    return ascii(value) if len(repr(value)) < 60 else ascii(value)[:57] + "..."


def _writing(done: Done, truth: Truth) -> list[tuple[Fault, str]]:
    if done.row is None or done.row.get("failure"):
        return []
    if done.written:
        return [("harmed", "written, though it must not be")] * (truth.written == "no")
    if not done.problem:
        return [("silent", "neither written nor told why not")]
    return [("refused", done.problem[-160:])] * (truth.written == "yes")
