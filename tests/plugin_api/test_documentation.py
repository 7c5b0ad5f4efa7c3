"""docs/plugin-api.md says what the code says."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from tagstudio import plugin_api
from tagstudio.plugin_api import API_VERSION, Manifest, Measurer, Tagger
from tagstudio.plugin_api.serve import OF_MEASURERS, OPERATIONS
from tagstudio.plugin_kit.linear_tagger import LinearTagger

REPOSITORY = Path(__file__).parents[2]
TEXT = (REPOSITORY / "docs" / "plugin-api.md").read_text(encoding="utf-8")
FAKE = Path(__file__).parent.parent / "plugins" / "fake_tagger"


def table(heading: str) -> list[str]:
    """First column of the table under a heading, without call parentheses."""
    section = TEXT.split(f"## `{heading}`\n")[1].split("\n## ")[0]
    return [re.sub(r"\(.*\)", "", name) for name in re.findall(r"^\| `([^`]+)`", section, re.M)]


def described() -> dict[str, str]:
    section = TEXT.split("## The dataclasses\n")[1].split("\n## ")[0]
    parts = re.split(r"### `(\w+)`\n", section)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_the_example_is_the_plugin_that_the_tests_use():
    assert (FAKE / "plugin.py").read_text() in TEXT
    assert (FAKE / "MANIFEST.toml").read_text() in TEXT
    assert (FAKE.parent / "ten_line_tagger" / "plugin.py").read_text() in TEXT


def test_the_manifest_table_lists_the_fields():
    assert table("MANIFEST.toml") == [field.name for field in fields(Manifest)]
    assert f"for: {API_VERSION} |" in TEXT


def test_the_table_of_the_kit_lists_what_a_tagger_may_give():
    section = TEXT.split("## A plugin that learns\n")[1].split("\n## ")[0]
    names = re.findall(r"^\| `(\w+)", section, re.M)
    assert len(names) == 8
    assert all(hasattr(LinearTagger, name) for name in names)


def test_the_tagger_table_lists_the_operations():
    assert sorted(table("Tagger")) == sorted(OPERATIONS)
    assert all(callable(getattr(Tagger, name)) for name in OPERATIONS)


def test_the_measurer_table_lists_its_operations():
    assert table("Measurer") == list(OF_MEASURERS)
    assert all(callable(getattr(Measurer, name)) for name in OF_MEASURERS)


def test_every_dataclass_of_the_api_is_described():
    machinery = {"Tagger", "Measurer", "Manifest", "read_manifest", "API_VERSION", "MANIFEST_NAME"}
    assert set(described()) == set(plugin_api.__all__) - machinery


@pytest.mark.parametrize("name", sorted(described()))
def test_a_description_names_every_field(name):
    named = set(re.findall(r"`(\w+)`", described()[name]))
    assert {field.name for field in fields(getattr(plugin_api, name))} <= named
