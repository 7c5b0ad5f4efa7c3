import json
from dataclasses import dataclass

import pytest

from tagstudio.cli.printing.output import OLD_NAMES, json_value, print_json, with_old_names
from tagstudio.core.messages import Message, message
from tagstudio.plugin_api import Epoch


@dataclass(frozen=True)
class Found:
    test_set_id: int
    reason: Message
    parts: tuple["Found", ...] = ()


@pytest.mark.parametrize(
    ("name", "old"),
    [
        ("threshold", "line"),
        ("model_threshold", "model_line"),
        ("test_set_id", "slice_id"),
        ("auc_difference", "gain"),
        ("validation_loss", "calibrate_loss"),
        ("validation_auc", "calibrate_auc"),
    ],
)
def test_a_renamed_field_stands_under_both_names(name, old):
    assert OLD_NAMES[name] == old
    assert with_old_names({name: 0.5, "tag": "jazz"}) == {name: 0.5, old: 0.5, "tag": "jazz"}


def test_dataclasses_and_messages_are_printed_at_any_depth(capsys):
    low = message("gate.low", "at least {low:.2f}", low=0.5)
    print_json({"found": Found(3, low, (Found(4, low),))})
    inner = {"test_set_id": 4, "slice_id": 4, "reason": "at least 0.50", "parts": []}
    outer = {"test_set_id": 3, "slice_id": 3, "reason": "at least 0.50", "parts": [inner]}
    assert json.loads(capsys.readouterr().out) == {"found": outer}


def test_an_epoch_has_its_earlier_fields():
    epoch = json_value(Epoch(1, 2, 0.5, 0.4, 0.9))
    assert (epoch["validation_loss"], epoch["calibrate_loss"]) == (0.4, 0.4)
    assert (epoch["validation_auc"], epoch["calibrate_auc"]) == (0.9, 0.9)


def test_names_that_the_user_gave_are_not_fields():
    assert json_value({"tags": {"threshold": 1}}) == {"tags": {"threshold": 1}}
