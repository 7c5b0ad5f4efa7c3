import json
from pathlib import Path

import numpy as np
import pytest

from tagstudio.core.channel import encode_line
from tagstudio.core.messages import message, plain
from tagstudio.core.progress import Progress
from tagstudio.plugin_api import (
    Check,
    Failure,
    ModelInfo,
    Notice,
    Prediction,
    PredictOptions,
    TagInfo,
    TrackRef,
)
from tagstudio.plugin_api.messages import from_json, to_json

SAMPLES = [
    Check("parity", True, "max difference 1e-7"),
    Failure(3, "damaged", "x.mp3 is damaged."),
    ModelInfo("m", "ab" * 32, (TagInfo("jazz", "genre", 0.08), TagInfo("sad", "mood", 0.01, 0.4))),
    Notice("CPU: no GPU here"),
    Prediction(7, (0.25, 1.0, 0.0), bytes(range(256)), partial=True),
    PredictOptions("m", "cpu", 3),
    Progress(1, None, "at it"),
    Progress(1, 2, message("x.at", "at {name}", name="odd \udcff name.mp3")),
    Notice(message("x.loss", "{loss:.3f}: {why}", loss=0.25, why=message("x.why", "so"))),
    Failure(3, "damaged", message("x.damaged", "{path} is damaged.", path="x.mp3")),
    TrackRef(1, "/music/odd \udcff name.mp3", 12.5),
    Path("/music"),
    (Notice("a"), (1, 2.5, None, True, "x")),
]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: type(sample).__name__)
def test_what_is_sent_is_what_arrives(sample):
    line = encode_line({"value": to_json(sample)})
    assert line.count(b"\n") == 1
    arrived = from_json(json.loads(line)["value"])
    assert arrived == sample


def test_a_message_may_tell_of_what_is_no_number():
    sent = encode_line({"value": to_json(Notice(message("x.loss", "{loss}", loss=float("nan"))))})
    assert from_json(json.loads(sent)["value"]).text == "nan"


def test_a_sentence_is_a_message_without_a_key():
    assert Notice("CPU.") == Notice(plain("CPU."))
    assert Notice("CPU.").text == "CPU."
    assert Failure(1, "x", "Gone.").message == Check("x", True, "Gone.").detail == plain("Gone.")


def test_a_score_that_is_no_number_is_sent_as_none_and_numpys_numbers_as_pythons():
    sent = to_json(Prediction(1, (float("nan"), np.float32(0.5), np.int64(1)), seconds=np.inf))
    assert (sent["scores"], sent["seconds"]) == ([None, 0.5, 1], None)
    assert [type(score) for score in sent["scores"][1:]] == [float, int]
    encode_line({"value": sent})
