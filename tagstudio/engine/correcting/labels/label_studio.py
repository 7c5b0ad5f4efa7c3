"""Labels from Label Studio: a list of tasks, each a track with what people chose of it.

A choice is a yes; one of the control NOT is a no. A region with labels is an answer to that part of
the track, a no under the control NOT_IN_PART. What TagStudio wrote into a task's data tells the
path, and who answered and when, as long as that answer is still the one chosen:
https://labelstud.io/guide/export#Label-Studio-JSON-format-of-annotated-tasks
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tagstudio.core.messages import message
from tagstudio.engine.correcting.labels.json_lines import (
    answer_of_dict,
    fields,
    items,
    mention_of_dict,
    objects,
    text,
    told_place,
)
from tagstudio.engine.correcting.labels.json_values import elements
from tagstudio.engine.correcting.labels.label import (
    SUGGESTION,
    Entry,
    Mention,
    Place,
    Skipped,
    place_of,
)

NO_TASK = message("labels.no-task", "this is no task of Label Studio with data and annotations")
NOT_ANNOTATED = message("labels.not-annotated", "nobody has annotated the task yet")
PASSED_OVER = message("labels.passed-over", "the task was skipped in Label Studio")
NO_CHOICE = message("labels.no-choice", "the result names no tag that was chosen")
# The names of the controls in the labelling interface: for tracks, and for parts of them.
CONTROL, NOT, IN_PART, NOT_IN_PART = "tags", "not", "parts", "not-in-part"
ANSWERS = "answers"  # the key in a task's data that says who answered, and when
_KINDS = ("choices", "labels")  # of results, and the keys of their values


def is_task(value: Any) -> bool:
    """Tell whether a JSON value is a task of Label Studio."""
    return isinstance(value, dict) and isinstance(value.get("data"), dict)


def read_label_studio(file: Path) -> Iterator[Entry]:
    """Yield the labels of a file of tasks."""
    for number, task in elements(file):
        if is_task(task):
            yield from _task(number, task)
        else:
            yield Skipped(number, NO_TASK, str(task)[:80])


def _task(number: int, task: dict[str, Any]) -> Iterator[Entry]:
    mention = _mention(task)
    told = _told(task["data"].get(ANSWERS))
    for one in items(task.get("predictions")):
        for _, tag, _ in _chosen(one):
            yield Skipped(number, SUGGESTION, f"{mention}: {tag}")
    annotations = objects(task.get("annotations"))
    if not annotations and not task.get("predictions"):
        yield Skipped(number, NOT_ANNOTATED, str(mention))
    for annotation in annotations:
        if annotation.get("was_cancelled") is True:
            yield Skipped(number, PASSED_OVER, str(mention))
            continue
        by = _annotator(annotation)
        for state, tag, place in dict.fromkeys(_chosen(annotation)):
            if tag:
                about = told.get((tag, state, place), {})
                answer = {"tag": tag, "state": state, "by": about.get("by") or by}
                yield answer_of_dict(number, mention, about, answer, place)
            else:
                yield Skipped(number, NO_CHOICE, str(mention))


def _annotator(annotation: dict[str, Any]) -> str:
    """Return who annotated, "" where only a number of Label Studio's says it."""
    by = annotation.get("completed_by")
    found = by if isinstance(by, dict) else {}
    name = f"{text(found.get('first_name'))} {text(found.get('last_name'))}".strip()
    return name or text(found.get("email")) or text(by)


def _mention(task: dict[str, Any]) -> Mention | None:
    """Return the track of a task: by its path, else by the address of its sound."""
    data = task["data"]
    if text(data.get("path")).strip():
        return mention_of_dict(data)
    addresses = (text(data.get(name)) for name in ("audio", "url", "sound"))
    paths = (_path(address) for address in addresses if address.strip())
    return mention_of_dict({**data, "path": next(paths, "")})


def _path(address: str) -> str:
    """Return the path in an address such as /data/local-files/?d=music/a.mp3."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.path.endswith("/local-files/"):
        return next(iter(parse_qs(parts.query, errors="surrogateescape").get("d", [])), "")
    return unquote(parts.path, errors="surrogateescape") if parts.scheme else address


def _told(answers: Any) -> Mapping[tuple[str, str, Place | None], dict[str, Any]]:
    """Return what TagStudio wrote of answers, by tag, state and place."""
    return {
        (text(one.get("tag")), text(one.get("state")), told_place(one)): one
        for one in objects(answers)
    }


def _chosen(annotation: Any) -> Iterator[tuple[str, str, Place | None]]:
    """Yield state, tag and place of what was chosen; "" for a tag that is no text."""
    for result in objects(fields(annotation).get("result")):
        value = result.get("value")
        if not isinstance(value, dict):
            continue
        state = "no" if result.get("from_name") in {NOT, NOT_IN_PART} else "yes"
        place = place_of(value.get("start"), value.get("end"))
        for kind in _KINDS:
            yield from ((state, text(tag).strip(), place) for tag in items(value.get(kind)))
        for way in items(value.get("taxonomy")):
            yield state, text(way[-1] if isinstance(way, list) and way else way).strip(), place
