"""Label Studio's JSON: a list of tasks, one per track, with annotations and a prediction.

The labelling interface that fits is INTERFACE: one control for the tags that a track has, one for
those that it has not, and two for regions, where it has them or not. Tags that the model suggests
are a prediction, so that they are proposed there as here. Who answered, and when, stands in the
task's data, which Label Studio keeps.
"""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from tagstudio.engine.correcting.labels.label_studio import (
    ANSWERS,
    CONTROL,
    IN_PART,
    NOT,
    NOT_IN_PART,
)
from tagstudio.engine.correcting.parts import TrackPart
from tagstudio.engine.exchange.writer import Target, TrackWriter, part_dict
from tagstudio.library.models.models import Model
from tagstudio.library.views.export import Row, fact_dict, told, wanted
from tagstudio.library.views.tag_states import Tagging

# Shown by the documentation; the choices are the tags of the file.
INTERFACE = f"""<View>
  <Audio name="audio" value="$audio"/>
  <Choices name="{CONTROL}" toName="audio" choice="multiple"> ... </Choices>
  <Choices name="{NOT}" toName="audio" choice="multiple"> ... </Choices>
  <Labels name="{IN_PART}" toName="audio"> ... </Labels>
  <Labels name="{NOT_IN_PART}" toName="audio"> ... </Labels>
</View>"""


class LabelStudioWriter(TrackWriter):
    """A list of tasks, one in a line."""

    def __init__(self, target: Target) -> None:
        super().__init__(target)
        self._before = "["

    def add(self, row: Row) -> None:
        """Write the task of a track."""
        found = wanted(row[1], self.target.options.every)
        parts = self.target.parts(row[0])
        task = task_of((row[0], list(found)), self.target.model, parts)
        self.target.file.write(f"{self._before}\n{json.dumps(task)}".encode())
        self._before = ","

    def finish(self) -> None:
        """End the list."""
        self.target.file.write(b"\n]\n" if self._before == "," else b"[]\n")


def task_of(row: Row, model: Model | None, parts: Sequence[TrackPart] = ()) -> dict[str, Any]:
    """Return the task of a track and those of its tags and parts that are written."""
    track, taggings = row
    chosen = {state: [t for t in taggings if t.state == state] for state in ("yes", "no")}
    answers = [
        {key: value for key, value in told(one, model).items() if key not in {"score", "model"}}
        for found in chosen.values()
        for one in found
    ]
    answers += [part_dict(one) for one in parts]
    result = [
        _choices(control, chosen[state])
        for control, state in ((CONTROL, "yes"), (NOT, "no"))
        if chosen[state]
    ]
    result += [_region(one, track.seconds) for one in parts]
    address = quote(track.path, errors="surrogateescape")
    data = {"audio": f"/data/local-files/?d={address}", **fact_dict(track), ANSWERS: answers}
    task: dict[str, Any] = {"data": data, "annotations": [], "predictions": []}
    if result:
        task["annotations"].append({"result": result, "was_cancelled": False})
    if suggested := [one for one in taggings if one.state == "suggested"]:
        task["predictions"].append(
            {
                "model_version": model.name if model else "",
                "score": round(max(one.score or 0.0 for one in suggested), 6),
                "result": [_choices(CONTROL, suggested)],
            }
        )
    return task


def _region(one: TrackPart, seconds: float | None) -> dict[str, Any]:
    return {
        "from_name": IN_PART if one.state == "yes" else NOT_IN_PART,
        "to_name": "audio",
        "type": "labels",
        "original_length": seconds,
        "value": {
            "start": one.stretch.start,
            "end": one.stretch.end,
            "channel": 0,
            "labels": [one.exported_as],
        },
    }


def _choices(control: str, found: list[Tagging]) -> dict[str, Any]:
    return {
        "from_name": control,
        "to_name": "audio",
        "type": "choices",
        "value": {"choices": [one.tag for one in found]},
    }
