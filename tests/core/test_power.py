from pathlib import Path

import pytest

from tagstudio.core import power


def supply(folder: Path, name: str, **facts: str) -> None:
    (folder / name).mkdir()
    for fact, text in facts.items():
        (folder / name / fact).write_text(f"{text}\n")


LAPTOP = {"type": "Battery", "status": "Discharging"}


@pytest.mark.parametrize(
    ("supplies", "on_battery"),
    [
        ({}, False),
        ({"BAT0": LAPTOP, "AC": {"type": "Mains", "online": "0"}}, True),
        ({"BAT0": LAPTOP, "AC": {"type": "Mains", "online": "1"}}, False),
        ({"BAT0": LAPTOP, "ucsi": {"type": "USB", "online": "1"}}, False),
        ({"BAT0": LAPTOP, "ucsi": {"type": "USB", "online": "0"}}, True),
        ({"BAT0": {"type": "Battery", "status": "Charging"}}, False),
        ({"BAT0": {"type": "Battery", "status": "Full"}, "BAT1": LAPTOP}, True),
        ({"mouse": {**LAPTOP, "scope": "Device"}}, False),
        ({"odd": {}}, False),
    ],
)
def test_a_battery_that_alone_gives_power_is_told(tmp_path, supplies, on_battery):
    for name, facts in supplies.items():
        supply(tmp_path, name, **facts)
    assert power.supplies_say_battery(tmp_path) is on_battery


def test_a_system_that_does_not_say_is_not_on_battery(tmp_path):
    assert not power.supplies_say_battery(tmp_path / "missing")


@pytest.mark.parametrize(
    ("said", "on_battery"),
    [
        ("Now drawing from 'Battery Power'\n -InternalBattery-0 80%; discharging\n", True),
        ("Now drawing from 'AC Power'\n -InternalBattery-0 80%; charging\n", False),
        ("", False),
    ],
)
def test_what_macos_says_is_understood(monkeypatch, said, on_battery):
    monkeypatch.setattr(power.sys, "platform", "darwin")
    monkeypatch.setattr(power, "_said_by_pmset", lambda: said)
    assert power.on_battery() is on_battery
